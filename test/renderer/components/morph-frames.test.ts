import { expect, test } from 'vitest';
import { crossFade, frameOf } from '../../../src/renderer/components/morph/frames.ts';

test('a frame is its own part of a batch, wherever the batch lies in memory', () => {
  const message = new Uint8Array(3 + 2 * 4).map((_, i) => i);
  const pictures = { count: 2, size: 1, rgba: message.subarray(3) };
  expect([...frameOf(pictures, 1).rgba]).toEqual([7, 8, 9, 10]);
});

test('a cross-fade is one image at the beginning, the other at the end, and their mean between', () => {
  const from = { size: 1, rgba: Uint8ClampedArray.of(0, 100, 200, 255) };
  const to = { size: 1, rgba: Uint8ClampedArray.of(100, 0, 200, 255) };
  expect(crossFade(from, to, 0).rgba).toEqual(from.rgba);
  expect(crossFade(from, to, 1).rgba).toEqual(to.rgba);
  expect([...crossFade(from, to, 0.5).rgba]).toEqual([50, 50, 200, 255]);
});
