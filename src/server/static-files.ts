/** Sends the built renderer. */
import { createReadStream } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { findRendererFile } from '../engine/host/renderer-files.ts';
import { contentSecurityPolicy } from '../shared/content-security-policy.ts';

/** @throws MorphospaceError `not-found`, `bad-path`. */
export async function sendRendererFile(
  folder: string,
  pathname: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { path, size, contentType, isPage, etag, cacheControl } = await findRendererFile(folder, pathname);
  response.setHeader('etag', etag);
  response.setHeader('cache-control', cacheControl);
  // Not every browser counts the socket as 'self'.
  if (isPage)
    response.setHeader('content-security-policy', contentSecurityPolicy(`ws://${request.headers.host}`));
  if (request.headers['if-none-match'] === etag) {
    response.writeHead(304).end();
    return;
  }
  response.writeHead(200, { 'content-type': contentType, 'content-length': size });
  if (request.method === 'HEAD') response.end();
  else await pipeline(createReadStream(path), response);
}
