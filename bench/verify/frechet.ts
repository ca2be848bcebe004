/** The Fréchet distance between two sets of features, each taken for a normal distribution. */
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import type { Codes } from '../../src/shared/latent.ts';

/**
 * |m1 - m2|² + tr(C1 + C2 - 2 (C1 C2)^½) (Dowson and Landau 1982; the FID of Heusel et al. 2017, where features are Inception's). The root
 * is taken of C1^½ C2 C1^½, which has the same trace and is symmetric.
 *
 * @throws RangeError for features of different width.
 */
export function frechetDistance(a: Codes, b: Codes): number {
  if (a.dimensions !== b.dimensions) throw new RangeError(`features of ${a.dimensions} and ${b.dimensions}`);
  const [first, second] = [momentsOf(a), momentsOf(b)];
  const between = Matrix.sub(first.mean, second.mean).norm('frobenius') ** 2;
  const root = squareRoot(first.covariance);
  const product = root.mmul(second.covariance).mmul(root);
  const traceOfRoot = eigenvalues(product).values.reduce((sum, value) => sum + Math.sqrt(value), 0);
  return between + first.covariance.trace() + second.covariance.trace() - 2 * traceOfRoot;
}

function momentsOf({ rows, dimensions, values }: Codes): { mean: Matrix; covariance: Matrix } {
  const all = Matrix.from1DArray(rows, dimensions, values);
  const mean = Matrix.rowVector(all.mean('column'));
  const centred = all.subRowVector(mean);
  return {
    mean,
    covariance: centred
      .transpose()
      .mmul(centred)
      .div(rows - 1),
  };
}

/** Of a symmetric matrix without negative eigenvalues but for rounding, which is cut off. */
function eigenvalues(matrix: Matrix): { values: number[]; vectors: Matrix } {
  const symmetric = Matrix.add(matrix, matrix.transpose()).mul(0.5);
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(symmetric, {
    assumeSymmetric: true,
  });
  return { values: realEigenvalues.map((value) => Math.max(0, value)), vectors: eigenvectorMatrix };
}

function squareRoot(matrix: Matrix): Matrix {
  const { values, vectors } = eigenvalues(matrix);
  return vectors.mmul(Matrix.diag(values.map(Math.sqrt))).mmul(vectors.transpose());
}
