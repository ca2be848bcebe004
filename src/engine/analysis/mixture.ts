/**
 * A Gaussian mixture fitted to codes after training: the density to sample from where the codes do not follow the prior (Ghosh
 * et al. 2020, "From Variational to Deterministic Autoencoders", section 5, who take 10 components with full covariances).
 */
import type { Codes } from '../../shared/latent.ts';
import type { Random } from '../models/random.ts';
import { BLOCK_ROWS, centredBlock, meanOf } from './centred.ts';
import { requireFinite } from './code-space.ts';
import { kMeans } from './k-means.ts';
import { type DenseMatrix, MatrixProduct } from './matrix-product.ts';
import {
  addMoments,
  type Components,
  Densities,
  maximise,
  type Moments,
  noMoments,
  normaliseRows,
} from './mixture-steps.ts';
import { Breather, type Work } from './work.ts';

/** Plain data. Densities are in the units of the codes. */
export interface Mixture extends Components {
  /** Mean of all codes; the components' means are relative to it. */
  centre: Float64Array;
  /** Mean log density of the codes it was fitted to, in nats. */
  logLikelihood: number;
  iterations: number;
  converged: boolean;
}

export interface MixtureOptions extends Work {
  /** One for every 50 rows, and no more than 10, unless said otherwise. */
  components?: number;
  /** Whether covariances are shrunk towards spheres; below 5,000 rows unless said otherwise. */
  shrink?: boolean;
  seed?: number;
  /** Stops when an iteration adds less than this to the mean log density, in nats. */
  tolerance?: number;
  /** Most iterations. */
  iterations?: number;
}

const MOST_COMPONENTS = 10;
const ROWS_PER_COMPONENT = 50;
const ROWS_WITHOUT_SHRINKING = 5000;
/** Added to every variance, as a part of the mean variance of the codes. */
const VARIANCE_FLOOR = 1e-6;
const K_MEANS_ITERATIONS = 20;

/**
 * Expectation maximisation from the clusters of k-means.
 * @throws MorphospaceError `codes-not-finite` or `cancelled`; RangeError without rows
 */
export async function fitMixture(codes: Codes, options: MixtureOptions = {}): Promise<Mixture> {
  const { rows, dimensions } = codes;
  const {
    components: count = Math.max(1, Math.min(MOST_COMPONENTS, Math.floor(rows / ROWS_PER_COMPONENT))),
    shrink = rows < ROWS_WITHOUT_SHRINKING,
    seed = 0,
    tolerance = 1e-3,
    iterations = 100,
    progress,
    signal,
  } = options;
  requireFinite(codes.values);
  const centre = meanOf(codes);
  const regularisation = { shrink, floor: VARIANCE_FLOOR * (meanVariance(codes, centre) || 1) };
  const { labels } = await kMeans(codes, count, { seed, iterations: K_MEANS_ITERATIONS, signal });
  const products = { whiten: await MatrixProduct.open(), moments: await MatrixProduct.open(true) };
  const breather = new Breather(signal);

  /** One pass over all rows; `responsibilities` gives those of a block and adds to the likelihood as it goes. */
  const momentsOf = async (
    responsibilitiesOf: (from: number, block: DenseMatrix) => Promise<Float64Array>,
  ): Promise<Moments> => {
    const moments = noMoments(count, dimensions);
    for (let from = 0; from < rows; from += BLOCK_ROWS) {
      const block = centredBlock(codes, centre, from);
      await addMoments(moments, products.moments, block, await responsibilitiesOf(from, block));
      if (breather.due) await breather.breathe();
    }
    return moments;
  };

  try {
    let components = maximise(
      await momentsOf(async (from, block) => oneHot(labels.subarray(from, from + block.rows), count)),
      regularisation,
    );
    let logLikelihood = -Infinity;
    for (let iteration = 1; ; iteration++) {
      const densities = new Densities(products.whiten, components);
      let total = 0;
      const moments = await momentsOf(async (_, block) => {
        const responsibilities = await densities.ofBlock(block);
        for (const density of normaliseRows(responsibilities, count)) total += density;
        return responsibilities;
      });
      const gained = total / rows - logLikelihood;
      logLikelihood = total / rows;
      const converged = Math.abs(gained) < tolerance;
      progress?.({
        title: 'Fitting a mixture',
        value: Math.min(1, iteration / iterations),
        description: `${count} components`,
      });
      if (converged || iteration === iterations) {
        return { ...components, centre, logLikelihood, iterations: iteration, converged };
      }
      components = maximise(moments, regularisation);
    }
  } finally {
    await products.whiten.close();
    await products.moments.close();
  }
}

