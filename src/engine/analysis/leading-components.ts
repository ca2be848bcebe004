/**
 * The leading principal components of rows that are too many or too wide for a covariance matrix, read block by block. A random
 * subspace is turned towards them by repeated products with the covariance (Halko, Martinsson and Tropp 2011, algorithm 4.4), which
 * is never formed.
 */
import { EigenvalueDecomposition, Matrix, QrDecomposition } from 'ml-matrix';
import type { Codes } from '../../shared/latent.ts';
import { Random } from '../models/random.ts';
import { type DenseMatrix, MatrixProduct } from './matrix-product.ts';
import { Breather, type Work } from './work.ts';

/** Rows that can be read again and again. */
export interface RowSource {
  rows: number;
  dimensions: number;
  /** `[count, dimensions]`: rows `from` to `from + count`. */
  read(from: number, count: number): Promise<Float64Array>;
}

/** Directions beyond those asked for, dropped at the end. */
const OVERSAMPLING = 10;
/** How often the subspace is turned; the last components gain the most from it. */
const TURNS = 3;
/** Values of a block, 16 MB of them. */
const BLOCK_VALUES = 2 ** 21;

/** Positions of all rows along the first axes, about their mean: `[rows, components]`, variances falling. */
export async function leadingComponents(
  source: RowSource,
  components: number,
  { progress, signal }: Work = {},
): Promise<Codes> {
  const { rows, dimensions } = source;
  const kept = Math.min(components, dimensions, rows);
  const width = Math.min(kept + OVERSAMPLING, dimensions, rows);
  const project = await MatrixProduct.open();
  const transposed = await MatrixProduct.open(true);
  const breather = new Breather(signal);
  let done = 0;
  const pass = async (visit: (block: DenseMatrix, from: number) => Promise<void>): Promise<void> => {
    const blockRows = Math.max(1, Math.floor(BLOCK_VALUES / dimensions));
    for (let from = 0; from < rows; from += blockRows) {
      const count = Math.min(blockRows, rows - from);
      await visit({ rows: count, columns: dimensions, values: await source.read(from, count) }, from);
      done += count;
      progress?.({ title: 'Finding principal components', value: done / (rows * (TURNS + 2)) });
      if (breather.due) await breather.breathe();
    }
  };

  try {
    const mean = new Float64Array(dimensions);
    await pass(async ({ values }) => {
      for (let at = 0; at < values.length;) {
        for (let d = 0; d < dimensions; d++, at++) mean[d]! += values[at]! / rows;
      }
    });

    /** Positions of a block's rows along a basis, about the mean. */
    const positionsOf = async (block: DenseMatrix, basis: Matrix): Promise<Float64Array> => {
      const directions = { rows: dimensions, columns: width, values: flat(basis) };
      const positions = await project.of(block, directions);
      const origin = await project.of({ rows: 1, columns: dimensions, values: mean }, directions);
      for (let i = 0; i < positions.length; i++) positions[i]! -= origin[i % width]!;
      return positions;
    };

    let basis = orthonormal(randomMatrix(dimensions, width));
    for (let turn = 0; turn < TURNS; turn++) {
      const turned = new Float64Array(dimensions * width);
      const sums = new Float64Array(width);
      await pass(async (block) => {
        const positions = await positionsOf(block, basis);
        positions.forEach((position, i) => (sums[i % width]! += position));
        const added = await transposed.of(block, { rows: block.rows, columns: width, values: positions });
        for (let i = 0; i < turned.length; i++) turned[i]! += added[i]!;
      });
      // (X - 1 mean^T)^T P = X^T P - mean (1^T P)
      for (let d = 0, i = 0; d < dimensions; d++) {
        for (let column = 0; column < width; column++, i++) turned[i]! -= mean[d]! * sums[column]!;
      }
      basis = orthonormal(Matrix.from1DArray(dimensions, width, turned));
    }

    const along = new Float32Array(rows * width);
    await pass(async (block, from) => along.set(await positionsOf(block, basis), from * width));
    return await onPrincipalAxes({ rows, dimensions: width, values: along }, kept, transposed, project);
  } finally {
    await project.close();
    await transposed.close();
  }
}

/** Turns centred positions to the axes of their own covariance, and keeps the first. */
async function onPrincipalAxes(
  { rows, dimensions, values }: Codes,
  kept: number,
  transposed: MatrixProduct,
  project: MatrixProduct,
): Promise<Codes> {
  const positions = { rows, columns: dimensions, values: Float64Array.from(values) };
  const scatter = await transposed.of(positions, positions);
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(
    Matrix.from1DArray(dimensions, dimensions, scatter),
    { assumeSymmetric: true },
  );
  const order = realEigenvalues.map((_, i) => i).sort((a, b) => realEigenvalues[b]! - realEigenvalues[a]!);
  const axes = eigenvectorMatrix.subMatrixColumn(order.slice(0, kept));
  const turned = await project.of(positions, { rows: dimensions, columns: kept, values: flat(axes) });
  return { rows, dimensions: kept, values: Float32Array.from(turned) };
}

/** An orthonormal basis of a matrix's columns, `[rows, columns]`. */
function orthonormal(matrix: Matrix): Matrix {
  return new QrDecomposition(matrix).orthogonalMatrix;
}

function randomMatrix(rows: number, columns: number): Matrix {
  const values = new Random(0).fillNormal(new Float32Array(rows * columns));
  return Matrix.from1DArray(rows, columns, values);
}

function flat(matrix: Matrix): Float64Array {
  return Float64Array.from(matrix.to1DArray());
}
