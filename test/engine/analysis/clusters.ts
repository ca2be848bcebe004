/** Data for the tests of this room: points of which the truth is known. */
import type { Codes } from '../../../src/shared/latent.ts';
import { Random } from '../../../src/engine/models/random.ts';

/** Round Gaussian clusters of unit deviation whose centres are drawn with deviation `spread`; row i is of cluster i % clusters. */
export function gaussianClusters(
  rows: number,
  dimensions: number,
  { clusters = 5, spread = 8, seed = 1 } = {},
): Codes {
  const random = new Random(seed);
  const centres = random.fillNormal(new Float32Array(clusters * dimensions), 0, spread);
  const values = new Float32Array(rows * dimensions);
  random.fillNormal(values);
  for (let row = 0; row < rows; row++) {
    const centre = (row % clusters) * dimensions;
    for (let d = 0; d < dimensions; d++) values[row * dimensions + d]! += centres[centre + d]!;
  }
  return { rows, dimensions, values };
}

export function codesOf(rows: number[][]): Codes {
  return { rows: rows.length, dimensions: rows[0]!.length, values: Float32Array.from(rows.flat()) };
}
