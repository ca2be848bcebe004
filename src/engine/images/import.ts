/**
 * Import: from folders to records, thumbnails and pixels for training, in one pass over the files.
 *
 * Images are committed in batches. Of each batch first the pixels and the thumbnails are on disk, and then the caller's
 * database hears of it; so whenever it stops, by cancelling, an error or a killed process, everything the database knows is
 * there, and importing again goes on with the rest.
 */
import type { DatasetRecord, LabelSource, SkippedFile, ThumbnailLevel } from '../../shared/datasets.ts';
import { MorphospaceError } from '../../shared/errors.ts';
import type { ReportProgress } from '../../shared/progress.ts';
import type { StoredImage } from '../library/datasets.ts';
import { AtlasWriter, planThumbnails } from './atlas.ts';
import { decodeFiles } from './decode-pool.ts';
import type { ReadImage } from './decode-worker.ts';
import { openLabels } from './labels.ts';
import { countCachedImages, PixelCacheWriter, truncatePixelCaches } from './pixel-cache.ts';
import { ProgressMeter } from './progress-meter.ts';
import { largestFittingSize, writePlanes } from './resize.ts';
import { sampleShortSide } from './sample-sizes.ts';
import { type FoundFile, scanSources, uniqueName } from './scan.ts';

/**
 * What the dataset had when the import began. An image is the same when its path, size and time are, or when its content is.
 * Equal files that come in one import are all kept.
 */
export interface KnownImages {
  hasFile(path: string, bytes: number, modified: number): boolean;
  hasContent(id: string): boolean;
  /** Whether a name (`ImageRecord.file`) is taken. */
  hasName(file: string): boolean;
}

export interface ImportOptions {
  sources: readonly string[];
  labels: LabelSource;
  /** The dataset's folder, for thumbnails and pixels. */
  folder: string;
  dataset: Pick<DatasetRecord, 'images' | 'channels' | 'medianShortSide' | 'thumbnails'>;
  known: KnownImages;
  /** Takes the next images; `index` goes on from `dataset.images`. Their thumbnails and pixels are on disk. */
  onBatch(images: StoredImage[], thumbnails: ThumbnailLevel[]): void | Promise<void>;
  onSkipped(files: SkippedFile[]): void | Promise<void>;
  progress?: ReportProgress;
  signal?: AbortSignal;
  threads?: number;
}

export interface ImportSummary {
  added: number;
  /** Files that the dataset had already. */
  known: number;
  skipped: number;
  /** Lines of the table of labels that no image matched. */
  unmatchedLabels: number;
  seconds: number;
}

/** Thumbnail pages are rewritten at every commit, so it should not come too often; a gallery wants to see something soon. */
const BATCH_IMAGES = 1024;
const BATCH_SECONDS = 5;
/** Pixels prepared without being asked are for a CPU; larger ones are made when a model wants them (`prepare-pixels.ts`). */
const LARGEST_PREPARED_SIZE = 64;

/**
 * Imports what is new.
 *
 * @throws MorphospaceError `no-such-source`, `no-images` when nothing that looks like an image was found, `unreadable-labels`,
 * `disk-full`, `not-writable`; what `signal` was aborted with.
 */
export async function importImages(options: ImportOptions): Promise<ImportSummary> {
  const { sources, labels, folder, dataset, known, onBatch, onSkipped, progress, signal, threads } = options;
  const started = performance.now();
  const summary: ImportSummary = { added: 0, known: 0, skipped: 0, unmatchedLabels: 0, seconds: 0 };

  const { files, skipped } = await findFiles(sources, progress, signal);
  if (files.length === 0 && skipped.length === 0) throw noImages(sources);
  summary.skipped = skipped.length;
  if (skipped.length > 0) await onSkipped(skipped);
  const labeller = await openLabels(labels, files);
  const fresh = files.filter(({ path, bytes, modified }) => !known.hasFile(path, bytes, modified));
  summary.known = files.length - fresh.length;
  // The table of labels speaks of images that are known, too.
  for (const found of files) labeller.labelOf(found);
  summary.unmatchedLabels = labeller.unmatchedLines();

  if (fresh.length > 0) {
    const output = await DatasetWriter.open(folder, dataset, () => sampleShortSide(fresh, signal), onBatch);
    const names = new Set<string>();
    const nameFor = (found: FoundFile) => {
      const file = uniqueName(found.file, (name) => names.has(name) || known.hasName(name));
      names.add(file);
      return file;
    };
    try {
      const size = output.pixelSize;
      const request = { pixels: size === null ? null : { size, channels: null }, tiles: output.tiles };
      const meter = new ProgressMeter('Reading images', fresh.length, progress);
      const unreadable: SkippedFile[] = [];
      for await (const { file: found, outcome } of decodeFiles(fresh, request, { threads, signal })) {
        meter.advance();
        if ('reason' in outcome) unreadable.push({ file: found.file, reason: outcome.reason });
        else if (known.hasContent(outcome.id)) summary.known += 1;
        else {
          await output.add(toRecord(found, outcome, nameFor(found), labeller.labelOf(found)), outcome);
          summary.added += 1;
        }
        if (unreadable.length >= BATCH_IMAGES) {
          await onSkipped(unreadable.splice(0));
          summary.skipped += BATCH_IMAGES;
        }
      }
      await output.finish();
      if (unreadable.length > 0) await onSkipped(unreadable);
      summary.skipped += unreadable.length;
      meter.finish();
    } finally {
      await output.close();
    }
  }
  summary.seconds = (performance.now() - started) / 1000;
  return summary;
}

