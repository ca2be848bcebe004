/** Which component of a mixture each row belongs to. */
import type { Codes } from '../../shared/latent.ts';
import { BLOCK_ROWS, centredBlock } from './centred.ts';
import { MatrixProduct } from './matrix-product.ts';
import type { Mixture } from './mixture.ts';
import { Densities } from './mixture-steps.ts';
import { Breather, type Work } from './work.ts';

/** The component of each row that is most likely to have drawn it. */
export async function assignToComponents(
  mixture: Mixture,
  codes: Codes,
  { signal }: Work = {},
): Promise<Int32Array> {
  const { count } = mixture;
  const components = new Int32Array(codes.rows);
  const product = await MatrixProduct.open();
  const breather = new Breather(signal);
  try {
    const densities = new Densities(product, mixture);
    for (let from = 0; from < codes.rows; from += BLOCK_ROWS) {
      const block = await densities.ofBlock(centredBlock(codes, mixture.centre, from));
      for (let row = 0; row * count < block.length; row++) {
        let best = 0;
        for (let k = 1; k < count; k++) {
          if (block[row * count + k]! > block[row * count + best]!) best = k;
        }
        components[from + row] = best;
      }
      if (breather.due) await breather.breathe();
    }
  } finally {
    await product.close();
  }
  return components;
}
