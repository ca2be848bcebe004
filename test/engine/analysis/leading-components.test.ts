import { expect, it } from 'vitest';
import type { Codes } from '../../../src/shared/latent.ts';
import { leadingComponents } from '../../../src/engine/analysis/leading-components.ts';
import { fitPca, transformPca } from '../../../src/engine/projection/pca.ts';
import { gaussianClusters } from './clusters.ts';

const sourceOf = ({ rows, dimensions, values }: Codes) => ({
  rows,
  dimensions,
  read: async (from: number, count: number) =>
    Float64Array.from(values.subarray(from * dimensions, (from + count) * dimensions)),
});

/** Positions up to the direction of each axis. */
function expectSamePositions(found: Codes, expected: Float32Array): void {
  const { rows, dimensions, values } = found;
  const greatest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  for (let d = 0; d < dimensions; d++) {
    const product = Array.from({ length: rows }, (_, row) => row * dimensions + d).reduce(
      (sum, at) => sum + values[at]! * expected[at]!,
      0,
    );
    for (let row = 0; row < rows; row++) {
      const at = row * dimensions + d;
      expect(Math.abs(Math.sign(product) * values[at]! - expected[at]!)).toBeLessThan(1e-3 * greatest);
    }
  }
}

it('finds the same positions as the covariance matrix', async () => {
  const codes = gaussianClusters(400, 90, { clusters: 5, spread: 6 });
  const found = await leadingComponents(sourceOf(codes), 4);
  expect(found).toMatchObject({ rows: 400, dimensions: 4 });
  expectSamePositions(found, transformPca(await fitPca(codes, 4), codes));
});

it('finds as many components as there are rows or dimensions, and no more', async () => {
  const few = gaussianClusters(6, 40);
  expect((await leadingComponents(sourceOf(few), 16)).dimensions).toBe(6);
  const narrow = gaussianClusters(50, 3);
  const found = await leadingComponents(sourceOf(narrow), 16);
  expectSamePositions(found, transformPca(await fitPca(narrow, 3), narrow));
});

it('holds nearly all of the variance that any directions could', async () => {
  const codes = gaussianClusters(600, 200, { clusters: 40, spread: 1 });
  const { values } = await leadingComponents(sourceOf(codes), 20);
  const { variances } = await fitPca(codes, 20);
  const found = values.reduce((sum, value) => sum + value * value, 0) / (codes.rows - 1);
  expect(found / variances.reduce((sum, value) => sum + value, 0)).toBeGreaterThan(0.99);
});
