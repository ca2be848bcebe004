/** The built renderer as static files. */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { contentSecurityPolicy } from '../shared/content-security-policy.ts';
import { notFound } from './responses.ts';
import { resolveInside } from './resolve-inside.ts';

export const CONTENT_TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.map': 'application/json',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
  '.ico': 'image/x-icon',
};

/** @throws MorphospaceError `not-found`, `bad-path`. */
export async function sendRendererFile(
  folder: string,
  pathname: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = resolveInside(folder, pathname === '/' ? 'index.html' : pathname.slice(1));
  const contentType = CONTENT_TYPES[extname(path)];
  const found = contentType === undefined ? undefined : await stat(path).catch(() => undefined);
  if (contentType === undefined || found?.isFile() !== true) throw notFound();

  const etag = `"${found.size.toString(36)}-${Math.trunc(found.mtimeMs).toString(36)}"`;
  // Names under assets/ carry a hash of their contents.
  const versioned = path.startsWith(join(folder, 'assets'));
  response.setHeader('etag', etag);
  response.setHeader(
    'cache-control',
    versioned ? 'private, max-age=31536000, immutable' : 'private, no-cache',
  );
  if (contentType.startsWith('text/html'))
    response.setHeader('content-security-policy', contentSecurityPolicy(`ws://${request.headers.host}`));
  if (request.headers['if-none-match'] === etag) {
    response.writeHead(304).end();
    return;
  }
  response.writeHead(200, { 'content-type': contentType, 'content-length': found.size });
  if (request.method === 'HEAD') response.end();
  else await pipeline(createReadStream(path), response);
}
