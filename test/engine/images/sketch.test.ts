import { expect, test } from 'vitest';
import { CHROMA_SIDE, SKETCH_BYTES, SKETCH_SIDE, sketchOf } from '../../../src/engine/images/sketch.ts';
import { gradient, jpegOf, meanDifference, toSharp } from './pictures.ts';
import { decodeImage } from '../../../src/engine/images/decode.ts';

const LUMA = SKETCH_SIDE ** 2;

test('plain colours have the luma and chroma of JPEG (ITU-T T.871)', () => {
  const red = { width: 50, height: 40, channels: 3 as const, data: new Uint8Array(50 * 40 * 3) };
  for (let i = 0; i < red.data.length; i += 3) red.data[i] = 255;
  const sketch = sketchOf(red);
  expect(sketch).toHaveLength(SKETCH_BYTES);
  expect(new Set(sketch.subarray(0, LUMA))).toEqual(new Set([76]));
  expect(new Set(sketch.subarray(LUMA, LUMA + CHROMA_SIDE ** 2))).toEqual(new Set([85]));
  expect(new Set(sketch.subarray(LUMA + CHROMA_SIDE ** 2))).toEqual(new Set([255]));
});

test('grey has no chroma, and keeps the pixels of a picture of that very size', () => {
  const picture = gradient(SKETCH_SIDE, SKETCH_SIDE, 1);
  const sketch = sketchOf(picture);
  expect(sketch.subarray(0, LUMA)).toEqual(picture.data);
  expect(new Set(sketch.subarray(LUMA))).toEqual(new Set([128]));
});

test('what lies outside the centred square is in it', () => {
  const wide = gradient(96, 32, 1);
  const other = { ...wide, data: wide.data.slice() };
  for (let row = 0; row < 32; row++) other.data.fill(0, row * 96, row * 96 + 32);
  expect(meanDifference(sketchOf(wide), sketchOf(other))).toBeGreaterThan(10);
});

test('a JPEG copy of half the size differs by a level or two', async () => {
  const picture = gradient(160, 120);
  const half = await toSharp(picture).resize(80, 60).jpeg({ quality: 60 }).toBuffer();
  const whole = await jpegOf(picture, 95);
  const [a, b] = [await decodeImage(half, 'jpeg'), await decodeImage(whole, 'jpeg')].map(sketchOf);
  expect(meanDifference(a!, b!)).toBeLessThan(2);
});
