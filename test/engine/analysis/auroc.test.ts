import { expect, it } from 'vitest';
import { auroc, aurocInterval } from '../../../src/engine/analysis/auroc.ts';
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

it('the interval holds the true area 19 times out of 20, also where the area is high and images are few', () => {
  const random = new Random(7);
  // Scores N(d, 1) and N(0, 1): the area is Phi(d / sqrt 2), 0.92135 at d = 2.
  const [positives, negatives, trials] = [15, 25, 2000];
  const isPositive = Array.from({ length: positives + negatives }, (_, i) => i < positives);
  let held = 0;
  for (let trial = 0; trial < trials; trial++) {
    const scores = random.fillNormal(new Float32Array(positives + negatives));
    for (let i = 0; i < positives; i++) scores[i]! += 2;
    const [low, high] = aurocInterval(auroc(scores, isPositive), positives, negatives);
    if (low <= 0.92135 && 0.92135 <= high) held++;
  }
  expect(Math.abs(held / trials - 0.95)).toBeLessThan(0.03);
});

it('the interval narrows with the number of images and is not certain of a perfect area', () => {
  const [few, many] = [aurocInterval(1, 5, 5), aurocInterval(1, 500, 500)];
  expect(few[1]).toBe(1);
  expect(few[0]).toBeLessThan(0.8);
  expect(many[0]).toBeGreaterThan(0.99);
  const [low, high] = aurocInterval(0.5, 50, 50);
  expect(low + high).toBeCloseTo(1, 6);
  expect(high - low).toBeGreaterThan(0.2);
});
