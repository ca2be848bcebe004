import { describe, expect, it } from 'vitest';
import { trustworthiness } from '../../../src/engine/analysis/quality.ts';
import { codesOf, gaussianClusters } from './clusters.ts';

const numbers = Array.from({ length: 60 }, (_, i) => i);
const codes = codesOf(numbers.map((i) => [Math.sin(i), Math.cos(2 * i), Math.sin(3 * i + 1)]));
const map = Float32Array.from(numbers.flatMap((i) => [Math.sin(i), Math.cos(5 * i)]));

describe('trustworthiness', () => {
  it('agrees with scikit-learn 1.9', async () => {
    expect((await trustworthiness(codes, map, { neighbours: 5 })).value).toBeCloseTo(0.8196794871794872, 12);
    expect((await trustworthiness(codes, map, { neighbours: 12 })).value).toBeCloseTo(0.8068942436412316, 12);
  });

  it('is 1 for a map that is the codes themselves', async () => {
    const flat = gaussianClusters(100, 2);
    expect(await trustworthiness(flat, flat.values)).toEqual({ value: 1, sampled: 100 });
  });

  it('is estimated from a sample of the rows, and says from how many', async () => {
    const many = gaussianClusters(1500, 6);
    const plane = many.values.filter((_, i) => i % 6 < 2);
    const all = await trustworthiness(many, plane, { sample: 1500 });
    const some = await trustworthiness(many, plane, { sample: 400 });
    expect(some.sampled).toBe(400);
    expect(some.value).not.toBe(all.value);
    expect(some.value).toBeCloseTo(all.value, 2);
  });

  it('refuses neighbourhoods of half the rows and more', async () => {
    await expect(trustworthiness(codes, map, { neighbours: 30 })).rejects.toThrow(RangeError);
  });
});
