/** Principal component analysis, exact: eigenvectors of the covariance matrix, both in double precision. */
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import type { Codes } from '../../shared/latent.ts';
import { meanOf } from '../analysis/centred.ts';
import { covarianceOf } from '../analysis/covariance.ts';
import type { Work } from '../analysis/work.ts';

/** A subspace through the mean. */
export interface PrincipalAxes {
  dimensions: number;
  components: number;
  mean: Float64Array;
  /** `[components, dimensions]` row-major, orthonormal; of each axis the entry of largest magnitude is positive. */
  axes: Float64Array;
}

export interface Pca extends PrincipalAxes {
  /** Variance along each axis, with the divisor rows - 1, falling. */
  variances: Float64Array;
  /** Variance along each axis as a part of the total; all 0 where there is none. */
  explained: Float64Array;
}

/** @param components how many axes to find; lowered to the number of dimensions. */
export async function fitPca(codes: Codes, components: number, work: Work = {}): Promise<Pca> {
  const { dimensions } = codes;
  const kept = Math.min(components, dimensions);
  const mean = meanOf(codes);
  const covariance = await covarianceOf(codes, mean, work);
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(
    Matrix.from1DArray(dimensions, dimensions, covariance),
    { assumeSymmetric: true },
  );
  // Rounding may leave a variance of zero slightly below it.
  const eigenvalues = realEigenvalues.map((value) => Math.max(0, value));
  const order = eigenvalues.map((_, i) => i).sort((a, b) => eigenvalues[b]! - eigenvalues[a]!);
  const total = eigenvalues.reduce((sum, value) => sum + value, 0);
  const variances = Float64Array.from(order.slice(0, kept), (i) => eigenvalues[i]!);
  const axes = new Float64Array(kept * dimensions);
  for (let component = 0; component < kept; component++) {
    const axis = axes.subarray(component * dimensions, (component + 1) * dimensions);
    axis.set(eigenvectorMatrix.getColumn(order[component]!));
    orient(axis);
  }
  const explained = variances.map((variance) => (total > 0 ? variance / total : 0));
  return { dimensions, components: kept, mean, axes, variances, explained };
}

/** Positions of codes along the axes, `[rows, components]`. */
export function transformPca(
  { dimensions, components, mean, axes }: PrincipalAxes,
  codes: Codes,
): Float32Array {
  if (codes.dimensions !== dimensions) {
    throw new RangeError(`codes of dimension ${codes.dimensions} on axes of dimension ${dimensions}`);
  }
  const positions = new Float32Array(codes.rows * components);
  for (let row = 0; row < codes.rows; row++) {
    for (let component = 0; component < components; component++) {
      let sum = 0;
      for (let d = 0; d < dimensions; d++) {
        sum += (codes.values[row * dimensions + d]! - mean[d]!) * axes[component * dimensions + d]!;
      }
      positions[row * components + component] = sum;
    }
  }
  return positions;
}

export interface PcaProjection {
  pca: Pca;
  /** `[rows, 2]`; codes of one dimension lie on the x axis. */
  coordinates: Float32Array;
}

export async function projectPca(codes: Codes, work: Work = {}): Promise<PcaProjection> {
  const pca = await fitPca(codes, 2, work);
  return { pca, coordinates: pcaCoordinates(pca, codes) };
}

/** Places codes, also new ones, on the plane of the first two axes, `[rows, 2]`. */
export function pcaCoordinates(pca: PrincipalAxes, codes: Codes): Float32Array {
  const positions = transformPca(pca, codes);
  if (pca.components === 2) return positions;
  const coordinates = new Float32Array(codes.rows * 2);
  positions.forEach((x, row) => (coordinates[row * 2] = x));
  return coordinates;
}

function orient(axis: Float64Array): void {
  let largest = 0;
  for (const entry of axis) if (Math.abs(entry) > Math.abs(largest)) largest = entry;
  if (largest < 0) for (let d = 0; d < axis.length; d++) axis[d] = -axis[d]!;
}