async function findFiles(
  sources: readonly string[],
  progress: ReportProgress | undefined,
  signal: AbortSignal | undefined,
): Promise<{ files: FoundFile[]; skipped: SkippedFile[] }> {
  const files: FoundFile[] = [];
  const skipped: SkippedFile[] = [];
  const meter = new ProgressMeter('Looking for images', null, progress);
  for await (const event of scanSources(sources, signal)) {
    if (event.kind === 'skipped') skipped.push({ file: event.file, reason: event.reason });
    else {
      files.push(event.found);
      meter.advance();
    }
  }
  meter.finish();
  return { files, skipped };
}

function toRecord(
  found: FoundFile,
  image: ReadImage,
  file: string,
  label: string | null,
): Omit<StoredImage, 'index'> {
  const { id, width, height, channels, format } = image;
  const { path, bytes, modified } = found;
  return { id, file, path, width, height, channels, bytes, modified, format, label };
}

interface Batch {
  images: StoredImage[];
  pixels: Uint8Array[];
  since: number;
}

/** Gathers images into batches and commits one while the next is gathered. */
class DatasetWriter {
  readonly #atlas: AtlasWriter;
  readonly #pixels: PixelCacheWriter | null;
  readonly #onBatch: ImportOptions['onBatch'];
  readonly tiles: readonly number[];
  #images: number;
  #batch: Batch = { images: [], pixels: [], since: performance.now() };
  #committing: Promise<void> = Promise.resolve();

  private constructor(
    atlas: AtlasWriter,
    pixels: PixelCacheWriter | null,
    tiles: readonly number[],
    images: number,
    onBatch: ImportOptions['onBatch'],
  ) {
    this.#atlas = atlas;
    this.#pixels = pixels;
    this.tiles = tiles;
    this.#images = images;
    this.#onBatch = onBatch;
  }

  /** @param shortSide estimates the median of the new images' shorter sides */
  static async open(
    folder: string,
    dataset: ImportOptions['dataset'],
    shortSide: () => Promise<number>,
    onBatch: ImportOptions['onBatch'],
  ): Promise<DatasetWriter> {
    const isNew = dataset.images === 0;
    const side = isNew ? await shortSide() : dataset.medianShortSide;
    const levels = isNew ? planThumbnails(side) : dataset.thumbnails;
    const atlas = await AtlasWriter.open(folder, levels, dataset.images);
    await truncatePixelCaches(folder, dataset.images);
    // A new dataset begins grey and becomes coloured with its first image of colour.
    const channels = isNew ? 1 : dataset.channels;
    const shape = { size: largestFittingSize(side, LARGEST_PREPARED_SIZE), channels };
    const isComplete = (await countCachedImages(folder, shape)) === dataset.images;
    const pixels = isComplete ? await PixelCacheWriter.open(folder, shape) : null;
    const tiles = levels.map(({ tile }) => tile);
    return new DatasetWriter(atlas, pixels, tiles, dataset.images, onBatch);
  }

  /** Side of the pixels that are wanted; null when there is no complete cache to go on with. */
  get pixelSize(): number | null {
    return this.#pixels?.shape.size ?? null;
  }

  async add(record: Omit<StoredImage, 'index'>, { tiles, pixels }: ReadImage): Promise<void> {
    this.#atlas.add(tiles);
    if (pixels) this.#batch.pixels.push(pixels);
    this.#batch.images.push({ index: this.#images++, ...record });
    const isDue = performance.now() - this.#batch.since > BATCH_SECONDS * 1000;
    if (this.#batch.images.length >= BATCH_IMAGES || isDue) await this.#startCommit();
  }

  /** Commits what is left. */
  async finish(): Promise<void> {
    if (this.#batch.images.length > 0) await this.#startCommit();
    await this.#committing;
  }

  /** What has not been committed is given up. */
  async close(): Promise<void> {
    await this.#committing.catch(() => undefined);
    await this.#atlas.close();
    await this.#pixels?.close();
  }

  async #startCommit(): Promise<void> {
    const batch = this.#batch;
    this.#batch = { images: [], pixels: [], since: performance.now() };
    await this.#committing;
    this.#committing = this.#commit(batch);
    // Awaited with the next batch or at the end.
    this.#committing.catch(() => undefined);
  }

  async #commit({ images, pixels }: Batch): Promise<void> {
    const levels = this.#atlas.levels();
    await Promise.all([this.#atlas.flush(), this.#writePixels(images, pixels)]);
    await this.#onBatch(images, levels);
  }

  async #writePixels(images: StoredImage[], pixels: Uint8Array[]): Promise<void> {
    const cache = this.#pixels;
    if (!cache) return;
    if (images.some(({ channels }) => channels === 3)) await cache.widenToColour();
    const { size, channels } = cache.shape;
    const stride = size * size * channels;
    const rows = new Uint8Array(images.length * stride);
    for (const [row, planes] of pixels.entries()) {
      if (planes.length === stride) rows.set(planes, row * stride);
      else writePlanes(planes, 1, channels, rows, row * stride);
    }
    await cache.append(rows);
    await cache.sync();
  }
}

function noImages(sources: readonly string[]): MorphospaceError {
  return new MorphospaceError(
    'no-images',
    `There are no images in ${sources.join(', ')}.`,
    'Choose a folder with JPEG, PNG, WebP, AVIF, TIFF, BMP, GIF or PGM/PPM files in it or below it.',
  );
}
