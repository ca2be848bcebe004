import { describe, expect, it } from 'vitest';
import type { Codes } from '../../../src/shared/latent.ts';
import { neighbourGraph, NeighbourSearch } from '../../../src/engine/analysis/neighbours.ts';
import { codesOf, gaussianClusters } from './clusters.ts';

type Distance = (a: Float32Array, b: Float32Array) => number;

const euclidean: Distance = (a, b) => Math.sqrt(a.reduce((sum, x, d) => sum + (x - b[d]!) ** 2, 0));

const cosine: Distance = (a, b) => {
  const dot = a.reduce((sum, x, d) => sum + x * b[d]!, 0);
  const length = (v: Float32Array) => Math.sqrt(v.reduce((sum, x) => sum + x * x, 0));
  return 1 - dot / (length(a) * length(b));
};

const rowOf = ({ values, dimensions }: Codes, row: number) =>
  values.subarray(row * dimensions, (row + 1) * dimensions);

/** Every pair measured in double precision and sorted: the truth. */
function bruteForce(queries: Codes, codes: Codes, k: number, distance: Distance, withoutSelf: boolean) {
  return Array.from({ length: queries.rows }, (_, query) =>
    Array.from({ length: codes.rows }, (_, row) => ({
      row,
      distance: distance(rowOf(queries, query), rowOf(codes, row)),
    }))
      .filter(({ row }) => !withoutSelf || row !== query)
      .sort((a, b) => a.distance - b.distance || a.row - b.row)
      .slice(0, k),
  );
}

function expectEqual(
  found: { k: number; indices: Int32Array; distances: Float32Array },
  truth: { row: number; distance: number }[][],
) {
  expect(found.k).toBe(truth[0]!.length);
  expect([...found.indices]).toEqual(truth.flat().map(({ row }) => row));
  truth.flat().forEach(({ distance }, i) => expect(found.distances[i]).toBeCloseTo(distance, 5));
}

describe('the neighbour graph', () => {
  it('equals brute force in double precision', async () => {
    const codes = gaussianClusters(700, 32);
    expectEqual(await neighbourGraph(codes, 15), bruteForce(codes, codes, 15, euclidean, true));
  });

  it('equals brute force by angle', async () => {
    const codes = gaussianClusters(500, 12, { spread: 1 });
    const found = await neighbourGraph(codes, 10, { metric: 'cosine' });
    expectEqual(found, bruteForce(codes, codes, 10, cosine, true));
  });

  it('orders points that are closer together than single precision can tell from their products', async () => {
    // A tight clump beside one point a million times farther away: |a|^2 + |b|^2 - 2ab in float32 sees the clump as one point.
    const values = new Float32Array(400);
    for (let row = 0; row < 399; row++) values[row] = ((row * 37) % 399) * 1e-6;
    values[399] = 1;
    const codes = { rows: 400, dimensions: 1, values };
    expectEqual(await neighbourGraph(codes, 5), bruteForce(codes, codes, 5, euclidean, true));
  });

  it('loses nothing to a large common offset', async () => {
    const codes = gaussianClusters(300, 4, { clusters: 1 });
    const moved = { ...codes, values: codes.values.map((value) => value + 4096) };
    expectEqual(await neighbourGraph(moved, 8), bruteForce(moved, moved, 8, euclidean, true));
  });

  it('puts exact duplicates at distance 0, the smaller index first, and no row beside itself', async () => {
    const codes = codesOf([[3, 4], [0, 1], [3, 4], [9, 9], [3, 4]]); // prettier-ignore
    const { indices, distances } = await neighbourGraph(codes, 2);
    expect([...indices.subarray(0, 2)]).toEqual([2, 4]);
    expect([...indices.subarray(8, 10)]).toEqual([0, 2]);
    expect([...distances.subarray(0, 2), ...distances.subarray(8, 10)]).toEqual([0, 0, 0, 0]);
  });

  it('gives fewer neighbours where there are fewer rows, and none for a single row', async () => {
    expect((await neighbourGraph(gaussianClusters(4, 3), 15)).k).toBe(3);
    expect(await neighbourGraph(codesOf([[1, 2]]), 15)).toMatchObject({ k: 0, indices: new Int32Array(0) });
  });

  it('refuses codes that are not finite', async () => {
    await expect(neighbourGraph(codesOf([[1], [NaN], [3]]), 1)).rejects.toMatchObject({
      code: 'codes-not-finite',
    });
  });

  it('stops soon after it is cancelled, and reports progress until then', async () => {
    const cancel = new AbortController();
    const reported: (number | null)[] = [];
    const work = neighbourGraph(gaussianClusters(30_000, 64), 15, {
      signal: cancel.signal,
      progress: ({ value }) => {
        reported.push(value);
        cancel.abort();
      },
    });
    await expect(work).rejects.toMatchObject({ code: 'cancelled' });
    expect(reported.length).toBe(1);
    expect(reported[0]).toBeLessThan(0.5);
  });
});

