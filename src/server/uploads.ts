/**
 * Images that a browser sends, one PUT each, into a folder of the library that `uploads.begin` has opened. A file appears
 * under its name when it is complete.
 */
import { stat, statfs } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { dirname, join } from 'node:path';
import { writeAtomically } from '../engine/library/atomic.ts';
import { MorphospaceError } from '../shared/errors.ts';
import { resolveInside } from '../engine/host/resolve-inside.ts';

/** Where `uploads.begin` points: `/uploads/<id>/`. */
const ADDRESS = /^\/uploads\/([a-z0-9-]+)\/(.+)$/;
/** Left free on the disk, so that the database and other programs go on. */
const RESERVE_BYTES = 256 * 2 ** 20;

export function isUpload(pathname: string): boolean {
  return ADDRESS.test(pathname);
}

/** @throws MorphospaceError `bad-path`, `no-such-upload`, `disk-full`, `not-writable`. */
export async function receiveUpload(
  library: string,
  pathname: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const [, id, rest] = ADDRESS.exec(pathname)!;
  const folder = join(library, 'uploads', id!);
  const path = resolveInside(folder, rest!);
  if (!(await stat(folder).catch(() => undefined))?.isDirectory()) {
    throw new MorphospaceError('no-such-upload', 'This upload is over.', 'Drop the images once more.');
  }
  await requireRoom(folder, Number(request.headers['content-length'] ?? 0));
  await writeAtomically(path, (file) => file.writeFile(request));
  response.writeHead(201, { 'content-length': 0 }).end();
}

async function requireRoom(folder: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize - bytes >= RESERVE_BYTES) return;
  throw new MorphospaceError(
    'disk-full',
    `The disk with ${dirname(folder)} is too full for another file.`,
    'Free some space, or choose another library folder with --library; what was sent before is intact.',
  );
}
