/** Where an import puts what it has read: thumbnail pages, pixels and, batch by batch, the caller's database. */
import type { StoredImage } from '../library/datasets.ts';
import { AtlasWriter, planThumbnails } from './atlas.ts';
import type { DecodeRequest, ReadImage } from './decode-worker.ts';
import type { ImportOptions } from './import.ts';
import { countCachedImages, PixelCacheWriter, truncatePixelCaches } from './pixel-cache.ts';
import { largestFittingSize, writePlanes } from './resize.ts';

/** Thumbnail pages are rewritten at every commit, so it should not come too often; a gallery wants to see something soon. */
const BATCH_IMAGES = 1024;
const BATCH_SECONDS = 5;
/** Pixels prepared without being asked are for a CPU; larger ones are made when a model wants them (`prepare-pixels.ts`). */
const LARGEST_PREPARED_SIZE = 64;

interface Batch {
  images: StoredImage[];
  pixels: Uint8Array[];
  since: number;
}

/** Gathers images into batches and commits one while the next is gathered. */
export class DatasetWriter {
  readonly #atlas: AtlasWriter;
  readonly #pixels: PixelCacheWriter | null;
  readonly #onBatch: ImportOptions['onBatch'];
  readonly #signal: AbortSignal | undefined;
  /** What is wanted of every image: thumbnails, and pixels unless there is a cache that lacks earlier images. */
  readonly request: DecodeRequest;
  #images: number;
  #batch: Batch = { images: [], pixels: [], since: performance.now() };
  #committing: Promise<void> = Promise.resolve();

  private constructor(
    { dataset, onBatch, signal }: ImportOptions,
    atlas: AtlasWriter,
    pixels: PixelCacheWriter | null,
  ) {
    this.#atlas = atlas;
    this.#pixels = pixels;
    this.request = {
      pixels: pixels && { size: pixels.shape.size, channels: null },
      tiles: atlas.levels().map(({ tile }) => tile),
    };
    this.#images = dataset.images;
    this.#onBatch = onBatch;
    this.#signal = signal;
  }

  /** @param shortSide estimates the median of the new images' shorter sides */
  static async open(options: ImportOptions, shortSide: () => Promise<number>): Promise<DatasetWriter> {
    const { folder, dataset } = options;
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
    return new DatasetWriter(options, atlas, pixels);
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
    this.#signal?.throwIfAborted();
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
