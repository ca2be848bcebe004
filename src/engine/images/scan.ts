/**
 * Finds the images under folders, in an order that does not depend on the machine. Nothing is decoded here.
 *
 * Left out without a word: hidden folders, hidden files that do not claim to be images, and what systems leave behind
 * (`ignoredNames`). Whatever else is no image, cannot be read or leads in circles is listed with the reason.
 */
import type { Dirent, Stats } from 'node:fs';
import { open, readdir, realpath, stat } from 'node:fs/promises';
import { basename, join, resolve, sep } from 'node:path';
import type { SkippedFile } from '../../shared/datasets.ts';
import { MorphospaceError } from '../../shared/errors.ts';
import { looksLikeImage, SNIFF_BYTES, sniffFormat } from './formats.ts';

export interface FoundFile {
  /** Absolute. */
  path: string;
  /** Relative to the source, with forward slashes; begins with the source's own name where there are several. */
  file: string;
  bytes: number;
  /** Time of modification, milliseconds since 1970. */
  modified: number;
  /** The first folder below the source; else, where there are several sources, the source's name; else null. */
  group: string | null;
}

export type ScanEvent = { kind: 'file'; found: FoundFile } | ({ kind: 'skipped' } & SkippedFile);

/** Names of files and folders that systems and programs leave among pictures, in lower case. */
export const ignoredNames = new Set([
  'thumbs.db',
  'desktop.ini',
  '__macosx',
  '$recycle.bin',
  'system volume information',
  '@eadir',
  'lost+found',
]);

/** How many files of a folder are looked at together. */
const TOGETHER = 64;

/** Numbers within names count as numbers: `2.png` before `10.png`. */
const natural = new Intl.Collator('en', { numeric: true });

export function compareNaturally(a: string, b: string): number {
  return natural.compare(a, b) || (a < b ? -1 : a > b ? 1 : 0);
}

/**
 * Walks through folders and single files.
 *
 * @throws MorphospaceError `no-such-source` when a source does not exist or may not be read at all.
 */
export async function* scanSources(
  sources: readonly string[],
  signal?: AbortSignal,
): AsyncGenerator<ScanEvent> {
  const roots = await Promise.all(sources.map(openSource));
  const several = roots.length > 1;
  const taken = new Set<string>();
  const been: Been = { roots: roots.map(({ real }) => real), folders: new Set(), signal };
  for (const { path, stats } of roots) {
    if (!stats.isDirectory()) {
      const file = uniqueName(basename(path), (name) => taken.has(name));
      taken.add(file);
      yield* examine([{ path, file, group: null, stats }]);
      continue;
    }
    let prefix = '';
    if (several) {
      prefix = uniqueName(basename(path) || 'root', (name) => taken.has(name));
      taken.add(prefix);
    }
    yield* walk({ path, file: prefix, depth: 0, group: prefix || null }, been);
  }
}

/** `name`, or `name (2)`, `name (3)`… with the ending kept, whichever is free first. */
export function uniqueName(name: string, isTaken: (name: string) => boolean): string {
  const dot = name.lastIndexOf('.');
  const [stem, ending] = dot > name.lastIndexOf('/') + 1 ? [name.slice(0, dot), name.slice(dot)] : [name, ''];
  let candidate = name;
  for (let number = 2; isTaken(candidate); number++) candidate = `${stem} (${number})${ending}`;
  return candidate;
}

async function openSource(source: string): Promise<{ path: string; real: string; stats: Stats }> {
  const path = resolve(source);
  try {
    return { path, real: await realpath(path), stats: await stat(path) };
  } catch (error) {
    throw new MorphospaceError(
      'no-such-source',
      `${path} ${isMissing(error) ? 'does not exist' : 'may not be read'}.`,
      'Check the path, and that you may open it.',
      { cause: error },
    );
  }
}

interface Folder {
  path: string;
  file: string;
  /** 0 for a source itself. */
  depth: number;
  group: string | null;
}

/** Where the walk is and has been, as real paths, so that links cannot lead it in circles. */
interface Been {
  readonly roots: readonly string[];
  readonly folders: Set<string>;
  readonly signal: AbortSignal | undefined;
}

interface Candidate {
  path: string;
  file: string;
  group: string | null;
  stats?: Stats;
}

