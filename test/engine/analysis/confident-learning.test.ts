import { expect, it } from 'vitest';
import { findSuspects } from '../../../src/engine/analysis/confident-learning.ts';

/** Rows of probabilities of two classes, by that of class 1. */
const ofClass1 = (...probabilities: number[]) =>
  Float32Array.from(probabilities.flatMap((probability) => [1 - probability, probability]));

it('suspects a label when another class is as probable as where it is right', () => {
  // Self-confidence of class 0 averages (.9 + .8 + .1) / 3 = .6, of class 1 (.9 + .7) / 2 = .8.
  const suspects = findSuspects(ofClass1(0.1, 0.2, 0.9, 0.9, 0.7), Int32Array.of(0, 0, 0, 1, 1), 2);
  expect(suspects.map(({ row, suggested }) => ({ row, suggested }))).toEqual([{ row: 2, suggested: 1 }]);
  expect(suspects[0]!.labelProbability).toBeCloseTo(0.1);
  expect(suspects[0]!.suggestedProbability).toBeCloseTo(0.9);
});

it('does not suspect what is merely misclassified, less surely than the other class usually is', () => {
  // Row 1 is rather of class 1, but .6 is little beside the .95 that images of class 1 have.
  expect(findSuspects(ofClass1(0.1, 0.6, 0.95, 0.95), Int32Array.of(0, 0, 1, 1), 2)).toEqual([]);
});

it('puts the most surely wrong first', () => {
  const probabilities = ofClass1(0.05, 0.1, 0.8, 0.95, 0.9, 0.9, 0.2, 0.9, 0.1, 0.05);
  const labels = Int32Array.of(0, 0, 0, 0, 1, 1, 1, 1, 0, 0);
  const rows = findSuspects(probabilities, labels, 2).map(({ row }) => row);
  expect(rows).toEqual([3, 2, 6]);
});
