/**
 * The engine's bulk bytes as HTTP answers, for the browser host and for the desktop's protocol alike: ranges, validators and
 * caching.
 */
import { toErrorRecord } from '../../shared/errors.ts';
import type { Engine, ResourceResponse } from '../service/engine.ts';

/** The headers of a request that matter here, in lower case as Node gives them. */
export interface ResourceHeaders {
  range?: string;
  'if-none-match'?: string;
  'if-range'?: string;
}

export interface HttpAnswer {
  status: number;
  headers: Record<string, string>;
  body: Uint8Array;
}

const YEAR_SECONDS = 365 * 24 * 3600;

/** @throws MorphospaceError whatever the engine throws. */
export async function answerResource(
  engine: Engine,
  path: string,
  headers: ResourceHeaders,
): Promise<HttpAnswer> {
  const range = parseRange(headers.range);
  if (range === null || headers['if-range'] !== undefined || !('start' in range)) {
    const whole = await engine.resource({ path });
    if (whole.status === 200 && matches(headers['if-none-match'], whole.etag)) return notModified(whole);
    const wanted = range !== null && (headers['if-range'] ?? whole.etag) === whole.etag ? range : null;
    return toAnswer(whole.status === 200 && wanted !== null ? cut(whole, wanted) : whole);
  }
  return toAnswer(await engine.resource({ path, range }));
}

const STATUS_BY_CODE: Record<string, number> = {
  'bad-path': 400,
  'no-such-upload': 404,
  'not-found': 404,
  'method-not-allowed': 405,
  'disk-full': 507,
  'engine-died': 503,
};

/** An error as the data that the renderer's uploads and downloads read. */
export function errorAnswer(error: unknown): HttpAnswer {
  const { name, code, message, advice } = toErrorRecord(error);
  return {
    status: STATUS_BY_CODE[code] ?? 500,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
    body: Buffer.from(JSON.stringify({ name, code, message, advice })),
  };
}

type Range = { start: number; end?: number } | { last: number };

/** One byte range; null for none, for several, and for what is no range: those get the whole, as RFC 9110 allows. */
function parseRange(header: string | undefined): Range | null {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '');
  if (match === null) return null;
  const [, first, last] = match;
  if (first !== '') {
    const start = Number(first);
    if (last === '') return { start };
    return Number(last) < start ? null : { start, end: Number(last) };
  }
  return last === '' ? null : { last: Number(last) };
}

function cut(whole: ResourceResponse, range: Range): ResourceResponse {
  const start = 'start' in range ? range.start : Math.max(0, whole.total - range.last);
  const end = 'start' in range ? Math.min(range.end ?? whole.total - 1, whole.total - 1) : whole.total - 1;
  if (start > end) return { ...whole, status: 416, body: new Uint8Array(0) };
  return { ...whole, status: 206, start, body: whole.body.subarray(start, end + 1) };
}

function matches(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  const tags = ifNoneMatch.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return tags.includes('*') || tags.includes(etag);
}

function notModified({ etag, cache }: ResourceResponse): HttpAnswer {
  return { status: 304, headers: { etag, 'cache-control': cacheControl(cache) }, body: new Uint8Array(0) };
}

function toAnswer({
  status,
  contentType,
  body,
  total,
  start,
  etag,
  cache,
  fileName,
}: ResourceResponse): HttpAnswer {
  const headers: Record<string, string> = {
    'content-type': contentType,
    'content-length': String(body.byteLength),
    'accept-ranges': 'bytes',
  };
  if (status === 404) return { status, headers: { ...headers, 'cache-control': 'no-store' }, body };
  headers.etag = etag;
  headers['cache-control'] = cacheControl(cache);
  if (status === 206) headers['content-range'] = `bytes ${start}-${start + body.byteLength - 1}/${total}`;
  if (status === 416) headers['content-range'] = `bytes */${total}`;
  if (fileName !== undefined)
    headers['content-disposition'] = `attachment; filename*=UTF-8''${encodeURIComponent(fileName)}`;
  return { status, headers, body };
}

function cacheControl(cache: ResourceResponse['cache']): string {
  return cache === 'immutable' ? `private, max-age=${YEAR_SECONDS}, immutable` : 'private, no-cache';
}
