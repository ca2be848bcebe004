import { expect, it } from 'vitest';
import { neighbourOverlap } from '../../../src/engine/analysis/neighbour-overlap.ts';
import { neighbourGraph } from '../../../src/engine/analysis/neighbours.ts';
import { gaussianClusters } from './clusters.ts';

const graph = (...indices: number[]) => ({
  k: 3,
  indices: Int32Array.from(indices),
  distances: new Float32Array(indices.length),
});

it('counts neighbours that both name, in whatever order', () => {
  const overlap = neighbourOverlap(graph(1, 2, 3, 0, 5, 6), graph(3, 1, 2, 7, 8, 0));
  expect([...overlap]).toEqual([1, Math.fround(1 / 3)]);
});

it('is about k of n - 1 for codes that have nothing to do with each other', async () => {
  const one = await neighbourGraph(gaussianClusters(500, 8, { spread: 0, seed: 1 }), 20);
  const other = await neighbourGraph(gaussianClusters(500, 8, { spread: 0, seed: 2 }), 20);
  const overlap = neighbourOverlap(one, other);
  expect(overlap.reduce((sum, share) => sum + share, 0) / 500).toBeCloseTo(20 / 499, 2);
});
