/** How far codes are from the middle of a set of codes, in units of how far the set spreads in that direction. */
import type { Codes } from '../../shared/latent.ts';
import { BLOCK_ROWS, centredBlock, meanOf } from './centred.ts';
import { choleskyFactor, invertLowerTriangle } from './cholesky.ts';
import { requireFinite } from './code-space.ts';
import { covarianceOf } from './covariance.ts';
import { MatrixProduct } from './matrix-product.ts';
import { shrinkToSphere } from './mixture-steps.ts';
import { Breather, type Work } from './work.ts';

/** Mean and spread of a set of codes. */
export interface CodeSpread {
  mean: Float64Array;
  /** How many dimensions take part. */
  used: number;
  /** `[dimensions, used]`: deviations from the mean times this are uncorrelated and of unit variance. Rows of unused dimensions are 0. */
  whitening: Float64Array;
}

export interface CodeSpreadOptions extends Work {
  /**
   * Dimensions that vary less take no part: whitened, the noise of a dimension that says nothing about the images would count as
   * much as any other. Those that do not vary at all never do.
   */
  leastVariance?: number;
}

/** Part of the greatest variance below which a dimension counts as constant: what is left of it is rounding. */
const CONSTANT = 1e-10;

/**
 * The covariance is shrunk towards a sphere by as much as the number of rows calls for (Chen, Wiesel, Eldar and Hero 2010), so that it
 * can be inverted, and trusted, with fewer rows than dimensions.
 *
 * @throws MorphospaceError `codes-not-finite` or `cancelled`
 */
export async function measureSpread(
  codes: Codes,
  { leastVariance = 0, ...work }: CodeSpreadOptions = {},
): Promise<CodeSpread> {
  const { rows, dimensions } = codes;
  requireFinite(codes.values);
  const mean = meanOf(codes);
  const covariance = await covarianceOf(codes, mean, work);
  const variances = Float64Array.from({ length: dimensions }, (_, d) => covariance[d * dimensions + d]!);
  const constant = CONSTANT * Math.max(...variances);
  const kept = Array.from(variances.keys()).filter(
    (d) => variances[d]! > constant && variances[d]! >= leastVariance,
  );
  const used = kept.length;
  const ofKept = Float64Array.from({ length: used ** 2 }, (_, at) => {
    const [i, j] = [kept[Math.floor(at / used)]!, kept[at % used]!];
    return covariance[i * dimensions + j]!;
  });
  shrinkToSphere(ofKept, used, rows);
  const inverse = invertLowerTriangle(choleskyFactor(ofKept, used), used);
  const whitening = new Float64Array(dimensions * used);
  for (const [i, dimension] of kept.entries()) {
    for (let j = i; j < used; j++) whitening[dimension * used + j] = inverse[j * used + i]!;
  }
  return { mean, used, whitening };
}

/** Mahalanobis distance of each row: the length of its whitened deviation. All 0 where no dimension takes part. */
export async function mahalanobisDistances(
  { mean, used, whitening }: CodeSpread,
  codes: Codes,
  { signal }: Work = {},
): Promise<Float32Array> {
  const { rows, dimensions } = codes;
  if (dimensions !== mean.length) {
    throw new RangeError(`codes of dimension ${dimensions} beside a spread of dimension ${mean.length}`);
  }
  const distances = new Float32Array(rows);
  if (used === 0) return distances;
  const matrix = { rows: dimensions, columns: used, values: whitening };
  const product = await MatrixProduct.open();
  const breather = new Breather(signal);
  try {
    for (let from = 0; from < rows; from += BLOCK_ROWS) {
      const block = centredBlock(codes, mean, from);
      const whitened = await product.of(block, matrix);
      for (let row = 0; row < block.rows; row++) {
        let squared = 0;
        for (let at = row * used; at < (row + 1) * used; at++) squared += whitened[at]! * whitened[at]!;
        distances[from + row] = Math.sqrt(squared);
      }
      if (breather.due) await breather.breathe();
    }
  } finally {
    await product.close();
  }
  return distances;
}
