/** Codes to measure with, which anyone can make again. */
import type { Codes } from '../../src/shared/latent.ts';
import { Random } from '../../src/engine/models/random.ts';

/**
 * Ten Gaussian clusters in few directions, as the codes of an autoencoder are: deviations fall from 1 to 0.1 over the
 * dimensions; row i is of cluster i % 10.
 */
export function clusteredCodes(rows: number, dimensions: number, seed = 1): Codes {
  const random = new Random(seed);
  const centres = random.fillNormal(new Float32Array(10 * dimensions), 0, 1.5);
  const values = new Float32Array(rows * dimensions);
  random.fillNormal(values);
  for (let i = 0; i < values.length; i++) {
    const row = Math.floor(i / dimensions);
    const d = i % dimensions;
    values[i] = (values[i]! + centres[(row % 10) * dimensions + d]!) * 0.1 ** (d / dimensions);
  }
  return { rows, dimensions, values };
}

/** Most memory that this process has held so far, in MB. */
export function peakMemory(): number {
  return Math.round(process.resourceUsage().maxRSS / 1024);
}