async function* walk(folder: Folder, been: Been): AsyncGenerator<ScanEvent> {
  been.signal?.throwIfAborted();
  let entries: Dirent[];
  try {
    const real = await realpath(folder.path);
    if (been.folders.has(real)) {
      yield {
        kind: 'skipped',
        file: folder.file,
        reason: 'The folder is imported already, under another name.',
      };
      return;
    }
    been.folders.add(real);
    entries = await readdir(folder.path, { withFileTypes: true });
  } catch (error) {
    const file = folder.file || folder.path;
    yield {
      kind: 'skipped',
      file,
      reason: reasonOf(error, file, 'The folder is gone.', 'The folder may not be read.'),
    };
    return;
  }
  entries.sort((a, b) => compareNaturally(a.name, b.name));

  let candidates: Candidate[] = [];
  for (const entry of entries) {
    const path = join(folder.path, entry.name);
    const file = folder.file === '' ? entry.name : `${folder.file}/${entry.name}`;
    if (isIgnored(entry.name)) {
      if (isHiddenImage(entry)) {
        yield { kind: 'skipped', file, reason: 'The file is hidden: its name begins with a dot.' };
      }
      continue;
    }
    const target = entry.isSymbolicLink() ? await linkedFolder(path) : null;
    if (target !== null && been.roots.some((root) => target === root || target.startsWith(root + sep))) {
      yield { kind: 'skipped', file, reason: 'The link leads to a folder that is imported anyway.' };
    } else if (target !== null || entry.isDirectory()) {
      yield* examine(candidates);
      candidates = [];
      const group = folder.depth === 0 ? entry.name : folder.group;
      yield* walk({ path, file, depth: folder.depth + 1, group }, been);
    } else {
      candidates.push({ path, file, group: folder.group });
      if (candidates.length === TOGETHER) {
        been.signal?.throwIfAborted();
        yield* examine(candidates);
        candidates = [];
      }
    }
  }
  yield* examine(candidates);
}

function isIgnored(name: string): boolean {
  return name.startsWith('.') || ignoredNames.has(name.toLowerCase());
}

/** Names that begin with `._` are macOS's notes on other files, and no pictures whatever their ending says. */
function isHiddenImage(entry: Dirent): boolean {
  return (
    entry.name.startsWith('.') &&
    !entry.name.startsWith('._') &&
    !entry.isDirectory() &&
    looksLikeImage(entry.name)
  );
}

/** The real path of the folder that a link leads to, or null when it leads elsewhere. */
async function linkedFolder(path: string): Promise<string | null> {
  try {
    return (await stat(path)).isDirectory() ? await realpath(path) : null;
  } catch {
    return null;
  }
}

/** Looks at files side by side and tells of them in their order. */
async function* examine(candidates: Candidate[]): AsyncGenerator<ScanEvent> {
  yield* await Promise.all(candidates.map(examineFile));
}

async function examineFile({ path, file, group, stats }: Candidate): Promise<ScanEvent> {
  const skipped = (reason: string): ScanEvent => ({ kind: 'skipped', file, reason });
  try {
    const found = stats ?? (await stat(path));
    // Opening a pipe would wait for somebody to write into it.
    if (!found.isFile()) return skipped('This is a device or a pipe, not a file.');
    if (!looksLikeImage(file) && !(await isImageInside(path))) return skipped('This is not an image.');
    const { size, mtimeMs } = found;
    return { kind: 'file', found: { path, file, bytes: size, modified: mtimeMs, group } };
  } catch (error) {
    return skipped(reasonOf(error, file, 'The link leads nowhere.', 'The file may not be read.'));
  }
}

async function isImageInside(path: string): Promise<boolean> {
  const handle = await open(path, 'r');
  try {
    const head = new Uint8Array(SNIFF_BYTES);
    const { bytesRead } = await handle.read(head, 0, SNIFF_BYTES, 0);
    return sniffFormat(head.subarray(0, bytesRead)) !== null;
  } finally {
    await handle.close();
  }
}

/** A name that is not valid Unicode arrives with replacement characters, by which nothing can be found. */
function reasonOf(error: unknown, file: string, missing: string, unreadable: string): string {
  if (!isMissing(error)) return unreadable;
  return file.includes('\ufffd') ? 'The name is not valid Unicode; rename it.' : missing;
}

function isMissing(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code;
  return code === 'ENOENT' || code === 'ELOOP';
}
