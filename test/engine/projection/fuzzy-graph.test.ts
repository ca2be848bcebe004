import { describe, expect, it } from 'vitest';
import { UMAP } from 'umap-js';
import type { Codes } from '../../../src/shared/latent.ts';
import { neighbourGraph } from '../../../src/engine/analysis/neighbours.ts';
import { type FuzzyGraph, membershipStrengths } from '../../../src/engine/projection/fuzzy-graph.ts';
import { umapGraph } from '../../../src/engine/projection/umap.ts';
import { codesOf, gaussianClusters } from '../analysis/clusters.ts';

interface Edge {
  row: number;
  col: number;
  value: number;
}

/** The graph that umap-js builds from the same neighbours; it keeps it private. */
async function referenceGraph(codes: Codes, neighbours: number): Promise<Edge[]> {
  const { k, indices, distances } = await neighbourGraph(codes, neighbours - 1);
  const rows = Array.from({ length: codes.rows }, (_, row) => row);
  const umap = new UMAP({ nNeighbors: neighbours });
  umap.setPrecomputedKNN(
    rows.map((row) => [row, ...indices.subarray(row * k, (row + 1) * k)]),
    rows.map((row) => [0, ...distances.subarray(row * k, (row + 1) * k)]),
  );
  umap.initializeFit(rows.map((row) => [row]));
  const { graph } = umap as unknown as { graph: { getAll: () => Edge[] } };
  return graph.getAll().filter(({ value }) => value > 0);
}

function edgesOf({ rows, offsets, tails, weights }: FuzzyGraph): Map<string, number> {
  const edges = new Map<string, number>();
  for (let row = 0; row < rows; row++) {
    for (let e = offsets[row]!; e < offsets[row + 1]!; e++) edges.set(`${row} ${tails[e]}`, weights[e]!);
  }
  return edges;
}

async function expectReference(codes: Codes, neighbours: number) {
  const edges = edgesOf(await umapGraph(codes, neighbours));
  const reference = await referenceGraph(codes, neighbours);
  expect(edges.size).toBe(reference.length);
  for (const { row, col, value } of reference) expect(edges.get(`${row} ${col}`)).toBeCloseTo(value, 5);
}

describe('the fuzzy graph', () => {
  it('has the edges and weights of umap-js', async () => {
    await expectReference(gaussianClusters(300, 10), 15);
  });

  it('has them among duplicates too', async () => {
    const distinct = gaussianClusters(40, 3, { clusters: 2 });
    const rows = Array.from({ length: 120 }, (_, i) => [
      ...distinct.values.subarray((i % 40) * 3, (i % 40) * 3 + 3),
    ]);
    await expectReference(codesOf(rows), 6);
  });

  it('is symmetric', async () => {
    const edges = edgesOf(await umapGraph(gaussianClusters(200, 5), 10));
    for (const [edge, weight] of edges) expect(edges.get(edge.split(' ').reverse().join(' '))).toBe(weight);
  });

  it('gives each row strengths that add up to the target', async () => {
    const nearest = await neighbourGraph(gaussianClusters(200, 5), 14);
    const strengths = await membershipStrengths(nearest, {
      target: Math.log2(15),
      firstColumn: 0,
      connected: true,
    });
    for (let row = 0; row < 200; row++) {
      const sum = strengths.subarray(row * 14, (row + 1) * 14).reduce((total, value) => total + value, 0);
      expect(sum).toBeCloseTo(Math.log2(15), 4);
    }
  });
});
