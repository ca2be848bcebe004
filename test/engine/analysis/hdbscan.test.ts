import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { hdbscan } from '../../../src/engine/analysis/hdbscan.ts';
import { reachabilityTree } from '../../../src/engine/analysis/reachability-tree.ts';
import type { Codes } from '../../../src/shared/latent.ts';
import { codesOf, gaussianClusters } from './clusters.ts';

interface Golden {
  points: number[][];
  runs: { smallest: number; samples: number; labels: number[] }[];
}

const golden = JSON.parse(
  readFileSync(new URL('../../fixtures/analysis/hdbscan.json', import.meta.url), 'utf8'),
) as Golden;

/** The clusters of `a` and those of `b` hold the same rows; only their numbers may differ. */
function expectSamePartition(a: ArrayLike<number>, b: ArrayLike<number>): void {
  const pairs = new Set(Array.from(a, (label, row) => `${label} ${b[row]!}`));
  expect(pairs.size).toBe(new Set(Array.from(a)).size);
  expect(pairs.size).toBe(new Set(Array.from(b)).size);
  for (let row = 0; row < a.length; row++) expect(a[row] === -1).toBe(b[row] === -1);
}

describe('HDBSCAN', () => {
  for (const { smallest, samples, labels } of golden.runs) {
    it(`finds what scikit-learn finds, noise included, with clusters of ${smallest} and ${samples} samples`, async () => {
      expectSamePartition(await hdbscan(codesOf(golden.points), { smallest, samples }), labels);
    });
  }

  it('finds clusters that are so far apart that no row has a neighbour outside its own', async () => {
    const labels = await hdbscan(gaussianClusters(600, 6, { clusters: 6, spread: 500 }), { smallest: 20 });
    expectSamePartition(
      labels,
      Array.from({ length: 600 }, (_, row) => row % 6),
    );
  });

  it('finds rows in one and the same place, infinitely dense as they are', async () => {
    const rows = Array.from({ length: 140 }, (_, i) => {
      if (i < 80) return i % 2 === 0 ? [3, 3] : [50, 50];
      return [Math.cos(i * 7) * i, Math.sin(i * 3) * i];
    });
    const labels = await hdbscan(codesOf(rows), { smallest: 10 });
    const places = [0, 1].map((place) => new Set(labels.subarray(0, 80).filter((_, i) => i % 2 === place)));
    expect(places.map((found) => found.size)).toEqual([1, 1]);
    expect([...places[0]!, ...places[1]!].sort()).toEqual([0, 1]);
  });

  it('has nothing to find in one row', async () => {
    expect([...(await hdbscan(codesOf([[1, 2]])))]).toEqual([-1]);
  });
});

describe('the tree by mutual reachability', () => {
  const trees = {
    'of groups far apart, which the neighbour graph does not connect': gaussianClusters(350, 5, {
      clusters: 7,
      spread: 100,
    }),
    'of one cloud': gaussianClusters(300, 4, { clusters: 1 }),
    'of two large sets that are apart': gaussianClusters(800, 3, { clusters: 2, spread: 80 }),
  };
  for (const [name, codes] of Object.entries(trees)) {
    it(`${name} is as short as the one of all distances`, async () => {
      const { length } = await reachabilityTree(codes, 6);
      expect(length).toHaveLength(codes.rows - 1);
      const shortest = primLength(codes, 6);
      expect(length.reduce((sum, edge) => sum + edge, 0) / shortest).toBeCloseTo(1, 5);
    });
  }
});

/** Length of the minimum spanning tree over all pairs (Prim 1957). */
function primLength({ rows, dimensions, values }: Codes, coreNeighbour: number): number {
  const distance = (a: number, b: number) => {
    let squared = 0;
    for (let d = 0; d < dimensions; d++)
      squared += (values[a * dimensions + d]! - values[b * dimensions + d]!) ** 2;
    return Math.sqrt(squared);
  };
  const core = Array.from({ length: rows }, (_, row) => {
    const all = Array.from({ length: rows }, (_, other) => distance(row, other)).sort((a, b) => a - b);
    return all[coreNeighbour]!;
  });
  const nearest = new Float64Array(rows).fill(Infinity);
  const inTree = new Uint8Array(rows);
  let total = 0;
  for (let row = 0, added = 1; added <= rows; added++) {
    inTree[row] = 1;
    let next = -1;
    for (let other = 0; other < rows; other++) {
      if (inTree[other]) continue;
      nearest[other] = Math.min(nearest[other]!, Math.max(distance(row, other), core[row]!, core[other]!));
      if (next < 0 || nearest[other]! < nearest[next]!) next = other;
    }
    if (next < 0) break;
    total += nearest[next]!;
    row = next;
  }
  return total;
}
