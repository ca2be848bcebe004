/**
 * Files that are either whole or not there: written to a temporary name beside the target, synced, then renamed. A process
 * killed at any moment leaves the last good file.
 */
import { randomBytes } from 'node:crypto';
import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { MorphospaceError } from '../../shared/errors.ts';

/** The ending of files that were being written; leftovers of killed processes are swept by it. */
export const TEMPORARY_SUFFIX = '.partial';

/**
 * Lets `write` fill a file which then appears at `path` all at once. When `write` throws, nothing appears.
 *
 * @throws MorphospaceError `disk-full` or `not-writable`, with what to do.
 */
export async function writeAtomically(
  path: string,
  write: (file: FileHandle) => Promise<void>,
): Promise<void> {
  const temporary = `${path}.${randomBytes(4).toString('hex')}${TEMPORARY_SUFFIX}`;
  try {
    await mkdir(dirname(path), { recursive: true });
    const file = await open(temporary, 'wx');
    try {
      await write(file);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
    await syncFolder(dirname(path));
  } catch (error) {
    await rm(temporary, { force: true });
    throw asStorageError(error, path);
  }
}

/** Writes the whole of `data` to `path`, atomically. */
export async function writeFileAtomically(path: string, data: string | Uint8Array): Promise<void> {
  await writeAtomically(path, (file) => file.writeFile(data));
}

/** Makes a rename durable. Windows has no such thing as syncing a folder and keeps its own journal. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Turns the operating system's word for a full or read-only disk into a sentence; other errors pass unchanged. */
export function asStorageError(error: unknown, path: string): unknown {
  const code = (error as NodeJS.ErrnoException | null)?.code;
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new MorphospaceError(
      'disk-full',
      `The disk is full: ${join(dirname(path))} could not take another file.`,
      'Free some space, or choose another library folder; everything written before is intact.',
      { cause: error },
    );
  }
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
    return new MorphospaceError(
      'not-writable',
      `${path} may not be written.`,
      'Choose a folder that you may write to.',
      { cause: error },
    );
  }
  return error;
}