describe('a neighbour search', () => {
  it('finds the rows nearest to points that are not in the set', async () => {
    const codes = gaussianClusters(600, 8);
    const points = gaussianClusters(20, 8, { seed: 2 });
    const search = await NeighbourSearch.open(codes);
    expectEqual(await search.nearest(points, 7), bruteForce(points, codes, 7, euclidean, false));
    await search.close();
  });

  it('finds a row of the set first when asked for the point it lies on, but not when asked for its neighbours', async () => {
    const codes = gaussianClusters(50, 6);
    const search = await NeighbourSearch.open(codes);
    const point = { rows: 1, dimensions: 6, values: rowOf(codes, 17) };
    expect((await search.nearest(point, 3)).indices[0]).toBe(17);
    expect((await search.nearestToRows(Int32Array.of(17), 49)).indices).not.toContain(17);
    await search.close();
  });

  it('takes a code of zeros to be at right angles to everything', async () => {
    const search = await NeighbourSearch.open(codesOf([[0, 0], [1, 1], [-1, -1]]), 'cosine'); // prettier-ignore
    const { indices, distances } = await search.nearest(codesOf([[2, 2]]), 3);
    expect([...indices]).toEqual([1, 0, 2]);
    expect([...distances]).toEqual([expect.closeTo(0), 1, expect.closeTo(2)]);
    await search.close();
  });
});

describe('the neighbours of the mean of some rows', () => {
  const codes = gaussianClusters(300, 6, { spread: 2 });
  const chosen = [3, 8, 13, 250];
  const { dimensions } = codes;
  const mean = codesOf([
    Array.from({ length: dimensions }, (_, d) =>
      chosen.reduce((sum, row) => sum + codes.values[row * dimensions + d]! / chosen.length, 0),
    ),
  ]);

  it('equal brute force, without the rows themselves', async () => {
    const search = await NeighbourSearch.open(codes);
    const truth = bruteForce(mean, codes, 300, euclidean, false)[0]!;
    const others = truth.filter(({ row }) => !chosen.includes(row)).slice(0, 12);
    expect(truth.slice(0, 12)).not.toEqual(others);
    expectEqual(search.nearestToMeanOf(chosen, 12), [others]);
    await search.close();
  });

  it('of one row are its own', async () => {
    const search = await NeighbourSearch.open(codes);
    const own = await search.nearestToRows(Int32Array.of(7), 5);
    expect(search.nearestToMeanOf([7], 5)).toEqual(own);
    await search.close();
  });

  it('are none when all rows are chosen', async () => {
    const search = await NeighbourSearch.open(codes);
    expect(
      search.nearestToMeanOf(
        Array.from({ length: 300 }, (_, row) => row),
        5,
      ).k,
    ).toBe(0);
    await search.close();
  });
});
