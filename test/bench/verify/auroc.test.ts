import { expect, it } from 'vitest';
import { auroc } from '../../../bench/verify/auroc.ts';
import { Random } from '../../../src/engine/models/random.ts';

it('the area is 1 when every positive scores higher, 0 when lower, 1/2 when all scores tie', () => {
  const isPositive = [false, false, true, true];
  expect(auroc([1, 2, 3, 4], isPositive)).toBe(1);
  expect(auroc([4, 3, 2, 1], isPositive)).toBe(0);
  expect(auroc([7, 7, 7, 7], isPositive)).toBe(0.5);
});

it('the area is the share of pairs in which the positive wins, ties counting half', () => {
  const random = new Random(2);
  const scores = Array.from({ length: 60 }, () => random.below(12));
  const isPositive = scores.map((score) => random.below(12) < score);
  let won = 0;
  let pairs = 0;
  for (const [i, a] of scores.entries()) {
    for (const [j, b] of scores.entries()) {
      if (!isPositive[i] || isPositive[j]) continue;
      pairs++;
      won += a > b ? 1 : a === b ? 0.5 : 0;
    }
  }
  expect(auroc(scores, isPositive)).toBeCloseTo(won / pairs, 12);
});
