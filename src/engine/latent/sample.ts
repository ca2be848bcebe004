/** New codes, to be decoded into images that nobody has drawn. */
import type { Codes, SampleOptions } from '../../shared/latent.ts';
import { likeliestComponent, type Mixture, sampleMixture } from '../analysis/mixture.ts';
import { Random } from '../models/random.ts';

type Drawing = Pick<SampleOptions, 'count' | 'temperature' | 'seed' | 'truncation'>;

/**
 * Draws codes from a mixture fitted to a dataset's codes, or, without one, from the prior N(0, I). The temperature scales
 * deviations from the component's mean, or from the origin. The same seed gives the same codes, and asking for more of them
 * leaves the first ones as they were.
 */
export function sampleCodes(
  mixture: Mixture | null,
  dimensions: number,
  { count, temperature, seed, truncation = Infinity }: Drawing,
): Codes {
  const random = new Random(seed);
  if (mixture) return sampleMixture(mixture, count, temperature, random, truncation);
  const values = new Float32Array(count * dimensions);
  for (let row = 0; row < count; row++) {
    const code = values.subarray(row * dimensions, (row + 1) * dimensions);
    random.fillTruncatedNormal(code, temperature, truncation);
  }
  return { rows: count, dimensions, values };
}

/**
 * Draws codes like a given one: m + √(1 - t²) (code - m) + t noise, where m and the covariance of the noise are those of the component
 * that the code most likely comes from, or of the prior (a step of Crank and Nicolson: Cotter et al. 2013, "MCMC methods for functions",
 * eq. 4.2). Whatever the temperature t in 0..1, what is drawn around codes of the component is distributed as the component is: samples
 * vary more and more without becoming unlikely, as they would if noise were only added.
 */
export function sampleAround(
  code: Float32Array,
  mixture: Mixture | null,
  { count, temperature, seed, truncation = Infinity }: Drawing,
): Codes {
  const dimensions = code.length;
  const random = new Random(seed);
  const k = mixture ? likeliestComponent(mixture, code) : 0;
  const kept = Math.sqrt(Math.max(0, 1 - temperature ** 2));
  const values = new Float32Array(count * dimensions);
  const noise = new Float32Array(dimensions);
  for (let row = 0; row < count; row++) {
    random.fillTruncatedNormal(noise, temperature, truncation);
    for (let d = 0; d < dimensions; d++) {
      const mean = mixture ? mixture.centre[d]! + mixture.means[k * dimensions + d]! : 0;
      const drawn = mixture ? coloured(mixture, k, noise, d) : noise[d]!;
      values[row * dimensions + d] = mean + kept * (code[d]! - mean) + drawn;
    }
  }
  return { rows: count, dimensions, values };
}

/** Entry `d` of the component's factor times the noise. */
function coloured({ dimensions, factors }: Mixture, k: number, noise: Float32Array, d: number): number {
  let sum = 0;
  for (let j = 0; j <= d; j++) sum += factors[(k * dimensions + d) * dimensions + j]! * noise[j]!;
  return sum;
}
