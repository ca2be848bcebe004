import { describe, expect, it } from 'vitest';
import { UMAP } from 'umap-js';
import { neighbourGraph } from '../../../src/engine/analysis/neighbours.ts';
import type { FuzzyGraph } from '../../../src/engine/projection/fuzzy-graph.ts';
import { superviseGraph } from '../../../src/engine/projection/supervision.ts';
import { projectUmap, umapGraph } from '../../../src/engine/projection/umap.ts';
import { gaussianClusters } from '../analysis/clusters.ts';

function weightOf({ offsets, tails, weights }: FuzzyGraph, row: number, tail: number): number {
  for (let edge = offsets[row]!; edge < offsets[row + 1]!; edge++) {
    if (tails[edge] === tail) return weights[edge]!;
  }
  return 0;
}

describe('UMAP with labels', () => {
  const codes = gaussianClusters(240, 6, { clusters: 1 });
  const labels = Int32Array.from({ length: 240 }, (_, row) => row % 3);

  it('weakens the same edges as umap-js does, by as much', async () => {
    const graph = superviseGraph(await umapGraph(codes, 15), labels, 0.5);

    const { k, indices, distances } = await neighbourGraph(codes, 14);
    const rows = Array.from({ length: codes.rows }, (_, row) => row);
    const reference = new UMAP({ nNeighbors: 15 });
    reference.setPrecomputedKNN(
      rows.map((row) => [row, ...indices.subarray(row * k, (row + 1) * k)]),
      rows.map((row) => [0, ...distances.subarray(row * k, (row + 1) * k)]),
    );
    reference.setSupervisedProjection([...labels], { targetWeight: 0.5 });
    reference.initializeFit(rows.map((row) => [row]));
    const { graph: theirs } = reference as unknown as {
      graph: { getAll: () => { row: number; col: number; value: number }[] };
    };
    const edges = theirs.getAll().filter(({ value }) => value > 0);
    expect(edges.length).toBeGreaterThan(1000);
    for (const { row, col, value } of edges) expect(weightOf(graph, row, col)).toBeCloseTo(value, 4);
  });

  it('leaves the graph alone without supervision, and cuts labels apart at full supervision', async () => {
    const graph = await umapGraph(codes, 15);
    expect(superviseGraph(graph, labels, 0)).toBe(graph);
    const cut = superviseGraph(graph, labels, 1);
    for (let row = 0; row < cut.rows; row++) {
      for (let edge = cut.offsets[row]!; edge < cut.offsets[row + 1]!; edge++) {
        if (labels[row] !== labels[cut.tails[edge]!]) expect(cut.weights[edge]).toBe(0);
      }
    }
  });

  it('counts a missing label as less than a shared one and more than another one', async () => {
    const some = labels.map((label, row) => (row === 0 ? -1 : label));
    const graph = await umapGraph(codes, 15);
    const known = superviseGraph(graph, labels, 0.5);
    const unknown = superviseGraph(graph, some, 0.5);
    const total = (of: FuzzyGraph, same: boolean) => {
      let sum = 0;
      for (let edge = of.offsets[0]!; edge < of.offsets[1]!; edge++) {
        if ((labels[of.tails[edge]!] === labels[0]) === same) sum += of.weights[edge]!;
      }
      return sum;
    };
    expect(total(unknown, true)).toBeLessThan(total(known, true) + 1e-6);
    expect(total(unknown, false)).toBeGreaterThan(total(known, false));
  });

  it('draws images of one label together that codes alone do not separate', async () => {
    const apart = async (supervision: number) => {
      const { coordinates } = await projectUmap(codes, { supervision, epochs: 200 }, { labels });
      const { k, indices } = await neighbourGraph({ rows: 240, dimensions: 2, values: coordinates }, 5);
      return (
        indices.filter((other, i) => labels[other] === labels[Math.floor(i / k)]).length / indices.length
      );
    };
    expect(await apart(0)).toBeLessThan(0.6);
    expect(await apart(0.9)).toBeGreaterThan(0.9);
  });
});