/** Log density of each row, in nats. */
export async function mixtureLogDensities(
  mixture: Mixture,
  codes: Codes,
  { signal }: Work = {},
): Promise<Float64Array> {
  const logDensities = new Float64Array(codes.rows);
  const product = await MatrixProduct.open();
  const breather = new Breather(signal);
  try {
    const densities = new Densities(product, mixture);
    for (let from = 0; from < codes.rows; from += BLOCK_ROWS) {
      const block = await densities.ofBlock(centredBlock(codes, mixture.centre, from));
      logDensities.set(normaliseRows(block, mixture.count), from);
      if (breather.due) await breather.breathe();
    }
  } finally {
    await product.close();
  }
  return logDensities;
}

/**
 * Draws codes.
 *
 * @param temperature factor of every deviation from a component's mean: 0 gives the means, 1 the mixture itself.
 * @param truncation of the normal numbers that deviations are made of, in standard deviations.
 */
export function sampleMixture(
  mixture: Mixture,
  rows: number,
  temperature: number,
  random: Random,
  truncation = Infinity,
): Codes {
  const { dimensions, means, factors, centre } = mixture;
  const values = new Float32Array(rows * dimensions);
  const noise = new Float32Array(dimensions);
  for (let row = 0; row < rows; row++) {
    const k = drawComponent(mixture.weights, random);
    random.fillTruncatedNormal(noise, temperature, truncation);
    for (let i = 0; i < dimensions; i++) {
      let value = centre[i]! + means[k * dimensions + i]!;
      for (let j = 0; j <= i; j++) value += factors[(k * dimensions + i) * dimensions + j]! * noise[j]!;
      values[row * dimensions + i] = value;
    }
  }
  return { rows, dimensions, values };
}

/** The component that a code most likely comes from. */
export function likeliestComponent(mixture: Mixture, code: ArrayLike<number>): number {
  const { count, dimensions: d, weights, means, factors, centre } = mixture;
  const whitened = new Float64Array(d);
  let [best, greatest] = [0, -Infinity];
  for (let k = 0; k < count; k++) {
    let density = Math.log(weights[k]!);
    for (let i = 0; i < d; i++) {
      const row = (k * d + i) * d;
      let rest = code[i]! - centre[i]! - means[k * d + i]!;
      for (let j = 0; j < i; j++) rest -= factors[row + j]! * whitened[j]!;
      whitened[i] = rest / factors[row + i]!;
      density -= whitened[i]! ** 2 / 2 + Math.log(factors[row + i]!);
    }
    if (density > greatest) [best, greatest] = [k, density];
  }
  return best;
}

function drawComponent(weights: Float64Array, random: Random): number {
  let left = random.uniform();
  let k = 0;
  while (k < weights.length - 1 && left >= weights[k]!) left -= weights[k++]!;
  return k;
}

/** The mean over the dimensions of their variances. */
function meanVariance({ dimensions, values }: Codes, centre: Float64Array): number {
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += (values[i]! - centre[i % dimensions]!) ** 2;
  return squares / values.length;
}

function oneHot(labels: Int32Array, count: number): Float64Array {
  const responsibilities = new Float64Array(labels.length * count);
  labels.forEach((label, row) => (responsibilities[row * count + label] = 1));
  return responsibilities;
}
