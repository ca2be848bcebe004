import { describe, expect, it } from 'vitest';
import { describeCodes, klOfPosteriors } from '../../../src/engine/latent/statistics.ts';
import { Random } from '../../../src/engine/models/random.ts';
import type { Codes } from '../../../src/shared/latent.ts';

/** Spread 3 along (1, 1) / sqrt 2 and 0.5 along (1, -1) / sqrt 2, about (5, -2); the third dimension never changes. */
function slanted(rows: number): Codes {
  const noise = new Random(4).fillNormal(new Float32Array(rows * 2));
  const values = new Float32Array(rows * 3);
  for (let row = 0; row < rows; row++) {
    const [long, short] = [3 * noise[row * 2]!, 0.5 * noise[row * 2 + 1]!];
    values.set([5 + (long + short) / Math.SQRT2, -2 + (long - short) / Math.SQRT2, 1], row * 3);
  }
  return { rows, dimensions: 3, values };
}

describe('statistics of codes', () => {
  it('give the mean and the spread of each dimension', async () => {
    const { images, mean, deviation } = await describeCodes(slanted(20_000), null);
    expect(images).toBe(20_000);
    [5, -2, 1].forEach((value, d) => expect(Math.abs(mean[d]! - value)).toBeLessThan(0.06));
    const expected = Math.sqrt((9 + 0.25) / 2);
    [expected, expected, 0].forEach((value, d) => expect(Math.abs(deviation[d]! - value)).toBeLessThan(0.04));
  });

  it('find the directions along which the codes spread most, and how far', async () => {
    const { directions } = await describeCodes(slanted(20_000), null);
    const [x, y, z] = directions.axes.values;
    expect([x, y, z].map((value) => Math.round(value! * 100) / 100)).toEqual([0.71, 0.71, 0]);
    [3, 0.5, 0].forEach((value, i) => expect(Math.abs(directions.deviations[i]! - value)).toBeLessThan(0.04));
    expect(directions.explained[0]).toBeCloseTo(9 / 9.25, 2);
  });

  it('rank dimensions by their KL, and by their spread where codes are points', async () => {
    const codes = slanted(100);
    const told = await describeCodes(codes, { images: 40, perDimension: [0.1, 3, 2] });
    expect(told.order).toEqual([1, 2, 0]);
    expect([told.klImages, [...told.kl!]]).toEqual([40, [Math.fround(0.1), 3, 2]]);
    const points = await describeCodes(codes, null);
    expect(points.kl).toBeNull();
    expect(points.order.at(-1)).toBe(2);
  });
});

describe('the KL of posteriors', () => {
  it('is that of the definition, E log q - log p, estimated by drawing from q', () => {
    const [mean, logVariance] = [Float32Array.of(0.8, -0.3), Float32Array.of(-1.2, 0.4)];
    const kl = klOfPosteriors(mean, logVariance, 2);
    const noise = new Random(1).fillNormal(new Float32Array(200_000));
    for (let d = 0; d < 2; d++) {
      const deviation = Math.exp(logVariance[d]! / 2);
      let sum = 0;
      for (const e of noise) sum += (mean[d]! + deviation * e) ** 2 / 2 - e * (e / 2) - logVariance[d]! / 2;
      expect(Math.abs(kl[d]! - sum / noise.length)).toBeLessThan(0.02);
    }
  });

  it('is averaged over the images', () => {
    const kl = klOfPosteriors(Float32Array.of(1, 3), Float32Array.of(0, 0), 1);
    expect(kl[0]).toBeCloseTo((0.5 + 4.5) / 2, 6);
  });
});
