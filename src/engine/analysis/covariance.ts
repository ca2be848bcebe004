import type { Codes } from '../../shared/latent.ts';
import { BLOCK_ROWS, centredBlock } from './centred.ts';
import { MatrixProduct } from './matrix-product.ts';
import { Breather, type Work } from './work.ts';

/** Covariance of codes about their mean in double precision, with the divisor rows - 1, `[dimensions, dimensions]`. */
export async function covarianceOf(
  codes: Codes,
  mean: Float64Array,
  { progress, signal }: Work = {},
): Promise<Float64Array> {
  const { rows, dimensions } = codes;
  const sums = new Float64Array(dimensions * dimensions);
  const product = await MatrixProduct.open(true);
  const breather = new Breather(signal);
  try {
    for (let from = 0; from < rows; from += BLOCK_ROWS) {
      const block = centredBlock(codes, mean, from);
      const added = await product.of(block, block);
      for (let i = 0; i < sums.length; i++) sums[i]! += added[i]!;
      if (breather.due) await breather.breathe();
      progress?.({ title: 'Measuring covariances', value: (from + block.rows) / rows });
    }
  } finally {
    await product.close();
  }
  const divisor = Math.max(1, rows - 1);
  return sums.map((sum) => sum / divisor);
}
