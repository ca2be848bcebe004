import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { AtlasWriter, planThumbnails, thumbnailPageFile } from '../../../src/engine/images/atlas.ts';
import { temporaryFolder, writeFiles } from './pictures.ts';

/** Tiles of one colour for each level, told apart by the number of the image. */
function tilesOf(image: number, tiles: readonly number[]): Uint8Array[] {
  return tiles.map((tile) => {
    const pixels = new Uint8Array(tile * tile * 3);
    for (let i = 0; i < pixels.length; i++) pixels[i] = levelOf(image, i % 3);
    return pixels;
  });
}

function levelOf(image: number, channel: number): number {
  return 40 + ((image * 37 + channel * 61) % 180);
}

/** The mean colour of tile `slot` on a page of `columns` tiles. */
async function colourOf(path: string, tile: number, columns: number, slot: number): Promise<number[]> {
  const pixels = await sharp(await readFile(path))
    .extract({
      left: (slot % columns) * tile,
      top: Math.floor(slot / columns) * tile,
      width: tile,
      height: tile,
    })
    .raw()
    .toBuffer();
  const sums = [0, 0, 0];
  for (const [i, level] of pixels.entries()) sums[i % 3]! += level;
  return sums.map((sum) => sum / tile ** 2);
}

async function expectImage(
  folder: string,
  image: number,
  { level, tile, columns, rows }: (typeof levels)[number],
) {
  const perPage = columns * rows;
  const path = thumbnailPageFile(folder, level, Math.floor(image / perPage));
  const colour = await colourOf(path, tile, columns, image % perPage);
  for (const [channel, mean] of colour.entries())
    expect(Math.abs(mean - levelOf(image, channel))).toBeLessThan(5);
}

const levels = planThumbnails(200);
const tiles = levels.map(({ tile }) => tile);

test('small images have no large tiles', () => {
  expect(planThumbnails(28).map(({ tile }) => tile)).toEqual([32]);
  expect(planThumbnails(92)).toMatchObject([
    { level: 0, tile: 32, columns: 64, rows: 64 },
    { level: 1, tile: 128, columns: 16, rows: 16 },
  ]);
});

test('every image is where its number says, on every level and across pages', async () => {
  const folder = await temporaryFolder();
  const atlas = await AtlasWriter.open(folder, levels, 0);
  for (let image = 0; image < 300; image++) atlas.add(tilesOf(image, tiles));
  await atlas.flush();
  expect(atlas.levels().map(({ pages }) => pages)).toEqual([1, 2]);
  for (const image of [0, 1, 15, 16, 63, 64, 255, 256, 299]) {
    for (const level of levels) await expectImage(folder, image, level);
  }
});

test('a later import goes on with the last page and keeps what is there', async () => {
  const folder = await temporaryFolder();
  const first = await AtlasWriter.open(folder, levels, 0);
  for (let image = 0; image < 10; image++) first.add(tilesOf(image, tiles));
  await first.flush();
  const second = await AtlasWriter.open(folder, first.levels(), 10);
  for (let image = 10; image < 20; image++) second.add(tilesOf(image, tiles));
  await second.flush();
  expect(second.levels().map(({ pages }) => pages)).toEqual([1, 1]);
  for (const image of [0, 9, 10, 19]) for (const level of levels) await expectImage(folder, image, level);
});

test('a lost page costs its thumbnails and not the import', async () => {
  const folder = await temporaryFolder();
  const first = await AtlasWriter.open(folder, levels, 0);
  first.add(tilesOf(0, tiles));
  await first.flush();
  await rm(thumbnailPageFile(folder, 0, 0));
  const second = await AtlasWriter.open(folder, first.levels(), 1);
  second.add(tilesOf(1, tiles));
  await second.flush();
  await expectImage(folder, 1, levels[0]!);
});

test('pages that cannot be written are an error when they are flushed', async () => {
  const folder = await temporaryFolder();
  await writeFiles(folder, { 'a file': 'in the way' });
  const atlas = await AtlasWriter.open(join(folder, 'a file'), levels, 0);
  atlas.add(tilesOf(0, tiles));
  await expect(atlas.flush()).rejects.toThrow();
});
