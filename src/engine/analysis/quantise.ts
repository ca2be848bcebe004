import type { Codes } from '../../shared/latent.ts';

/** Whole numbers of 8 bits with which the values of a dimension, from its least to its greatest, can be told apart. */
const LEVELS = 255;

/** Two float32 numbers: the least value of a dimension and the step between levels. */
export const BYTES_PER_SCALE = 8;

/**
 * Codes as they come back from 8 bits a value: each dimension is divided evenly between its least and its greatest value, so that no
 * value is off by more than half a step.
 */
export function throughEightBits({ rows, dimensions, values }: Codes): Codes {
  const coarse = new Float32Array(values.length);
  for (let d = 0; d < dimensions; d++) {
    let least = Infinity;
    let greatest = -Infinity;
    for (let at = d; at < values.length; at += dimensions) {
      least = Math.min(least, values[at]!);
      greatest = Math.max(greatest, values[at]!);
    }
    const step = (greatest - least) / LEVELS;
    for (let at = d; at < values.length; at += dimensions) {
      const level = step > 0 ? Math.round((values[at]! - least) / step) : 0;
      coarse[at] = least + level * step;
    }
  }
  return { rows, dimensions, values: coarse };
}
