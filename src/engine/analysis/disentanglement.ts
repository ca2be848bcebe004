/**
 * How well the dimensions of a code separate the factors that images were made from, where those are known. Two measures, estimated
 * as in the study of Locatello et al. 2019, "Challenging common assumptions in the unsupervised learning of disentangled
 * representations" (appendix C), so that figures can be set beside published ones.
 */
import type { Codes } from '../../shared/latent.ts';
import { Random } from '../models/random.ts';

/** The factors of the images behind some codes, in the same order. Continuous factors are cut into steps before. */
export interface FactorTable {
  readonly names: readonly string[];
  /** `[rows, factors]` row-major; values of a factor are 0, 1, 2, … */
  readonly values: Uint16Array;
}

export interface MutualInformationGap {
  /** Mean over the factors, 0..1: 1 when each factor is told by one dimension, and by that one alone. */
  value: number;
  /** In the order of the table; 0 for a factor that has only one value. */
  perFactor: number[];
}

/**
 * Mutual information gap (Chen et al. 2018, "Isolating sources of disentanglement in variational autoencoders", eq. 6): by how much
 * the dimension that tells most about a factor is ahead of the second, in parts of the factor's entropy. Codes are cut into bins of
 * equal width between their least and greatest value. Factors of a single value are left out of the mean.
 */
export function mutualInformationGap(codes: Codes, factors: FactorTable, bins = 20): MutualInformationGap {
  requireSameRows(codes, factors);
  const dimensions = Array.from({ length: codes.dimensions }, (_, d) => binned(codes, d, bins));
  const perFactor: number[] = [];
  let varying = 0;
  for (let factor = 0; factor < factors.names.length; factor++) {
    const values = columnOf(factors, factor);
    const entropy = mutualInformation(values, values);
    if (entropy === 0) {
      perFactor.push(0);
      continue;
    }
    varying++;
    const told = dimensions.map((dimension) => mutualInformation(dimension, values)).sort((a, b) => b - a);
    perFactor.push((told[0]! - (told[1] ?? 0)) / entropy);
  }
  return { value: perFactor.reduce((sum, gap) => sum + gap, 0) / Math.max(1, varying), perFactor };
}

export interface FactorVaeScoreOptions {
  /** Images that one vote is drawn from. */
  batch?: number;
  trainingVotes?: number;
  testVotes?: number;
  /** Dimensions that deviate less than this are taken for collapsed and have no vote. */
  leastDeviation?: number;
  seed?: number;
}

export interface FactorVaeScore {
  /** Accuracy on the test votes, 0..1. The share of the commonest factor is what blind guessing reaches: 1 / factors. */
  value: number;
  /** Dimensions that could be voted for. */
  activeDimensions: number;
}

/**
 * FactorVAE score (Kim and Mnih 2018, "Disentangling by factorising", section 4): one factor is held, the others vary; the dimension
 * whose variance falls most, in parts of its variance over all images, is the vote. Which factor a dimension stands for is learnt by
 * majority from some votes, and the score is how often that is right for others.
 *
 * Images that share a value of the held factor are drawn from the given ones, with replacement; there should be
 * several times as many of each value as a batch has.
 */
export function factorVaeScore(
  codes: Codes,
  factors: FactorTable,
  {
    batch = 64,
    trainingVotes = 10_000,
    testVotes = 5_000,
    leastDeviation = 0.05,
    seed = 0,
  }: FactorVaeScoreOptions = {},
): FactorVaeScore {
  requireSameRows(codes, factors);
  const random = new Random(seed);
  const everything = Uint32Array.from({ length: codes.rows }, (_, row) => row);
  const variances = variancesOf(codes, everything);
  const active = [...variances.keys()].filter((d) => Math.sqrt(variances[d]!) >= leastDeviation);
  if (active.length === 0) return { value: 0, activeDimensions: 0 };

  const sharing = factors.names.map((_, factor) => rowsByValue(columnOf(factors, factor)));
  const drawn = new Uint32Array(batch);
  const castVotes = (count: number): Vote[] =>
    Array.from({ length: count }, () => {
      const factor = random.below(factors.names.length);
      const value = factors.values[random.below(codes.rows) * factors.names.length + factor]!;
      const rows = sharing[factor]!.get(value)!;
      for (let i = 0; i < batch; i++) drawn[i] = rows[random.below(rows.length)]!;
      return { factor, dimension: leastVarying(variancesOf(codes, drawn), variances, active) };
    });

  const factorOf = majorityFactors(castVotes(trainingVotes), codes.dimensions, factors.names.length);
  const test = castVotes(testVotes);
  const right = test.filter(({ factor, dimension }) => factorOf[dimension] === factor).length;
  return { value: right / testVotes, activeDimensions: active.length };
}

