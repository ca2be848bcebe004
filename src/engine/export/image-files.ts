/** Images of a selection as files in a folder of the person's: copies of the originals, or links to them. */
import { createHash, randomBytes } from 'node:crypto';
import { constants, createReadStream, type Stats } from 'node:fs';
import { access, copyFile, lstat, readlink, rename, rm, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { SkippedFile } from '../../shared/datasets.ts';
import { MorphospaceError } from '../../shared/errors.ts';
import { ProgressMeter } from '../images/progress-meter.ts';
import { uniqueName } from '../images/scan.ts';
import { asStorageError, codeOf, makeFolder, TEMPORARY_SUFFIX } from '../library/atomic.ts';
import type { Work } from '../analysis/work.ts';

export interface SelectedImage {
  /** First 128 bits of the SHA-256 of the bytes, in hexadecimal. */
  id: string;
  /** Path relative to the imported folder: where it goes below the target. */
  file: string;
  /** Where the original lies. */
  path: string;
  bytes: number;
}

/** Puts an original at a place that is free. */
type Put = (path: string, target: string) => Promise<void>;

const PUT: Record<'copy' | 'link', Put> = {
  // Whole or not at all; where the file system can, without taking space.
  async copy(path, target) {
    const temporary = `${target}.${randomBytes(4).toString('hex')}${TEMPORARY_SUFFIX}`;
    try {
      await copyFile(path, temporary, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
      await rename(temporary, target);
    } catch (error) {
      await rm(temporary, { force: true }).catch(() => undefined); // The first error is the one to tell.
      throw error;
    }
  },
  link: (path, target) => symlink(path, target, 'file'),
};

/**
 * Writes images below `folder`, in the sub-folders that they came from. Nothing there is overwritten: a name that another image has
 * gets a number, and an image that is there already is skipped.
 *
 * @returns how many were written, and those that were not with their reasons.
 * @throws MorphospaceError `links-not-allowed`, `cancelled`, or a storage error.
 */
export async function writeImageFiles(
  images: readonly SelectedImage[],
  folder: string,
  form: 'copy' | 'link',
  { progress, signal }: Work = {},
): Promise<{ written: number; skipped: SkippedFile[] }> {
  const skipped: SkippedFile[] = [];
  const meter = new ProgressMeter(
    form === 'copy' ? 'Copying images' : 'Linking images',
    images.length,
    progress,
  );
  makeFolder(folder);
  for (const image of images) {
    signal?.throwIfAborted();
    const reason = await writeOne(image, folder, form);
    if (reason !== null) skipped.push({ file: image.file, reason });
    meter.advance();
  }
  meter.finish();
  return { written: images.length - skipped.length, skipped };
}

/** @returns why it was not written, or null. */
async function writeOne(image: SelectedImage, folder: string, form: 'copy' | 'link'): Promise<string | null> {
  const missing = await access(image.path, constants.R_OK).then(() => null, codeOf);
  if (missing === 'ENOENT') return 'The original is no longer where it was imported from.';
  if (missing !== null) return 'The original may not be read.';
  const taken = new Set<string>();
  for (;;) {
    const file = uniqueName(image.file, (name) => taken.has(name));
    const target = join(folder, ...file.split('/'));
    const present = await lstat(target).catch(() => null);
    if (!present) {
      makeFolder(dirname(target));
      await put(image.path, target, form);
      return null;
    }
    if (await isSame(image, target, present)) return 'It is there already.';
    taken.add(file);
  }
}

async function put(path: string, target: string, form: 'copy' | 'link'): Promise<void> {
  try {
    await PUT[form](path, target);
  } catch (error) {
    const noLinks = form === 'link' && ['EPERM', 'ENOSYS', 'ENOTSUP'].includes(codeOf(error));
    throw noLinks ? linksNotAllowed(target, error) : asStorageError(error, target);
  }
}

/** Whether what is at the target is this image: a link to its original, or a file of the same bytes. */
async function isSame({ id, path, bytes }: SelectedImage, target: string, present: Stats): Promise<boolean> {
  if (present.isSymbolicLink()) return (await readlink(target)) === path;
  if (!present.isFile() || present.size !== bytes) return false;
  const hash = createHash('sha256');
  for await (const piece of createReadStream(target)) hash.update(piece as Buffer);
  return hash.digest('hex').startsWith(id);
}

function linksNotAllowed(target: string, cause: unknown): MorphospaceError {
  return new MorphospaceError(
    'links-not-allowed',
    `Links cannot be made in ${dirname(target)}.`,
    process.platform === 'win32'
      ? 'Copy the images instead, or switch on the developer mode of Windows.'
      : 'Copy the images instead, or choose a folder on another disk.',
    { cause },
  );
}
