/**
 * Files that are either whole or not there: written to a temporary name beside the target, synced, then renamed. A process
 * killed at any moment leaves the last good file.
 */
import { randomBytes } from 'node:crypto';
import { mkdirSync, statSync } from 'node:fs';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
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
    makeFolder(dirname(path));
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
    await rm(temporary, { force: true }).catch(() => undefined); // The first error is the one to tell.
    throw asStorageError(error, path);
  }
}

/** Writes the whole of `data` to `path`, atomically. */
export async function writeFileAtomically(path: string, data: string | Uint8Array): Promise<void> {
  await writeAtomically(path, (file) => file.writeFile(data));
}

/**
 * Makes a folder, and those above it that are missing.
 *
 * One by one, because Node's recursive `mkdir` never returns where the system answers "no such folder" although the parent is
 * there, as it does below /proc.
 *
 * @throws MorphospaceError `disk-full` or `not-writable`
 */
export function makeFolder(path: string): void {
  try {
    makeMissingFolders(path);
  } catch (error) {
    throw asStorageError(error, path);
  }
}

function makeMissingFolders(path: string): void {
  try {
    mkdirSync(path);
  } catch (error) {
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return;
    const parent = dirname(path);
    const parentIsMissing = codeOf(error) === 'ENOENT' && !statSync(parent, { throwIfNoEntry: false });
    if (!parentIsMissing || parent === path) throw error;
    makeMissingFolders(parent);
    makeMissingFolders(path);
  }
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

const FULL = ['ENOSPC', 'EDQUOT', 'SQLITE_FULL'];
const NOT_ALLOWED = ['EACCES', 'EPERM', 'EROFS', 'SQLITE_PERM', 'SQLITE_READONLY', 'SQLITE_CANTOPEN'];
const NO_SUCH_PLACE = ['ENOENT', 'ENOTDIR', 'EISDIR', 'EEXIST', 'ENAMETOOLONG', 'ELOOP'];

/** Turns the operating system's word for a place that takes no file into a sentence; other errors pass unchanged. */
export function asStorageError(error: unknown, path: string): unknown {
  const code = codeOf(error);
  if (FULL.includes(code)) {
    return new MorphospaceError(
      'disk-full',
      `The disk is full: ${dirname(path)} could not take another file.`,
      'Free some space, or choose another library folder; everything written before is intact.',
      { cause: error },
    );
  }
  if (NOT_ALLOWED.includes(code)) {
    return new MorphospaceError(
      'not-writable',
      `${path} may not be written.`,
      'Choose a folder that you may write to.',
      { cause: error },
    );
  }
  if (NO_SUCH_PLACE.includes(code)) {
    return new MorphospaceError(
      'not-writable',
      `${path} cannot be written: ${whyNot(code)}.`,
      'Choose another place.',
      { cause: error },
    );
  }
  return error;
}

function whyNot(code: string): string {
  if (code === 'EISDIR') return 'a folder of that name is there';
  if (code === 'ENAMETOOLONG') return 'the name is too long';
  if (code === 'ENOENT') return 'its folder cannot be made';
  return 'a part of that path is no folder';
}

/** Result codes of SQLite (https://sqlite.org/rescode.html), of which the lowest byte tells the kind. */
const SQLITE_CODES: Record<number, string> = {
  3: 'SQLITE_PERM',
  5: 'SQLITE_BUSY',
  8: 'SQLITE_READONLY',
  13: 'SQLITE_FULL',
  14: 'SQLITE_CANTOPEN',
};

/** The name of what went wrong as the operating system or SQLite gives it; empty for other errors. */
export function codeOf(error: unknown): string {
  const { code = '', errcode } = (error ?? {}) as NodeJS.ErrnoException & { errcode?: number };
  return errcode === undefined ? code : (SQLITE_CODES[errcode & 0xff] ?? code);
}
