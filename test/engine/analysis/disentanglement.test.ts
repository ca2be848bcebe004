import { describe, expect, it } from 'vitest';
import {
  type FactorTable,
  factorVaeScore,
  mutualInformationGap,
} from '../../../src/engine/analysis/disentanglement.ts';
import { Random } from '../../../src/engine/models/random.ts';
import type { Codes } from '../../../src/shared/latent.ts';

const ROWS = 8000;
const NAMES = ['shape', 'size', 'place'];
const COUNTS = [3, 6, 16];

/** Independent, uniform factors. */
function drawFactors(seed = 1): FactorTable {
  const random = new Random(seed);
  const values = Uint16Array.from({ length: ROWS * NAMES.length }, (_, i) =>
    random.below(COUNTS[i % NAMES.length]!),
  );
  return { names: NAMES, values };
}

const factors = drawFactors();
/** Factors scaled to deviations near 1, which a rotation mixes evenly. */
const scaled = (row: number, factor: number) =>
  (factors.values[row * NAMES.length + factor]! / (COUNTS[factor]! - 1) - 0.5) * 3;

function codesOf(dimensions: number, value: (row: number, dimension: number) => number): Codes {
  const values = Float32Array.from({ length: ROWS * dimensions }, (_, i) =>
    value(Math.floor(i / dimensions), i % dimensions),
  );
  return { rows: ROWS, dimensions, values };
}

const aligned = codesOf(3, (row, d) => scaled(row, d));
/** Every dimension carries equal parts of all factors: the rows of an orthogonal matrix with entries of like size. */
const MIXING = [
  [2 / 3, -1 / 3, 2 / 3],
  [2 / 3, 2 / 3, -1 / 3],
  [-1 / 3, 2 / 3, 2 / 3],
];
const rotated = codesOf(3, (row, d) => MIXING[d]!.reduce((sum, part, f) => sum + part * scaled(row, f), 0));

describe('the mutual information gap', () => {
  it('is near 1 for codes along the factors, in any order and direction', () => {
    expect(mutualInformationGap(aligned, factors).value).toBeGreaterThan(0.98);
    const turned = codesOf(3, (row, d) => -2 * scaled(row, (d + 1) % 3) + 5);
    expect(mutualInformationGap(turned, factors).value).toBeGreaterThan(0.98);
  });

  it('is low for the same codes rotated', () => {
    expect(mutualInformationGap(rotated, factors).value).toBeLessThan(0.2);
  });

  it('is 0 for a factor that two dimensions tell equally well', () => {
    const twice = codesOf(4, (row, d) => scaled(row, Math.min(d, 2)));
    const { perFactor } = mutualInformationGap(twice, factors);
    expect(perFactor[0]).toBeGreaterThan(0.98);
    expect(perFactor[2]).toBe(0);
  });

  it('is the closed form where a dimension tells part of a factor', () => {
    // Which half of the 16 places: log 2 of log 16 nats, a quarter, up to the frequencies of the sample.
    const half = codesOf(2, (row, d) => (d === 0 && factors.values[row * 3 + 2]! >= 8 ? 1 : 0));
    expect(mutualInformationGap(half, factors).perFactor[2]).toBeCloseTo(0.25, 2);
  });

  it('leaves a factor of one value out of the mean', () => {
    const constant: FactorTable = {
      names: [...NAMES, 'constant'],
      values: Uint16Array.from({ length: ROWS * 4 }, (_, i) =>
        i % 4 === 3 ? 7 : factors.values[Math.floor(i / 4) * 3 + (i % 4)]!,
      ),
    };
    const gap = mutualInformationGap(aligned, constant);
    expect(gap.perFactor[3]).toBe(0);
    expect(gap.value).toBeCloseTo(mutualInformationGap(aligned, factors).value, 12);
  });

  it('is refused for tables of other images', () => {
    expect(() => mutualInformationGap({ ...aligned, rows: 10 }, factors)).toThrow(RangeError);
  });
});

describe('the FactorVAE score', () => {
  const options = { trainingVotes: 1500, testVotes: 1500 };

  it('is 1 for codes along the factors, collapsed dimensions beside them or not', () => {
    expect(factorVaeScore(aligned, factors, options)).toEqual({ value: 1, activeDimensions: 3 });
    const random = new Random(4);
    const withCollapsed = codesOf(5, (row, d) => (d < 3 ? scaled(row, d) : 0.01 * random.uniform()));
    expect(factorVaeScore(withCollapsed, factors, options)).toEqual({ value: 1, activeDimensions: 3 });
  });

  it('is not led astray by the scale of a dimension', () => {
    const stretched = codesOf(3, (row, d) => [100, 1, 0.3][d]! * scaled(row, d));
    expect(factorVaeScore(stretched, factors, options).value).toBe(1);
  });

  it('is about what guessing reaches for codes that know nothing', () => {
    const random = new Random(5);
    const noise = codesOf(6, () => random.uniform());
    expect(factorVaeScore(noise, factors, options).value).toBeLessThan(0.42);
    expect(factorVaeScore(noise, factors, options).value).toBeGreaterThan(0.25);
  });

  it('is as low as the share of factors that dimensions tell apart', () => {
    const one = codesOf(1, (row) => scaled(row, 1));
    // The only dimension gets every vote, and stands for one of three factors.
    expect(factorVaeScore(one, factors, options).value).toBeCloseTo(1 / 3, 1);
  });

  it('is 0 for a collapsed code', () => {
    const collapsed = codesOf(4, () => 0.5);
    expect(factorVaeScore(collapsed, factors, options)).toEqual({ value: 0, activeDimensions: 0 });
  });

  it('is the same for the same seed', () => {
    const first = factorVaeScore(rotated, factors, { ...options, seed: 3 });
    expect(factorVaeScore(rotated, factors, { ...options, seed: 3 })).toEqual(first);
  });
});
