import { describe, expect, it } from 'vitest';
import { frechetDistance } from '../../../bench/verify/frechet.ts';
import type { Codes } from '../../../src/shared/latent.ts';

/** Points at ±deviation along each axis and nowhere else: mean and covariance are exact, the latter diagonal. */
function cross(mean: readonly number[], deviations: readonly number[]): Codes {
  const dimensions = mean.length;
  const points = deviations.flatMap((deviation, axis) =>
    [-deviation, deviation].map((offset) => mean.map((m, d) => (d === axis ? m + offset : m))),
  );
  return { rows: points.length, dimensions, values: Float32Array.from(points.flat()) };
}

/** Variance along an axis, with the divisor rows - 1. */
const variance = (deviation: number, dimensions: number) => (2 * deviation ** 2) / (2 * dimensions - 1);

function turned({ rows, values }: Codes, angle: number): Codes {
  const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
  const rotated = Float32Array.from(values, (value, i) =>
    i % 2 === 0 ? cosine * value - sine * values[i + 1]! : sine * values[i - 1]! + cosine * value,
  );
  return { rows, dimensions: 2, values: rotated };
}

describe('the Fréchet distance', () => {
  it('is 0 between equal features', () => {
    const features = cross([1, 2, 3], [1, 2, 0.5]);
    expect(frechetDistance(features, features)).toBeCloseTo(0, 9);
  });

  it('is the sum of squared differences of means and deviations where axes agree', () => {
    const [a, b] = [cross([0, 0], [1, 3]), cross([1, -2], [2, 1])];
    const difference = (i: number, j: number) => (Math.sqrt(variance(i, 2)) - Math.sqrt(variance(j, 2))) ** 2;
    expect(frechetDistance(a, b)).toBeCloseTo(1 + 4 + difference(1, 2) + difference(3, 1), 6);
  });

  it('is the closed form for covariances that do not commute', () => {
    // Of 2 x 2 matrices tr √M = √(tr M + 2 √det M), here with M = C1 C2.
    const angle = 0.7;
    const [a, b] = [cross([0, 0], [1, 3]), turned(cross([0, 0], [2, 1]), angle)];
    const [p, q, r, s] = [variance(1, 2), variance(3, 2), variance(2, 2), variance(1, 2)];
    const [c2, s2] = [Math.cos(angle) ** 2, Math.sin(angle) ** 2];
    const traceOfProduct = p * (c2 * r + s2 * s) + q * (s2 * r + c2 * s);
    const traceOfRoot = Math.sqrt(traceOfProduct + 2 * Math.sqrt(p * q * r * s));
    expect(frechetDistance(a, b)).toBeCloseTo(p + q + r + s - 2 * traceOfRoot, 6);
  });

  it('does not care which comes first', () => {
    const [a, b] = [cross([0, 1], [1, 3]), turned(cross([2, 0], [2, 1]), 1)];
    expect(frechetDistance(a, b)).toBeCloseTo(frechetDistance(b, a), 9);
  });

  it('is refused for features of different width', () => {
    expect(() => frechetDistance(cross([0], [1]), cross([0, 0], [1, 1]))).toThrow(RangeError);
  });
});
