/** The files of the built renderer, for the browser host and for the desktop's protocol alike. */
import { stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { MorphospaceError } from '../../shared/errors.ts';
import { resolveInside } from './resolve-inside.ts';

const CONTENT_TYPES: Record<string, string> = {
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

export interface RendererFile {
  path: string;
  size: number;
  contentType: string;
  /** Whether it is a page, which needs the content security policy. */
  isPage: boolean;
  etag: string;
  cacheControl: string;
}

/**
 * Finds the file for the path of an address; `/` is the page.
 *
 * @throws MorphospaceError `not-found`, `bad-path`.
 */
export async function findRendererFile(folder: string, pathname: string): Promise<RendererFile> {
  const path = resolveInside(folder, pathname === '/' ? 'index.html' : pathname.slice(1));
  const contentType = CONTENT_TYPES[extname(path)];
  const found = contentType === undefined ? undefined : await stat(path).catch(() => undefined);
  if (contentType === undefined || found?.isFile() !== true) throw notFound();
  // Names under assets/ carry a hash of their contents.
  const versioned = path.startsWith(join(folder, 'assets'));
  return {
    path,
    size: found.size,
    contentType,
    isPage: extname(path) === '.html',
    etag: `"${found.size.toString(36)}-${Math.trunc(found.mtimeMs).toString(36)}"`,
    cacheControl: versioned ? 'private, max-age=31536000, immutable' : 'private, no-cache',
  };
}

export function notFound(): MorphospaceError {
  return new MorphospaceError('not-found', 'There is nothing at this address.', 'Go back to the start page.');
}
