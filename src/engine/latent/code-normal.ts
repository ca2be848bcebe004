/** A normal distribution of codes: which of them are likely, and a frame in which all directions are alike. */
import type { Codes } from '../../shared/latent.ts';
import { meanOf } from '../analysis/centred.ts';
import { choleskyFactor, invertLowerTriangle } from '../analysis/cholesky.ts';
import { covarianceOf } from '../analysis/covariance.ts';
import { shrinkToSphere } from '../analysis/mixture-steps.ts';
import type { Work } from '../analysis/work.ts';

export interface CodeNormal {
  dimensions: number;
  /** The code at a position: mean + factor · position; positions are standard normal. */
  codeOf(position: Float64Array): Float32Array;
  /** The position of a code. */
  positionOf(code: Float32Array): Float64Array;
}

/** Added to the variance of each dimension, as a part of their mean: some may not vary at all. */
const VARIANCE_FLOOR = 1e-6;

/** That of the codes of a dataset; its covariance is shrunk as the number of rows calls for (Chen et al. 2010). */
export async function normalOfCodes(codes: Codes, work: Work = {}): Promise<CodeNormal> {
  const { rows, dimensions: d } = codes;
  const mean = meanOf(codes);
  const covariance = await covarianceOf(codes, mean, work);
  shrinkToSphere(covariance, d, rows);
  let trace = 0;
  for (let i = 0; i < d; i++) trace += covariance[i * d + i]!;
  for (let i = 0; i < d; i++) covariance[i * d + i]! += VARIANCE_FLOOR * (trace / d || 1);
  const factor = choleskyFactor(covariance, d);
  const inverse = invertLowerTriangle(factor, d);
  return {
    dimensions: d,
    codeOf: (position) => Float32Array.from(lowerProduct(factor, position), (value, i) => value + mean[i]!),
    positionOf: (code) =>
      lowerProduct(
        inverse,
        Float64Array.from(code, (value, i) => value - mean[i]!),
      ),
  };
}

/** The prior N(0, 1). */
export function standardNormal(dimensions: number): CodeNormal {
  return {
    dimensions,
    codeOf: (position) => Float32Array.from(position),
    positionOf: (code) => Float64Array.from(code),
  };
}

function lowerProduct(factor: Float64Array, vector: Float64Array): Float64Array {
  const n = vector.length;
  return vector.map((_, i) => {
    let sum = 0;
    for (let j = 0; j <= i; j++) sum += factor[i * n + j]! * vector[j]!;
    return sum;
  });
}
