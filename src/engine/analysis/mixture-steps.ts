/** The two steps of expectation maximisation for a Gaussian mixture (Bishop 2006, section 9.2.2), block by block. */
import { choleskyFactor, invertLowerTriangle } from './cholesky.ts';
import type { MatrixProduct } from './matrix-product.ts';
import { type DenseMatrix } from './matrix-product.ts';

/** Components of a mixture in the frame of its data's mean. */
export interface Components {
  count: number;
  dimensions: number;
  weights: Float64Array;
  /** `[count, dimensions]` */
  means: Float64Array;
  /** Lower triangular factors of the covariances, `[count, dimensions, dimensions]`. */
  factors: Float64Array;
}

/** Sums over rows, from which the components follow. */
export interface Moments {
  /** Responsibility of each component, summed over the rows. */
  counts: Float64Array;
  /** Sums of the rows by responsibility, `[count, dimensions]`. */
  sums: Float64Array;
  /** Sums of x x^T by responsibility; entry (i, j) of component k is at `[i, k * dimensions + j]`. */
  squares: Float64Array;
}

/** Log densities of rows under each component, as one product: the factors' inverses side by side whiten a row for all of them. */
export class Densities {
  readonly #product: MatrixProduct;
  readonly #components: Components;
  readonly #whitening: DenseMatrix;
  /** The means, whitened. */
  readonly #origins: Float64Array;
  /** log weight - log det / 2 - d log(2 pi) / 2 */
  readonly #constants: Float64Array;

  constructor(product: MatrixProduct, components: Components) {
    const { count, dimensions, weights, means, factors } = components;
    const width = count * dimensions;
    this.#product = product;
    this.#components = components;
    this.#whitening = { rows: dimensions, columns: width, values: new Float64Array(dimensions * width) };
    this.#origins = new Float64Array(width);
    this.#constants = new Float64Array(count);
    for (let k = 0; k < count; k++) {
      const factor = factors.subarray(k * dimensions ** 2, (k + 1) * dimensions ** 2);
      const inverse = invertLowerTriangle(factor, dimensions);
      let constant = Math.log(weights[k]!) - (dimensions / 2) * Math.log(2 * Math.PI);
      for (let j = 0; j < dimensions; j++) {
        constant -= Math.log(factor[j * dimensions + j]!);
        for (let i = 0; i <= j; i++) {
          const entry = inverse[j * dimensions + i]!;
          this.#whitening.values[i * width + k * dimensions + j] = entry;
          this.#origins[k * dimensions + j]! += entry * means[k * dimensions + i]!;
        }
      }
      this.#constants[k] = constant;
    }
  }

  /** `[rows, count]` in nats. */
  async ofBlock(block: DenseMatrix): Promise<Float64Array> {
    const { count, dimensions } = this.#components;
    const whitened = await this.#product.of(block, this.#whitening);
    const densities = new Float64Array(block.rows * count);
    for (let row = 0, at = 0; row < block.rows; row++) {
      for (let k = 0, column = 0; k < count; k++) {
        let squared = 0;
        for (let d = 0; d < dimensions; d++, at++, column++) {
          const deviation = whitened[at]! - this.#origins[column]!;
          squared += deviation * deviation;
        }
        densities[row * count + k] = this.#constants[k]! - squared / 2;
      }
    }
    return densities;
  }
}

/** Turns log densities `[rows, count]` into responsibilities in place; gives the log density of each row in nats. */
export function normaliseRows(densities: Float32Array | Float64Array, count: number): Float64Array {
  const rows = densities.length / count;
  const totals = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    const first = row * count;
    const last = first + count;
    let greatest = -Infinity;
    for (let at = first; at < last; at++) if (densities[at]! > greatest) greatest = densities[at]!;
    let sum = 0;
    for (let at = first; at < last; at++) sum += densities[at] = Math.exp(densities[at]! - greatest);
    for (let at = first; at < last; at++) densities[at]! /= sum;
    totals[row] = greatest + Math.log(sum);
  }
  return totals;
}

