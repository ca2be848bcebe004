import { describe, expect, it } from 'vitest';
import type { Codes } from '../../../src/shared/latent.ts';
import { mahalanobisDistances, measureSpread } from '../../../src/engine/analysis/mahalanobis.ts';
import { Random } from '../../../src/engine/models/random.ts';
import { codesOf } from './clusters.ts';

/** Normal numbers from a formula, so that another program can make the same. */
function formulaNormal(i: number, stream: number): number {
  const fraction = (angle: number) => (((Math.sin(angle) * 43758.5453) % 1) + 1) % 1;
  const radius = Math.sqrt(-2 * Math.log(1 - fraction(i * 12.9898 + stream)));
  return radius * Math.cos(2 * Math.PI * fraction(i * 78.233 + stream));
}

const CORRELATED = codesOf(
  Array.from({ length: 60 }, (_, i) => {
    const [a, b, c] = [formulaNormal(i, 1), formulaNormal(i, 2), formulaNormal(i, 3)];
    return [1 + 2 * a, a + 0.5 * b, -3 + 0.2 * c - 0.3 * b].map((value) => Math.round(value * 1000) / 1000);
  }),
);

const distancesOf = async (codes: Codes, leastVariance = 0) =>
  mahalanobisDistances(await measureSpread(codes, { leastVariance }), codes);

function withColumn({ rows, dimensions, values }: Codes, of: (row: number) => number): Codes {
  return codesOf(
    Array.from({ length: rows }, (_, row) => [
      ...values.subarray(row * dimensions, (row + 1) * dimensions),
      of(row),
    ]),
  );
}

describe('the Mahalanobis distance', () => {
  it('agrees with NumPy for a covariance shrunk by oracle approximation', async () => {
    const distances = await distancesOf(CORRELATED);
    [1.86790759, 0.28760749, 1.29534174, 1.47511737].forEach((expected, row) =>
      expect(distances[row]).toBeCloseTo(expected, 5),
    );
  });

  it('of many rows is the length of what they were before they were mixed', async () => {
    const random = new Random(2);
    const normal = random.fillNormal(new Float32Array(40_000 * 2));
    const mixed = codesOf(
      Array.from({ length: 40_000 }, (_, row) => {
        const [a, b] = [normal[row * 2]!, normal[row * 2 + 1]!];
        return [5 + 3 * a, -2 + 2 * a + 0.5 * b];
      }),
    );
    const distances = await distancesOf(mixed);
    for (let row = 0; row < 100; row++) {
      const length = Math.hypot(normal[row * 2]!, normal[row * 2 + 1]!);
      expect(Math.abs(distances[row]! - length)).toBeLessThan(0.05);
    }
  });

  it('ignores dimensions that do not vary', async () => {
    const constant = withColumn(CORRELATED, () => 7);
    expect(await distancesOf(constant)).toEqual(await distancesOf(CORRELATED));
  });

  it('ignores dimensions that vary less than is asked for, which would count as much as others', async () => {
    const noisy = withColumn(CORRELATED, (row) => (row === 0 ? 0.2 : 0.01 * formulaNormal(row, 9)));
    expect(await distancesOf(noisy, 0.01)).toEqual(await distancesOf(CORRELATED));
    expect((await distancesOf(noisy))[0]).not.toBeCloseTo((await distancesOf(CORRELATED))[0]!, 2);
  });

  it('is finite, and largest for the odd one, with fewer rows than dimensions', async () => {
    const values = new Random(4).fillNormal(new Float32Array(20 * 50));
    values.fill(4, 19 * 50);
    const distances = await distancesOf({ rows: 20, dimensions: 50, values });
    expect(distances.every(Number.isFinite)).toBe(true);
    expect(distances.indexOf(Math.max(...distances))).toBe(19);
  });

  it('is 0 where all codes are the same', async () => {
    expect([
      ...(await distancesOf(
        codesOf([
          [1, 2],
          [1, 2],
          [1, 2],
        ]),
      )),
    ]).toEqual([0, 0, 0]);
  });

  it('is that from the codes that were measured, for codes from elsewhere', async () => {
    const random = new Random(6);
    const usual = { rows: 20_000, dimensions: 2, values: random.fillNormal(new Float32Array(40_000)) };
    const distances = await mahalanobisDistances(await measureSpread(usual), codesOf([[3, 4]]));
    expect(distances[0]).toBeCloseTo(5, 0);
  });
});