interface Vote {
  factor: number;
  dimension: number;
}

function leastVarying(variances: Float64Array, overall: Float64Array, active: readonly number[]): number {
  let least = active[0]!;
  for (const d of active) {
    if (variances[d]! / overall[d]! < variances[least]! / overall[least]!) least = d;
  }
  return least;
}

/** The factor that most votes for each dimension came from; the first of several. */
function majorityFactors(votes: readonly Vote[], dimensions: number, factors: number): number[] {
  const counts = new Uint32Array(dimensions * factors);
  for (const { factor, dimension } of votes) counts[dimension * factors + factor]!++;
  return Array.from({ length: dimensions }, (_, d) => {
    const ofDimension = counts.subarray(d * factors, (d + 1) * factors);
    return ofDimension.indexOf(Math.max(...ofDimension));
  });
}

/** Per dimension, with the divisor rows - 1. */
function variancesOf({ dimensions, values }: Codes, rows: Uint32Array): Float64Array {
  const means = new Float64Array(dimensions);
  const sums = new Float64Array(dimensions);
  for (const row of rows) {
    for (let d = 0; d < dimensions; d++) means[d]! += values[row * dimensions + d]! / rows.length;
  }
  for (const row of rows) {
    for (let d = 0; d < dimensions; d++) sums[d]! += (values[row * dimensions + d]! - means[d]!) ** 2;
  }
  return sums.map((sum) => sum / (rows.length - 1));
}

function rowsByValue(values: Uint16Array): Map<number, number[]> {
  const rows = new Map<number, number[]>();
  for (const [row, value] of values.entries()) {
    const sharing = rows.get(value);
    if (sharing) sharing.push(row);
    else rows.set(value, [row]);
  }
  return rows;
}

/** The bin of every row along one dimension; all are in the first where there is no width to divide. */
function binned({ rows, dimensions, values }: Codes, dimension: number, bins: number): Uint16Array {
  let least = Infinity;
  let greatest = -Infinity;
  for (let row = 0; row < rows; row++) {
    const value = values[row * dimensions + dimension]!;
    least = Math.min(least, value);
    greatest = Math.max(greatest, value);
  }
  const width = (greatest - least) / bins;
  const place = (row: number) =>
    Math.min(bins - 1, Math.floor((values[row * dimensions + dimension]! - least) / width));
  return Uint16Array.from({ length: rows }, (_, row) => (width > 0 ? place(row) : 0));
}

/** Of two discrete variables over the same rows, in nats, from how often their values meet. */
function mutualInformation(a: Uint16Array, b: Uint16Array): number {
  const [countsA, countsB] = [countsOf(a), countsOf(b)];
  const together = new Uint32Array(countsA.length * countsB.length);
  for (let row = 0; row < a.length; row++) together[a[row]! * countsB.length + b[row]!]!++;
  let information = 0;
  for (const [cell, count] of together.entries()) {
    if (count === 0) continue;
    const expected = countsA[Math.floor(cell / countsB.length)]! * countsB[cell % countsB.length]!;
    information += (count / a.length) * Math.log((count * a.length) / expected);
  }
  return Math.max(0, information);
}

function countsOf(values: Uint16Array): Uint32Array {
  const counts = new Uint32Array(values.reduce((most, value) => Math.max(most, value), 0) + 1);
  for (const value of values) counts[value]!++;
  return counts;
}

function columnOf({ names, values }: FactorTable, factor: number): Uint16Array {
  return Uint16Array.from(
    { length: values.length / names.length },
    (_, row) => values[row * names.length + factor]!,
  );
}

function requireSameRows({ rows }: Codes, { names, values }: FactorTable): void {
  if (values.length !== rows * names.length) {
    throw new RangeError(
      `${rows} codes with ${values.length / names.length} rows of ${names.length} factors`,
    );
  }
}
