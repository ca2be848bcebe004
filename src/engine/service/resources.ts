/** Bulk bytes by path (shared/resources.ts): thumbnail pages, images for display, model files, codes and coordinates. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DATA_PREFIX } from '../../shared/resources.ts';
import { codesCsv } from '../export/embedding.ts';
import { coordinatesCsv } from '../export/coordinates.ts';
import { THUMBNAIL_CONTENT_TYPE, thumbnailPageFile } from '../images/atlas.ts';
import { CODES_FILE } from '../library/codes.ts';
import { readNpy } from '../library/npy.ts';
import type { ResourceRequest, ResourceResponse } from './engine.ts';
import type { Rooms } from './rooms.ts';

interface Found {
  contentType: string;
  body: Uint8Array;
  cache?: ResourceResponse['cache'];
  fileName?: string;
}

/** A path's parts by name, and the query. */
type Finder = (rooms: Rooms, parts: Record<string, string>, query: URLSearchParams) => Promise<Found>;

/** Made when it is asked for (tasks/export.ts). */
const PAGE_FILE = 'explore.html';

const MODEL_FILE_TYPES: Record<string, string> = {
  'encoder.onnx': 'application/octet-stream',
  'decoder.onnx': 'application/octet-stream',
  'model.json': 'application/json',
};

const routes: [RegExp, Finder][] = [
  [/^datasets\/(?<dataset>[^/]+)\/thumbnails\/(?<level>\d+)\/(?<page>\d+)$/, findThumbnails],
  [/^datasets\/(?<dataset>[^/]+)\/images\/(?<index>\d+)$/, findImage],
  [/^models\/(?<model>[^/]+)\/files\/(?<file>[a-z.]+)$/, findModelFile],
  [/^models\/(?<model>[^/]+)\/codes\.(?<format>npy|csv)$/, findCodes],
  [/^projections\/(?<projection>[^/]+)\/coordinates\.(?<format>npy|csv)$/, findCoordinates],
];

/** Never throws for what is not there: that is a 404. */
export async function readResource(
  rooms: Rooms,
  { path, range }: ResourceRequest,
): Promise<ResourceResponse> {
  const { pathname, searchParams } = new URL(path, 'http://engine');
  const inner = decodeURIComponent(pathname.slice(DATA_PREFIX.length));
  for (const [pattern, find] of routes) {
    const groups = pathname.startsWith(DATA_PREFIX) ? pattern.exec(inner)?.groups : undefined;
    if (!groups) continue;
    const found = await find(rooms, groups, searchParams).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code?.startsWith('no-such')) return null;
      throw error;
    });
    return found ? cut(found, range) : NOT_FOUND;
  }
  return NOT_FOUND;
}

async function findThumbnails(
  { library }: Rooms,
  { dataset, level, page }: Record<string, string>,
): Promise<Found> {
  const { id } = library.datasets.get(dataset!);
  const body = await readFile(thumbnailPageFile(library.datasetFolder(id), Number(level), Number(page)));
  return { contentType: THUMBNAIL_CONTENT_TYPE, body, cache: 'immutable' };
}

async function findImage(
  { library, explorer }: Rooms,
  { dataset, index }: Record<string, string>,
  query: URLSearchParams,
): Promise<Found> {
  const { path } = library.datasets.image(dataset!, Number(index));
  const side = Number(query.get('side') ?? 0);
  return explorer.ask('picture', { path, side: side > 0 ? side : undefined });
}

async function findModelFile(
  { library, explorer }: Rooms,
  { model, file }: Record<string, string>,
  query: URLSearchParams,
): Promise<Found> {
  if (file === PAGE_FILE) {
    const { id: modelId, name } = library.models.get(model!);
    const page = await explorer.ask('modelPage', { modelId, licence: query.get('licence') ?? '' });
    return { contentType: 'text/html; charset=utf-8', body: Buffer.from(page), fileName: `${name}.html` };
  }
  const contentType = MODEL_FILE_TYPES[file!];
  const { id } = library.models.get(model!);
  if (!contentType) throw Object.assign(new Error(`no file ${file}`), { code: 'ENOENT' });
  return { contentType, body: await readFile(join(library.modelFolder(id), file!)), fileName: file };
}

async function findCodes({ library }: Rooms, { model, format }: Record<string, string>): Promise<Found> {
  const { id, name, datasetId } = library.models.get(model!);
  const path = join(library.modelFolder(id), CODES_FILE);
  const fileName = `${name} codes.${format}`;
  if (format === 'npy')
    return { contentType: 'application/octet-stream', body: await readFile(path), fileName };
  const { shape, values } = await readNpy(path);
  const codes = { rows: shape[0]!, dimensions: shape[1]!, values };
  const text = [...codesCsv(codes, library.datasets.eachImage(datasetId))].join('');
  return { contentType: 'text/csv; charset=utf-8', body: Buffer.from(text), fileName };
}

async function findCoordinates(
  { library }: Rooms,
  { projection, format }: Record<string, string>,
): Promise<Found> {
  const { id, modelId, method } = library.projections.get(projection!);
  const { name, datasetId } = library.models.get(modelId);
  const path = join(library.projectionFolder(id), 'coordinates.npy');
  const fileName = `${name} ${method}.${format}`;
  if (format === 'npy')
    return { contentType: 'application/octet-stream', body: await readFile(path), fileName };
  const { values } = await readNpy(path);
  const text = coordinatesCsv(library.datasets.eachImage(datasetId), values);
  return { contentType: 'text/csv; charset=utf-8', body: Buffer.from(text), fileName };
}

const NOT_FOUND: ResourceResponse = {
  status: 404,
  contentType: 'text/plain; charset=utf-8',
  body: Buffer.from('There is no such thing.'),
  total: 0,
  start: 0,
  etag: '"none"',
  cache: 'revalidate',
};

function cut(
  { body, contentType, cache = 'revalidate', fileName }: Found,
  range: ResourceRequest['range'],
): ResourceResponse {
  const total = body.byteLength;
  const etag = `"${createHash('sha1').update(body).digest('base64url')}"`;
  const whole = { status: 200 as const, contentType, body, total, start: 0, etag, cache, fileName };
  if (!range) return whole;
  const end = Math.min(range.end ?? total - 1, total - 1);
  if (range.start > end) return { ...whole, status: 416, body: new Uint8Array(0) };
  return { ...whole, status: 206, body: body.subarray(range.start, end + 1), start: range.start };
}
