/**
 * Pixels for training: one file of bytes, `[images, channels, size, size]`, in the order of the dataset. How many rows a file
 * has follows from its length. An import appends rows and syncs them before the database hears of the images, so a file may
 * have rows too many after a crash, never too few; `truncatePixelCaches` cuts those off.
 */
import { closeSync, existsSync, fstatSync, openSync, readdirSync, readSync } from 'node:fs';
import { type FileHandle, mkdir, open, rename, rm, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { MorphospaceError } from '../../shared/errors.ts';
import { asStorageError, TEMPORARY_SUFFIX } from '../library/atomic.ts';

export interface PixelShape {
  /** Side of the square images, in pixels. */
  size: number;
  channels: 1 | 3;
}

const FILE_NAME = /^pixels-(\d+)x([13])\.u8$/;
const COPY_ROWS = 256;

export function pixelCacheFile(folder: string, { size, channels }: PixelShape): string {
  return join(folder, `pixels-${size}x${channels}.u8`);
}

export function bytesPerImage({ size, channels }: PixelShape): number {
  return size * size * channels;
}

/** How many images a cache holds; 0 when there is none. */
export async function countCachedImages(folder: string, shape: PixelShape): Promise<number> {
  try {
    const { size } = await stat(pixelCacheFile(folder, shape));
    return Math.floor(size / bytesPerImage(shape));
  } catch {
    return 0;
  }
}

/** The shapes of which a dataset has a cache, complete or not. */
export function cachedShapes(folder: string): PixelShape[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap((name) => {
    const match = FILE_NAME.exec(name);
    return match ? [{ size: Number(match[1]), channels: match[2] === '1' ? 1 : 3 }] : [];
  });
}

/** Cuts all caches of a dataset down to its images: what lies behind them was never committed. */
export async function truncatePixelCaches(folder: string, images: number): Promise<void> {
  for (const shape of cachedShapes(folder)) {
    if ((await countCachedImages(folder, shape)) > images) {
      await truncate(pixelCacheFile(folder, shape), images * bytesPerImage(shape));
    }
  }
}

/** Reads images from a cache without loading the rest; the operating system keeps in memory what is read often. */
export class PixelCache {
  readonly images: number;
  readonly size: number;
  readonly channels: 1 | 3;
  readonly cache: { readonly folder: string; readonly shape: PixelShape };
  readonly #file: number;
  readonly #stride: number;

  /** @throws MorphospaceError `no-pixels` when there is no cache of that shape. */
  constructor(folder: string, shape: PixelShape) {
    this.size = shape.size;
    this.channels = shape.channels;
    this.cache = { folder, shape };
    this.#stride = bytesPerImage(shape);
    try {
      this.#file = openSync(pixelCacheFile(folder, shape), 'r');
    } catch (error) {
      throw noPixels(shape, error);
    }
    this.images = Math.floor(fstatSync(this.#file).size / this.#stride);
  }

  /**
   * Copies images into `target`, one after the other.
   *
   * @param indices which images, in any order
   * @param target `[indices.length, channels, size, size]`
   */
  async read(indices: ArrayLike<number>, target: Uint8Array): Promise<void> {
    for (let i = 0; i < indices.length;) {
      // Neighbours are read at once.
      let run = 1;
      while (i + run < indices.length && indices[i + run] === indices[i]! + run) run++;
      this.#readRun(indices[i]!, run, target, i * this.#stride);
      i += run;
    }
  }

  close(): void {
    closeSync(this.#file);
  }

  #readRun(first: number, count: number, target: Uint8Array, offset: number): void {
    const length = count * this.#stride;
    let done = 0;
    while (done < length) {
      const read = readSync(this.#file, target, offset + done, length - done, first * this.#stride + done);
      if (read === 0)
        throw new RangeError(
          `the pixel cache has ${this.images} images, and ${first + count} were asked for`,
        );
      done += read;
    }
  }
}

/** Appends to a cache, which is made when there is none. */
export class PixelCacheWriter {
  readonly #folder: string;
  #shape: PixelShape;
  #file: FileHandle;
  #images: number;

  private constructor(folder: string, shape: PixelShape, file: FileHandle, images: number) {
    this.#folder = folder;
    this.#shape = shape;
    this.#file = file;
    this.#images = images;
  }

  static async open(folder: string, shape: PixelShape): Promise<PixelCacheWriter> {
    const path = pixelCacheFile(folder, shape);
    try {
      await mkdir(folder, { recursive: true });
      const images = await countCachedImages(folder, shape);
      const file = await open(path, images > 0 ? 'r+' : 'w+');
      return new PixelCacheWriter(folder, shape, file, images);
    } catch (error) {
      throw asStorageError(error, path);
    }
  }

  get shape(): PixelShape {
    return this.#shape;
  }

  get images(): number {
    return this.#images;
  }

  /** @param pixels `[any number, channels, size, size]`; on disk only after `sync`. */
  async append(pixels: Uint8Array): Promise<void> {
    const stride = bytesPerImage(this.#shape);
    try {
      await writeAll(this.#file, pixels, this.#images * stride);
    } catch (error) {
      throw asStorageError(error, pixelCacheFile(this.#folder, this.#shape));
    }
    this.#images += pixels.length / stride;
  }

  async sync(): Promise<void> {
    try {
      await this.#file.datasync();
    } catch (error) {
      throw asStorageError(error, pixelCacheFile(this.#folder, this.#shape));
    }
  }

  /** Turns a grey cache into one of three equal channels, because an image of colour has come. */
  async widenToColour(): Promise<void> {
    if (this.#shape.channels === 3) return;
    const grey = this.#file;
    const shape: PixelShape = { size: this.#shape.size, channels: 3 };
    const path = pixelCacheFile(this.#folder, shape);
    const temporary = path + TEMPORARY_SUFFIX;
    try {
      const colour = await open(temporary, 'w+');
      const plane = shape.size ** 2;
      for (let first = 0; first < this.#images; first += COPY_ROWS) {
        const rows = Math.min(COPY_ROWS, this.#images - first);
        const planes = new Uint8Array(rows * plane);
        await readAll(grey, planes, first * plane);
        const tripled = new Uint8Array(rows * plane * 3);
        for (let copy = 0; copy < rows * 3; copy++) {
          const row = Math.floor(copy / 3);
          tripled.set(planes.subarray(row * plane, (row + 1) * plane), copy * plane);
        }
        await writeAll(colour, tripled, first * plane * 3);
      }
      await colour.sync();
      await rename(temporary, path);
      await grey.close();
      await rm(pixelCacheFile(this.#folder, this.#shape));
      this.#file = colour;
      this.#shape = shape;
    } catch (error) {
      throw asStorageError(error, path);
    }
  }

  async close(): Promise<void> {
    await this.#file.close();
  }
}

async function readAll(file: FileHandle, target: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < target.length;) {
    const { bytesRead } = await file.read(target, done, target.length - done, position + done);
    if (bytesRead === 0) throw new RangeError('the pixel cache is shorter than it was');
    done += bytesRead;
  }
}

async function writeAll(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
}

function noPixels({ size, channels }: PixelShape, cause: unknown): MorphospaceError {
  return new MorphospaceError(
    'no-pixels',
    `The images have not been prepared at ${size} x ${size} pixels with ${channels === 1 ? 'one channel' : 'three channels'}.`,
    'Start the work again, so that they are prepared.',
    { cause },
  );
}
