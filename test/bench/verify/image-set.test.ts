import { expect, it } from 'vitest';
import { chosenFrom, type ImageSet, partOf, PIECE, piecesOf } from '../../../bench/verify/image-set.ts';
import type { PixelSource } from '../../../src/engine/images/pixel-source.ts';

/** Images of one pixel whose value is their position, modulo 251. */
const numbered: PixelSource = {
  images: 600,
  channels: 1,
  size: 1,
  read(indices, target) {
    target.set(Array.from(indices, (index) => index % 251));
    return Promise.resolve();
  },
};
const set: ImageSet = {
  name: 'numbered',
  facts: { images: 600, channels: 1, medianShortSide: 1, nearBinary: false },
  ids: Array.from({ length: 600 }, (_, i) => `id ${i}`),
  labels: Array.from({ length: 600 }, (_, i) => (i % 2 === 0 ? 'even' : 'odd')),
  pixels: () => Promise.resolve(numbered),
};

it('a part has the ids, labels and pixels of its positions, in their order', async () => {
  const part = partOf(set, 'part', [7, 3, 200]);
  expect(part.ids).toEqual(['id 7', 'id 3', 'id 200']);
  expect(part.labels).toEqual(['odd', 'odd', 'even']);
  expect(part.facts.images).toBe(3);
  const target = new Uint8Array(2);
  await (await part.pixels(1)).read([2, 0], target);
  expect([...target]).toEqual([200, 7]);
});

it('pieces cover a source once, the last one shorter', async () => {
  const seen: number[] = [];
  const counts: number[] = [];
  for await (const { from, count, pixels } of piecesOf(
    chosenFrom(
      numbered,
      Array.from({ length: 600 }, (_, i) => 599 - i),
    ),
  )) {
    expect(from).toBe(seen.length);
    counts.push(count);
    seen.push(...pixels);
  }
  expect(counts).toEqual([PIECE, PIECE, 600 - 2 * PIECE]);
  expect(seen).toEqual(Array.from({ length: 600 }, (_, i) => (599 - i) % 251));
});
