/**
 * Images that a page sends, one PUT each, into a folder of the library that `uploads.begin` has opened: everything dropped in
 * a browser, and in the desktop shell what has no path. A file appears under its name when it is complete.
 */
import { stat, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { MorphospaceError } from '../../shared/errors.ts';
import { writeAtomically } from '../library/atomic.ts';
import { resolveInside } from './resolve-inside.ts';

/** Where `uploads.begin` points: `/uploads/<id>/`. */
const ADDRESS = /^\/uploads\/([a-z0-9-]+)\/(.+)$/;
/** Left free on the disk, so that the database and other programs go on. */
const RESERVE_BYTES = 256 * 2 ** 20;

export interface Upload {
  /** The path of the address, percent-encoded. */
  pathname: string;
  content: AsyncIterable<Uint8Array>;
  /** Size as announced, 0 where it was not. */
  bytes: number;
}

export function isUpload(pathname: string): boolean {
  return ADDRESS.test(pathname);
}

/** @throws MorphospaceError `bad-path`, `no-such-upload`, `disk-full`, `not-writable`. */
export async function receiveUpload(library: string, { pathname, content, bytes }: Upload): Promise<void> {
  const [, id, rest] = ADDRESS.exec(pathname)!;
  const folder = join(library, 'uploads', id!);
  const path = resolveInside(folder, rest!);
  if (!(await stat(folder).catch(() => undefined))?.isDirectory()) {
    throw new MorphospaceError('no-such-upload', 'This upload is over.', 'Drop the images once more.');
  }
  await requireRoom(folder, bytes);
  await writeAtomically(path, (file) => file.writeFile(content));
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
