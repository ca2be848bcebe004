import type { Codes } from '../../shared/latent.ts';

/** Some rows of codes, in the order asked for. */
export function rowsAt({ dimensions, values }: Codes, rows: ArrayLike<number>): Codes {
  const chosen = new Float32Array(rows.length * dimensions);
  for (let i = 0; i < rows.length; i++) {
    chosen.set(values.subarray(rows[i]! * dimensions, (rows[i]! + 1) * dimensions), i * dimensions);
  }
  return { rows: rows.length, dimensions, values: chosen };
}
