import { describe, expect, it } from 'vitest';
import { Random } from '../../../src/engine/models/random.ts';

describe('Random', () => {
  it('is xoshiro128** 1.1, by the first numbers of the reference implementation from state 1, 2, 3, 4', () => {
    const random = new Random([1, 2, 3, 4]);
    expect([random.uint32(), random.uint32(), random.uint32(), random.uint32()]).toEqual([
      11520, 0, 5927040, 70819200,
    ]);
  });

  it('goes on from a saved state as if nothing had happened', () => {
    const random = new Random(42);
    random.fillNormal(new Float32Array(7));
    const copy = new Random(random.state);
    expect(copy.fillNormal(new Float32Array(5))).toEqual(random.fillNormal(new Float32Array(5)));
  });

  it('draws different numbers for neighbouring seeds', () => {
    expect(new Random(1).uint32()).not.toBe(new Random(2).uint32());
  });

  it('draws normal numbers with the moments and tails of the normal distribution', () => {
    const values = new Random(3).fillNormal(new Float32Array(200_001));
    const moment = (power: number) => values.reduce((sum, v) => sum + v ** power, 0) / values.length;
    expect(moment(1)).toBeCloseTo(0, 1.9);
    expect(moment(2)).toBeCloseTo(1, 1.9);
    expect(moment(4)).toBeCloseTo(3, 0.9);
    const beyond = values.filter((v) => Math.abs(v) > 1.96).length / values.length;
    expect(beyond).toBeGreaterThan(0.048);
    expect(beyond).toBeLessThan(0.052);
  });

  it('fills uniform numbers over the whole interval and nowhere else', () => {
    const values = new Random(4).fillUniform(new Float32Array(50_000), -2, 3);
    expect(Math.min(...values)).toBeGreaterThanOrEqual(-2);
    expect(Math.max(...values)).toBeLessThanOrEqual(3);
    expect(values.reduce((a, b) => a + b) / values.length).toBeCloseTo(0.5, 1);
  });

  it('permutes: every index once, every place equally likely', () => {
    const random = new Random(5);
    const firsts = new Uint32Array(6);
    for (let i = 0; i < 6000; i++) {
      const order = random.permutation(6);
      expect([...order].sort()).toEqual([0, 1, 2, 3, 4, 5]);
      firsts[order[0]!]!++;
    }
    for (const count of firsts) expect(Math.abs(count - 1000)).toBeLessThan(130);
  });
});
