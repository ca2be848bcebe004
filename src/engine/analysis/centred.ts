/** Codes about their mean in double precision, block by block, as products of matrices want them. */
import type { Codes } from '../../shared/latent.ts';
import type { DenseMatrix } from './matrix-product.ts';

export const BLOCK_ROWS = 1024;

/** Mean of each dimension; zeros without rows. */
export function meanOf({ rows, dimensions, values }: Codes): Float64Array {
  const mean = new Float64Array(dimensions);
  for (let at = 0; at < values.length;) {
    for (let d = 0; d < dimensions; d++, at++) mean[d]! += values[at]!;
  }
  return mean.map((sum) => sum / Math.max(1, rows));
}

/** Rows `from` to `from + BLOCK_ROWS`, or to the last, minus a centre. */
export function centredBlock(
  { rows, dimensions, values }: Codes,
  centre: Float64Array,
  from: number,
): DenseMatrix {
  const count = Math.min(rows - from, BLOCK_ROWS);
  const block = new Float64Array(count * dimensions);
  for (let at = 0, v = from * dimensions; at < block.length;) {
    for (let d = 0; d < dimensions; d++, at++, v++) block[at] = values[v]! - centre[d]!;
  }
  return { rows: count, columns: dimensions, values: block };
}
