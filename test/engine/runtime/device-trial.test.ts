import { describe, expect, it } from 'vitest';
import { type Trace, differenceOf } from '../../../src/engine/runtime/device-trial.ts';

const begin = {
  weight: Float32Array.of(1, 1, 1),
  'adam.m:weight': new Float32Array(3),
  'adam.v:weight': new Float32Array(3),
  'adam.step': new Float32Array(1),
};
const trace = (losses: number[], weight: number[], mean: number[]): Trace => ({
  losses,
  state: { ...begin, weight: Float32Array.from(weight), 'adam.m:weight': Float32Array.from(mean) },
});
const expected = trace([10, 8], [1, 4, 5], [0, 6, 8]);

describe('The difference of two trainings', () => {
  it('is nothing for the same numbers, even where nothing has moved', () => {
    expect(differenceOf(expected, expected, begin)).toEqual({ loss: 0, gradients: 0, weights: 0 });
    const still = trace([1], [1, 1, 1], [0, 0, 0]);
    expect(differenceOf(still, still, begin)).toEqual({ loss: 0, gradients: 0, weights: 0 });
  });

  it('is relative to the loss, the gradients, and the way that the weights have gone', () => {
    const actual = trace([10, 6], [2, 4, 5], [0, 6, 10]);
    const { loss, gradients, weights } = differenceOf(actual, expected, begin);
    expect(loss).toBeCloseTo(2 / 8, 6);
    expect(gradients).toBeCloseTo(2 / 10, 6);
    expect(weights).toBeCloseTo(1 / 5, 6);
  });

  it('is infinite where a device moves what should stay, or computes what is no number', () => {
    const still = trace([1], [1, 1, 1], [0, 0, 0]);
    expect(differenceOf(trace([1], [1, 2, 1], [0, 0, 0]), still, begin).weights).toBe(Infinity);
    expect(differenceOf(trace([NaN, 8], [1, 4, 5], [0, NaN, 8]), expected, begin)).toEqual({
      loss: Infinity,
      gradients: Infinity,
      weights: 0,
    });
  });
});
