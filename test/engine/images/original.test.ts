import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { decodeSquare, imageForDisplay } from '../../../src/engine/images/original.ts';
import { gradient, jpegOf, meanDifference, pngOf, temporaryFolder, toSharp, writeFiles } from './pictures.ts';

const picture = gradient(300, 200);

test('what browsers show passes through untouched', async () => {
  const folder = await temporaryFolder();
  const jpeg = await jpegOf(picture);
  await writeFiles(folder, { 'a.jpg': jpeg, 'wrong ending.png': jpeg });
  for (const name of ['a.jpg', 'wrong ending.png']) {
    const { contentType, body } = await imageForDisplay(join(folder, name));
    expect(contentType).toBe('image/jpeg');
    expect(jpeg.equals(body)).toBe(true);
  }
  expect((await imageForDisplay(join(folder, 'a.jpg'), 300)).contentType).toBe('image/jpeg');
});

test('what browsers do not show becomes PNG', async () => {
  const folder = await temporaryFolder();
  await writeFiles(folder, { 'a.tif': await toSharp(picture).tiff({ compression: 'lzw' }).toBuffer() });
  const { contentType, body } = await imageForDisplay(join(folder, 'a.tif'));
  expect(contentType).toBe('image/png');
  expect(meanDifference(await sharp(body).raw().toBuffer(), picture.data)).toBe(0);
});

test('a limit makes large images smaller and turns them upright', async () => {
  const folder = await temporaryFolder();
  const turned = await toSharp(picture).withMetadata({ orientation: 6 }).jpeg().toBuffer();
  await writeFiles(folder, { 'a.jpg': turned });
  const { contentType, body } = await imageForDisplay(join(folder, 'a.jpg'), 150);
  expect(contentType).toBe('image/webp');
  expect(await sharp(body).metadata()).toMatchObject({ width: 100, height: 150 });
});

test('an image from outside is cut and resized as the dataset was', async () => {
  const folder = await temporaryFolder();
  const png = await pngOf(picture);
  await writeFiles(folder, { 'a.png': png });
  const { data } = await sharp(png)
    .extract({ left: 50, top: 0, width: 200, height: 200 })
    .raw()
    .toBuffer({ resolveWithObject: true });
  const fromPath = await decodeSquare(join(folder, 'a.png'), 200 / 2, 3);
  expect(fromPath).toEqual(await decodeSquare(png, 100, 3));
  // Halved by the triangle filter, a smooth picture is nearly its 2 x 2 means.
  const red = fromPath.subarray(0, 100 * 100);
  const means = Float64Array.from({ length: 100 * 100 }, (_, i) => {
    const at = (Math.floor(i / 100) * 2 * 200 + (i % 100) * 2) * 3;
    return (data[at]! + data[at + 3]! + data[at + 600]! + data[at + 603]!) / 4;
  });
  expect(meanDifference(red, means)).toBeLessThan(0.5);
  expect(await decodeSquare(png, 100, 1)).toHaveLength(100 * 100);
});

test('what cannot be read is an error with advice', async () => {
  const unreadable = { code: 'unreadable-image' };
  await expect(decodeSquare(Buffer.from('nonsense'), 64, 3)).rejects.toMatchObject(unreadable);
  await expect(decodeSquare('/no/such/picture.png', 64, 3)).rejects.toMatchObject(unreadable);
  await expect(imageForDisplay('/no/such/picture.png')).rejects.toMatchObject(unreadable);
});
