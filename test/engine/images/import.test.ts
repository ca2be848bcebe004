import { copyFile, readdir, rename, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { importImages, type ImportOptions, type ImportSummary } from '../../../src/engine/images/import.ts';
import { PixelCache } from '../../../src/engine/images/pixel-cache.ts';
import { preparePixels } from '../../../src/engine/images/prepare-pixels.ts';
import { thumbnailPageFile } from '../../../src/engine/images/atlas.ts';
import type { StoredImage } from '../../../src/engine/library/datasets.ts';
import type { SkippedFile, ThumbnailLevel } from '../../../src/shared/datasets.ts';
import { CANCELLED, cancelledError } from '../../../src/shared/errors.ts';
import type { Progress } from '../../../src/shared/progress.ts';
import { gradient, jpegOf, pngOf, temporaryFolder, toSharp, writeFiles } from './pictures.ts';

/** A dataset in memory: what the library would keep. */
class Dataset {
  readonly folder: string;
  images: StoredImage[] = [];
  skipped: SkippedFile[] = [];
  thumbnails: ThumbnailLevel[] = [];
  progress: Progress[] = [];

  constructor(folder: string) {
    this.folder = folder;
  }

  static async create(): Promise<Dataset> {
    return new Dataset(await temporaryFolder());
  }

  get channels(): 1 | 3 {
    return this.images.some(({ channels }) => channels === 3) ? 3 : 1;
  }

  get medianShortSide(): number {
    const sides = this.images.map(({ width, height }) => Math.min(width, height)).sort((a, b) => a - b);
    return sides[Math.floor(sides.length / 2)] ?? 0;
  }

  async import(source: string | string[], options: Partial<ImportOptions> = {}): Promise<ImportSummary> {
    const before = [...this.images];
    return importImages({
      sources: [source].flat(),
      labels: 'auto',
      folder: this.folder,
      dataset: {
        images: this.images.length,
        channels: this.channels,
        medianShortSide: this.medianShortSide,
        thumbnails: this.thumbnails,
      },
      known: {
        hasFile: (path, bytes, modified) =>
          before.some((image) => image.path === path && image.bytes === bytes && image.modified === modified),
        hasContent: (id) => before.some((image) => image.id === id),
        hasName: (file) => before.some((image) => image.file === file),
      },
      onBatch: (images, thumbnails) => {
        expect(images[0]!.index).toBe(this.images.length);
        this.images.push(...images);
        this.thumbnails = thumbnails;
      },
      onSkipped: (files) => void this.skipped.push(...files),
      progress: (progress) => void this.progress.push(progress),
      ...options,
    });
  }

  get files(): string[] {
    return this.images.map(({ file }) => file);
  }

  /** The first byte of each plane of each image at the automatic size. */
  async firstPixels(size: number, channels: 1 | 3): Promise<number[][]> {
    const cache = new PixelCache(this.folder, { size, channels });
    expect(cache.images).toBe(this.images.length);
    const stride = size * size * channels;
    const pixels = new Uint8Array(this.images.length * stride);
    await cache.read(
      this.images.map(({ index }) => index),
      pixels,
    );
    cache.close();
    return this.images.map((_, i) =>
      Array.from({ length: channels }, (_, plane) => pixels[i * stride + plane * size * size]!),
    );
  }
}

function plain(level: number, side = 40): Promise<Buffer> {
  const data = new Uint8Array(side * side).fill(level);
  return pngOf({ width: side, height: side, channels: 1, data });
}

function plainColour([r, g, b]: [number, number, number], side = 40): Promise<Buffer> {
  return sharp({ create: { width: side, height: side, channels: 3, background: { r, g, b } } })
    .png()
    .toBuffer();
}

test('a folder becomes records, pixels and thumbnails, in the order of its names', async () => {
  const source = await temporaryFolder();
  const picture = gradient(200, 150);
  await writeFiles(source, {
    'cats/2.png': await pngOf(picture),
    'cats/10.jpg': await jpegOf(gradient(120, 130)),
    'dogs/1.webp': await sharp(await pngOf(gradient(90, 80)))
      .webp()
      .toBuffer(),
    'broken.jpg': (await jpegOf(picture)).subarray(0, 900),
    'notes.txt': 'no image',
  });
  const dataset = await Dataset.create();
  expect(await dataset.import(source)).toMatchObject({ added: 3, known: 0, skipped: 2, unmatchedLabels: 0 });
  expect(dataset.images).toMatchObject([
    { index: 0, file: 'cats/2.png', width: 200, height: 150, channels: 3, format: 'png', label: 'cats' },
    { index: 1, file: 'cats/10.jpg', width: 120, height: 130, channels: 3, format: 'jpeg', label: 'cats' },
    { index: 2, file: 'dogs/1.webp', width: 90, height: 80, channels: 3, format: 'webp', label: 'dogs' },
  ]);
  for (const { id, path, bytes } of dataset.images) {
    expect(id).toMatch(/^[0-9a-f]{32}$/);
    expect((await stat(path)).size).toBe(bytes);
  }
  expect(dataset.skipped).toEqual([
    { file: 'notes.txt', reason: 'This is not an image.' },
    { file: 'broken.jpg', reason: 'The JPEG file ends before the image is complete.' },
  ]);
  expect(dataset.thumbnails.map(({ tile, pages }) => [tile, pages])).toEqual([
    [32, 1],
    [128, 1],
  ]);
  const page = await sharp(thumbnailPageFile(dataset.folder, 1, 0)).metadata();
  expect([page.width, page.height]).toEqual([2048, 2048]);
  await dataset.firstPixels(64, 3);
  expect(dataset.progress.at(-1)).toMatchObject({ title: 'Reading images', value: 1 });
});

test('grey images make a grey cache', async () => {
  const source = await temporaryFolder();
  await writeFiles(source, { 'a.png': await plain(10), 'b.png': await plain(200) });
  const dataset = await Dataset.create();
  await dataset.import(source);
  expect(await dataset.firstPixels(32, 1)).toEqual([[10], [200]]);
});

test('the first image of colour turns a grey cache into a coloured one, in one import and in the next', async () => {
  const source = await temporaryFolder();
  await writeFiles(source, { '1.png': await plain(10), '2.png': await plainColour([1, 2, 3]) });
  const dataset = await Dataset.create();
  await dataset.import(source);
  expect(await dataset.firstPixels(32, 3)).toEqual([
    [10, 10, 10],
    [1, 2, 3],
  ]);

  const grey = await Dataset.create();
  await grey.import(join(source, '1.png'));
  await grey.import(join(source, '2.png'));
  expect(await grey.firstPixels(32, 3)).toEqual([
    [10, 10, 10],
    [1, 2, 3],
  ]);
});

test('importing again adds only what is new, however files were moved', async () => {
  const source = await temporaryFolder();
  await writeFiles(source, { 'a.png': await plain(1), 'b.png': await plain(2) });
  const dataset = await Dataset.create();
  await dataset.import(source);
  expect(await dataset.import(source)).toMatchObject({ added: 0, known: 2 });

  await writeFiles(source, { 'c.png': await plain(3) });
  await rename(join(source, 'a.png'), join(source, 'moved.png'));
  await utimes(join(source, 'b.png'), 1, 1);
  expect(await dataset.import(source)).toMatchObject({ added: 1, known: 2 });
  expect(dataset.files).toEqual(['a.png', 'b.png', 'c.png']);
  expect(await dataset.firstPixels(32, 1)).toEqual([[1], [2], [3]]);
});

test('images that have the size of a thumbnail or of the pixels already are imported like others', async () => {
  const source = await temporaryFolder();
  const sides = [32, 64, 128];
  for (const side of sides) {
    const picture = gradient(side, side);
    await writeFiles(source, {
      [`${side}.png`]: await pngOf(picture),
      [`${side}.jpg`]: await jpegOf(picture),
      [`${side}.tif`]: await toSharp(picture).tiff().toBuffer(),
    });
  }
  const dataset = await Dataset.create();
  expect(await dataset.import(source)).toMatchObject({ added: 9, skipped: 0 });
  expect(dataset.skipped).toEqual([]);
});

test('equal files of one import are all kept, with the same identifier', async () => {
  const source = await temporaryFolder();
  await writeFiles(source, { 'a.png': await plain(1), 'b.png': await plain(1) });
  const dataset = await Dataset.create();
  expect(await dataset.import(source)).toMatchObject({ added: 2 });
  expect(dataset.images[0]!.id).toBe(dataset.images[1]!.id);
});

test('a name that is taken by another image gets a number', async () => {
  const [one, two] = [await temporaryFolder(), await temporaryFolder()];
  await writeFiles(one, { 'x/a.png': await plain(1) });
  await writeFiles(two, { 'x/a.png': await plain(2) });
  const dataset = await Dataset.create();
  await dataset.import(one);
  await dataset.import(two);
  expect(dataset.files).toEqual(['x/a.png', 'x/a (2).png']);
});

test('labels come from a table, and lines that match nothing are counted', async () => {
  const source = await temporaryFolder();
  await writeFiles(source, {
    'a.png': await plain(1),
    'sub/b.png': await plain(2),
    'labels.csv': 'file,label\na.png,one\nb.png,two\nmissing.png,three\n',
  });
  const dataset = await Dataset.create();
  const summary = await dataset.import(source, { labels: join(source, 'labels.csv') });
  expect(summary).toMatchObject({ added: 2, unmatchedLabels: 1 });
  expect(dataset.images.map(({ label }) => label)).toEqual(['one', 'two']);
});

test('cancelling keeps what was committed, and importing again brings the rest', async () => {
  const source = await temporaryFolder();
  const files: Record<string, Buffer> = {};
  for (let i = 0; i < 1500; i++) files[`${i}.png`] = await plain(i % 256, 28 + Math.floor(i / 256));
  await writeFiles(source, files);
  const dataset = await Dataset.create();
  const stop = new AbortController();
  const interrupted = dataset.import(source, {
    signal: stop.signal,
    onBatch: (images, thumbnails) => {
      dataset.images.push(...images);
      dataset.thumbnails = thumbnails;
      stop.abort(cancelledError());
    },
  });
  await expect(interrupted).rejects.toMatchObject({ code: CANCELLED });
  const kept = dataset.images.length;
  expect(kept).toBe(1024);

  expect(await dataset.import(source)).toMatchObject({ added: 1500 - kept, known: kept });
  expect(dataset.files).toEqual(Object.keys(files));
  const pixels = await dataset.firstPixels(28, 1);
  expect(pixels.map(([level]) => level)).toEqual(Array.from({ length: 1500 }, (_, i) => i % 256));
});

test('an error of the database stops the import and leaves what was committed', async () => {
  const source = await temporaryFolder();
  await writeFiles(source, { 'a.png': await plain(1) });
  const dataset = await Dataset.create();
  const failing = dataset.import(source, {
    onBatch: () => {
      throw new Error('the database is gone');
    },
  });
  await expect(failing).rejects.toThrow('the database is gone');
  // The pixels of the lost batch are cut off by the next import.
  expect(await dataset.import(source)).toMatchObject({ added: 1 });
  expect(await dataset.firstPixels(32, 1)).toEqual([[1]]);
});

test('a folder without images is an error, a folder of broken ones is not', async () => {
  const empty = await temporaryFolder();
  const dataset = await Dataset.create();
  await expect(dataset.import(empty)).rejects.toMatchObject({ code: 'no-images' });
  await writeFiles(empty, { 'a.jpg': '', 'b.png': 'nonsense' });
  expect(await dataset.import(empty)).toMatchObject({ added: 0, skipped: 2 });
  expect(dataset.skipped).toEqual([
    { file: 'a.jpg', reason: 'The file is empty.' },
    { file: 'b.png', reason: 'The content is no image of a known kind.' },
  ]);
  expect(dataset.images).toEqual([]);
});

test('originals are never touched', async () => {
  const source = await temporaryFolder();
  await writeFiles(source, { 'a.png': await plain(1) });
  const before = await stat(join(source, 'a.png'));
  const dataset = await Dataset.create();
  await dataset.import(source);
  const after = await stat(join(source, 'a.png'));
  expect([after.mtimeMs, after.size]).toEqual([before.mtimeMs, before.size]);
  expect(await readdir(source)).toEqual(['a.png']);
});

test('pixels of another size are prepared when asked for, and go on with what was added', async () => {
  const source = await temporaryFolder();
  await writeFiles(source, { 'a.png': await plain(1, 150), 'b.png': await plainColour([4, 5, 6], 150) });
  const dataset = await Dataset.create();
  await dataset.import(source);
  const prepare = () =>
    preparePixels({
      folder: dataset.folder,
      shape: { size: 128, channels: 3 },
      images: dataset.images.length,
      originals: (first) => dataset.images.slice(first),
    });
  await prepare();
  expect(await dataset.firstPixels(128, 3)).toEqual([
    [1, 1, 1],
    [4, 5, 6],
  ]);
  await writeFiles(source, { 'c.png': await plain(9, 150) });
  await dataset.import(source);
  await prepare();
  expect((await dataset.firstPixels(128, 3))[2]).toEqual([9, 9, 9]);
});

test('an original that has gone is named when its pixels are needed', async () => {
  const source = await temporaryFolder();
  await writeFiles(source, { 'a.png': await plain(1) });
  const dataset = await Dataset.create();
  await dataset.import(source);
  await copyFile(join(source, 'a.png'), join(source, 'b.png'));
  await writeFile(join(source, 'a.png'), '');
  const preparing = preparePixels({
    folder: dataset.folder,
    shape: { size: 64, channels: 1 },
    images: 1,
    originals: () => dataset.images,
  });
  await expect(preparing).rejects.toMatchObject({ code: 'originals-missing' });
});

test.each([32, 64, 128])(
  'images of %i pixels, the size of a thumbnail or of the pixels themselves, are imported',
  async (side) => {
    const folder = await temporaryFolder();
    const picture = () => toSharp(gradient(side, side));
    await writeFiles(folder, {
      'a.webp': await picture().webp().toBuffer(),
      'b.png': await picture().png().toBuffer(),
      'c.jpg': await picture().jpeg().toBuffer(),
      'd.png': await pngOf(gradient(side, side, 1)),
    });
    const dataset = await Dataset.create();
    expect(await dataset.import(folder)).toMatchObject({ added: 4, skipped: 0 });
  },
);
