/**
 * One engine per library. The lock is a write transaction held open on a small SQLite file: the operating system drops it
 * when the process ends, however it ends, so that no stale lock can remain.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { MorphospaceError } from '../../shared/errors.ts';
import { codeOf } from './atomic.ts';

/**
 * Takes the lock of a library folder and returns the function that gives it back.
 *
 * @throws MorphospaceError `library-locked` while another process holds it; or what the disk says against it.
 */
export function lockLibrary(folder: string): () => void {
  const holderFile = join(folder, 'lock.holder');
  const database = new DatabaseSync(join(folder, 'lock.sqlite'), { timeout: 250 });
  try {
    database.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    database.close();
    if (codeOf(cause) !== 'SQLITE_BUSY') throw cause;
    throw new MorphospaceError(
      'library-locked',
      `The library ${folder} is in use by another Morphospace${holder(holderFile)}.`,
      'Close that one first, or name another library with --library.',
      { cause },
    );
  }
  try {
    writeFileSync(holderFile, String(process.pid));
  } catch {
    // Whoever meets the lock is not told by whom it is held.
  }
  return () => {
    if (database.isOpen) database.close();
  };
}

function holder(file: string): string {
  try {
    return ` (process ${readFileSync(file, 'utf8').trim()})`;
  } catch {
    return ''; // Only a courtesy: the lock itself is the transaction.
  }
}