export function noMoments(count: number, dimensions: number): Moments {
  return {
    counts: new Float64Array(count),
    sums: new Float64Array(count * dimensions),
    squares: new Float64Array(count * dimensions ** 2),
  };
}

/** Adds a block's rows by their responsibilities, `[rows, count]`. @param product of a transposed left matrix */
export async function addMoments(
  moments: Moments,
  product: MatrixProduct,
  block: DenseMatrix,
  responsibilities: Float64Array,
): Promise<void> {
  const { counts, sums, squares } = moments;
  const count = counts.length;
  const dimensions = block.columns;
  const weighted = new Float64Array(block.rows * count * dimensions);
  for (let row = 0, at = 0; row < block.rows; row++) {
    for (let k = 0, column = 0; k < count; k++) {
      const responsibility = responsibilities[row * count + k]!;
      counts[k]! += responsibility;
      for (let d = 0; d < dimensions; d++, at++, column++) {
        const value = responsibility * block.values[row * dimensions + d]!;
        weighted[at] = value;
        sums[column]! += value;
      }
    }
  }
  const added = await product.of(block, { rows: block.rows, columns: count * dimensions, values: weighted });
  for (let i = 0; i < added.length; i++) squares[i]! += added[i]!;
}

/** How covariances are kept from collapsing. */
export interface Regularisation {
  /** Added to every variance. */
  floor: number;
  /** Whether covariances are shrunk towards spheres, by as much as their number of rows calls for. */
  shrink: boolean;
}

export function maximise(moments: Moments, { floor, shrink }: Regularisation): Components {
  const { counts, sums, squares } = moments;
  const count = counts.length;
  const dimensions = sums.length / count;
  const width = count * dimensions;
  const rows = counts.reduce((total, value) => total + value, 0);
  const means = new Float64Array(width);
  const factors = new Float64Array(width * dimensions);
  for (let k = 0; k < count; k++) {
    // A component that has lost all its rows keeps the smallest weight instead of dividing by zero.
    const members = Math.max(counts[k]!, Number.EPSILON);
    const mean = means.subarray(k * dimensions, (k + 1) * dimensions);
    for (let d = 0; d < dimensions; d++) mean[d] = sums[k * dimensions + d]! / members;
    const covariance = new Float64Array(dimensions ** 2);
    for (let i = 0; i < dimensions; i++) {
      for (let j = 0; j < dimensions; j++) {
        const second = squares[i * width + k * dimensions + j]! / members;
        covariance[i * dimensions + j] = second - mean[i]! * mean[j]!;
      }
    }
    if (shrink) shrinkToSphere(covariance, dimensions, members);
    for (let d = 0; d < dimensions; d++) {
      const variance = d * dimensions + d;
      covariance[variance] = Math.max(0, covariance[variance]!) + floor;
    }
    factors.set(choleskyFactor(covariance, dimensions), k * dimensions ** 2);
  }
  const weights = counts.map((value) => Math.max(value, Number.EPSILON) / rows);
  return { count, dimensions, weights, means, factors };
}

/**
 * Oracle approximating shrinkage (Chen, Wiesel, Eldar and Hero 2010, eq. 23): (1 - rho) S + rho (tr S / p) I, in place, with the
 * rho that is best for Gaussian rows in such number.
 */
export function shrinkToSphere(covariance: Float64Array, dimensions: number, rows: number): void {
  let trace = 0;
  let squares = 0;
  for (let d = 0; d < dimensions; d++) trace += covariance[d * dimensions + d]!;
  for (const value of covariance) squares += value * value;
  const numerator = (1 - 2 / dimensions) * squares + trace ** 2;
  const denominator = (rows + 1 - 2 / dimensions) * (squares - trace ** 2 / dimensions);
  // A sphere already: nothing to shrink, and no denominator.
  const shrinkage = denominator > 0 ? Math.min(1, numerator / denominator) : 1;
  for (let i = 0; i < covariance.length; i++) covariance[i]! *= 1 - shrinkage;
  for (let d = 0; d < dimensions; d++) {
    covariance[d * dimensions + d]! += (shrinkage * trace) / dimensions;
  }
}
