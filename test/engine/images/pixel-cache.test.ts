import { appendFile, readdir, stat } from 'node:fs/promises';
import { expect, test } from 'vitest';
import {
  bytesPerImage,
  cachedShapes,
  countCachedImages,
  PixelCache,
  pixelCacheFile,
  PixelCacheWriter,
  type PixelShape,
  truncatePixelCaches,
} from '../../../src/engine/images/pixel-cache.ts';
import { temporaryFolder } from './pictures.ts';

const grey: PixelShape = { size: 28, channels: 1 };
const colour: PixelShape = { size: 28, channels: 3 };

/** Images whose bytes all are their number. */
function numbered(first: number, count: number, shape: PixelShape): Uint8Array {
  const stride = bytesPerImage(shape);
  const pixels = new Uint8Array(count * stride);
  for (let i = 0; i < count; i++) pixels.fill(first + i, i * stride, (i + 1) * stride);
  return pixels;
}

async function write(folder: string, shape: PixelShape, first: number, count: number): Promise<void> {
  const writer = await PixelCacheWriter.open(folder, shape);
  await writer.append(numbered(first, count, shape));
  await writer.sync();
  await writer.close();
}

async function firstBytes(folder: string, shape: PixelShape, indices: number[]): Promise<number[]> {
  const cache = new PixelCache(folder, shape);
  const target = new Uint8Array(indices.length * bytesPerImage(shape));
  await cache.read(indices, target);
  cache.close();
  return indices.map((_, i) => target[i * bytesPerImage(shape)]!);
}

test('images are read in any order, alone and in runs', async () => {
  const folder = await temporaryFolder();
  await write(folder, grey, 0, 20);
  expect(await firstBytes(folder, grey, [7, 3, 4, 5, 19, 0, 0])).toEqual([7, 3, 4, 5, 19, 0, 0]);
});

test('writing goes on after the last image', async () => {
  const folder = await temporaryFolder();
  await write(folder, colour, 0, 3);
  await write(folder, colour, 3, 2);
  expect(await countCachedImages(folder, colour)).toBe(5);
  expect(await firstBytes(folder, colour, [2, 3, 4])).toEqual([2, 3, 4]);
});

test('half an image at the end, and images that were never committed, are written over', async () => {
  const folder = await temporaryFolder();
  await write(folder, grey, 0, 5);
  await appendFile(pixelCacheFile(folder, grey), new Uint8Array(100).fill(99));
  expect(await countCachedImages(folder, grey)).toBe(5);
  await truncatePixelCaches(folder, 3);
  expect((await stat(pixelCacheFile(folder, grey))).size).toBe(3 * bytesPerImage(grey));
  await write(folder, grey, 50, 1);
  expect(await firstBytes(folder, grey, [0, 1, 2, 3])).toEqual([0, 1, 2, 50]);
});

test('a grey cache becomes one of three equal channels, and no grey one stays behind', async () => {
  const folder = await temporaryFolder();
  const writer = await PixelCacheWriter.open(folder, grey);
  await writer.append(numbered(0, 600 % 250, grey));
  await writer.widenToColour();
  await writer.append(numbered(100, 1, colour));
  await writer.close();
  expect(await readdir(folder)).toEqual(['pixels-28x3.u8']);
  const cache = new PixelCache(folder, colour);
  const target = new Uint8Array(2 * bytesPerImage(colour));
  await cache.read([42, 100], target);
  cache.close();
  expect(new Set(target.subarray(0, bytesPerImage(colour)))).toEqual(new Set([42]));
  expect(new Set(target.subarray(bytesPerImage(colour)))).toEqual(new Set([100]));
});

test('what a dataset has is found by its files', async () => {
  const folder = await temporaryFolder();
  expect(cachedShapes(`${folder}/none`)).toEqual([]);
  await write(folder, grey, 0, 1);
  await write(folder, { size: 64, channels: 3 }, 0, 1);
  expect(cachedShapes(folder).toSorted((a, b) => a.size - b.size)).toEqual([grey, { size: 64, channels: 3 }]);
});

test('a cache that is not there, and an image that is not in it, are errors', async () => {
  const folder = await temporaryFolder();
  expect(() => new PixelCache(folder, grey)).toThrow(expect.objectContaining({ code: 'no-pixels' }));
  await write(folder, grey, 0, 2);
  await expect(firstBytes(folder, grey, [2])).rejects.toThrow(RangeError);
});
