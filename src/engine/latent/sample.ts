/** New codes, to be decoded into images that nobody has drawn. */
import type { Codes, SampleOptions } from '../../shared/latent.ts';
import { type Mixture, sampleMixture } from '../analysis/mixture.ts';
import { Random } from '../models/random.ts';

/**
 * Draws codes from a mixture fitted to a dataset's codes, or, without one, from the prior N(0, I). The temperature scales
 * deviations from the component's mean, or from the origin. The same seed gives the same codes, and asking for more of them
 * leaves the first ones as they were.
 */
export function sampleCodes(
  mixture: Mixture | null,
  dimensions: number,
  { count, temperature, seed }: Pick<SampleOptions, 'count' | 'temperature' | 'seed'>,
): Codes {
  const random = new Random(seed);
  if (mixture) return sampleMixture(mixture, count, temperature, random);
  const values = new Float32Array(count * dimensions);
  for (let row = 0; row < count; row++) {
    random.fillNormal(values.subarray(row * dimensions, (row + 1) * dimensions), 0, temperature);
  }
  return { rows: count, dimensions, values };
}
