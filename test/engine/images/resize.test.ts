import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import {
  largestFittingSize,
  resizeSquare,
  resizeWhole,
  squarePlanes,
  toGrey,
} from '../../../src/engine/images/resize.ts';
import { noise } from './pictures.ts';

interface Golden {
  resized: { width: number; height: number; channels: 1 | 3; size: number; pixels: string }[];
  luma: string;
  whole: {
    width: number;
    height: number;
    channels: 1 | 3;
    to: { width: number; height: number };
    pixels: string;
  }[];
}

const golden = JSON.parse(
  readFileSync(new URL('../../fixtures/images/pillow.json', import.meta.url), 'utf8'),
) as Golden;

for (const { width, height, channels, size, pixels } of golden.resized) {
  test(`${width} x ${height} x ${channels} becomes ${size} x ${size} byte for byte as in Pillow`, () => {
    const resized = resizeSquare(noise(width, height, channels), size);
    expect(Buffer.from(resized).equals(Buffer.from(pixels, 'base64'))).toBe(true);
  });
}

for (const { width, height, channels, to, pixels } of golden.whole) {
  test(`the whole of ${width} x ${height} x ${channels} becomes ${to.width} x ${to.height} as in Pillow`, () => {
    const resized = resizeWhole(noise(width, height, channels), to);
    expect(Buffer.from(resized).equals(Buffer.from(pixels, 'base64'))).toBe(true);
  });
}

test('colour becomes grey byte for byte as in Pillow', () => {
  const { data } = toGrey(noise(16, 16, 3));
  expect(Buffer.from(data).equals(Buffer.from(golden.luma, 'base64'))).toBe(true);
});

test('the square is cut from the middle, and what is odd falls away right and below', () => {
  const wide = {
    width: 5,
    height: 2,
    channels: 1 as const,
    data: Uint8Array.of(9, 1, 2, 9, 9, 9, 3, 4, 9, 9),
  };
  expect([...resizeSquare(wide, 2)]).toEqual([1, 2, 3, 4]);
});

test('an image of the very size keeps its bytes', () => {
  const picture = noise(28, 28, 1);
  expect(resizeSquare(picture, 28)).toEqual(picture.data);
});

test('an even image stays even, however it is resized', () => {
  for (const [side, size] of [
    [1, 28],
    [3, 64],
    [1000, 32],
    [129, 128],
  ] as const) {
    const even = {
      width: side,
      height: side,
      channels: 3 as const,
      data: new Uint8Array(side * side * 3).fill(201),
    };
    expect(new Set(resizeSquare(even, size))).toEqual(new Set([201]));
  }
});

test('what a decoder loses on average is put back, by channel', () => {
  const even = {
    width: 40,
    height: 40,
    channels: 3 as const,
    data: new Uint8Array(4800).fill(100),
    lost: [1.2, 0, 2],
  };
  expect([...resizeSquare(even, 28).subarray(0, 3)]).toEqual([101, 100, 102]);
});

test('planes hold one channel each, and grey fills three when three are asked for', () => {
  const colour = {
    width: 2,
    height: 2,
    channels: 3 as const,
    data: Uint8Array.from([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]),
  };
  expect([...squarePlanes(colour, 2, null)]).toEqual([1, 4, 7, 10, 2, 5, 8, 11, 3, 6, 9, 12]);
  const grey = { width: 2, height: 2, channels: 1 as const, data: Uint8Array.of(1, 2, 3, 4) };
  expect([...squarePlanes(grey, 2, 3)]).toEqual([1, 2, 3, 4, 1, 2, 3, 4, 1, 2, 3, 4]);
});

test('the automatic size never enlarges, except to 28', () => {
  expect([5, 28, 31, 32, 63, 64, 200, 5000].map((side) => largestFittingSize(side))).toEqual([
    28, 28, 28, 32, 32, 64, 128, 256,
  ]);
  expect(largestFittingSize(5000, 64)).toBe(64);
});
