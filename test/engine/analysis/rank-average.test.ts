import { expect, it } from 'vitest';
import { rankAverage } from '../../../src/engine/analysis/rank-average.ts';

it('ranks go from 0 to 1, whatever the units', () => {
  expect([...rankAverage(Float32Array.of(5, 1e9, -2))]).toEqual([0.5, 1, 0]);
});

it('equal values share the mean of their ranks', () => {
  // Ranks 0, 1, 2, 3 and 4 of five rows: the three 7s share 1, 2 and 3.
  expect([...rankAverage(Float32Array.of(7, 1, 7, 9, 7))]).toEqual([0.5, 0, 0.5, 1, 0.5]);
});

it('several measures count the same', () => {
  const scores = rankAverage(Float32Array.of(1, 2, 3), Float32Array.of(300, 100, 200));
  expect([...scores]).toEqual([0.5, 0.25, 0.75]);
});

it('an only row is the most usual one', () => {
  expect([...rankAverage(Float32Array.of(4))]).toEqual([0]);
});
