/** Pixels for training at a size that the import has not prepared. */
import { statfs } from 'node:fs/promises';
import { MorphospaceError } from '../../shared/errors.ts';
import type { ReportProgress } from '../../shared/progress.ts';
import { decodeFiles } from './decode-pool.ts';
import { bytesPerImage, countCachedImages, PixelCacheWriter, type PixelShape } from './pixel-cache.ts';
import { ProgressMeter } from './progress-meter.ts';

export interface PreparePixelsOptions {
  /** The dataset's folder. */
  folder: string;
  shape: PixelShape;
  /** How many images the dataset has. */
  images: number;
  /** The dataset's images from position `first` on, in order. */
  originals(first: number): Iterable<{ file: string; path: string; bytes: number }>;
  progress?: ReportProgress;
  signal?: AbortSignal;
}

const BATCH_BYTES = 16 * 2 ** 20;
/** Left free on the disk. */
const RESERVE_BYTES = 256 * 2 ** 20;

/**
 * Makes sure that the pixel cache of a shape holds all images of a dataset, and reads the originals of those it lacks. When it is
 * stopped it goes on from there the next time. Two processes may do it at once: they write the same bytes to the same places.
 *
 * @throws MorphospaceError `originals-missing` when an original cannot be read any more, `disk-full`; what `signal` was aborted with.
 */
export async function preparePixels(options: PreparePixelsOptions): Promise<void> {
  const { folder, shape, images, originals, progress, signal } = options;
  const present = await countCachedImages(folder, shape);
  if (present >= images) return;

  const stride = bytesPerImage(shape);
  const cache = await PixelCacheWriter.open(folder, shape);
  try {
    await requireSpace(folder, (images - present) * stride);
    const meter = new ProgressMeter('Preparing pixels', images - present, progress);
    const batch = new Uint8Array(Math.max(1, Math.floor(BATCH_BYTES / stride)) * stride);
    let filled = 0;
    const request = { pixels: shape, tiles: [] };
    for await (const { file, outcome } of decodeFiles(originals(present), request, { signal })) {
      if ('reason' in outcome) throw originalMissing(file.path, outcome.reason);
      batch.set(outcome.pixels!, filled);
      filled += stride;
      meter.advance();
      if (filled === batch.length) {
        await cache.append(batch);
        filled = 0;
      }
    }
    await cache.append(batch.subarray(0, filled));
    await cache.sync();
    meter.finish();
  } finally {
    await cache.close();
  }
}

async function requireSpace(folder: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize >= bytes + RESERVE_BYTES) return;
  throw new MorphospaceError(
    'disk-full',
    `The pixels need ${megabytes(bytes)}, some room must remain, and ${folder} has ${megabytes(bavail * bsize)} left.`,
    'Free some space, or choose a smaller size.',
  );
}

function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / 1e6).toLocaleString('en')} MB`;
}

export function originalMissing(path: string, reason: string): MorphospaceError {
  return new MorphospaceError(
    'originals-missing',
    `${path} was imported and cannot be read any more. ${reason}`,
    'Put the images back where they were, or import them again as a new dataset.',
  );
}
