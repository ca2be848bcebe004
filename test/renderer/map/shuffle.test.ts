import { expect, test } from 'vitest';
import { mixedOrder } from '../../../src/renderer/map/shuffle.ts';

test('every number comes once', () => {
  for (const count of [0, 1, 2, 3, 10, 144, 6765, 60_000]) {
    const sorted = [...mixedOrder(count)].sort((a, b) => a - b);
    expect(sorted).toEqual(Array.from({ length: count }, (_, k) => k));
  }
});

test('the first few stand for all: every part of the dataset has its share of them', () => {
  for (const count of [10_000, 60_000, 1_000_000]) {
    const first = mixedOrder(count).subarray(0, 1000);
    const tenths = new Uint32Array(10);
    for (const id of first) tenths[Math.floor((10 * id) / count)]!++;
    for (const share of tenths) expect(Math.abs(share - 100)).toBeLessThan(5);
    // Datasets whose labels take turns are mixed too.
    const labels = new Uint32Array(10);
    for (const id of first) labels[id % 10]!++;
    for (const share of labels) expect(Math.abs(share - 100)).toBeLessThan(40);
  }
});
