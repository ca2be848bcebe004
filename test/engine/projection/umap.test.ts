import { beforeAll, describe, expect, it } from 'vitest';
import { UMAP } from 'umap-js';
import type { Codes } from '../../../src/shared/latent.ts';
import { trustworthiness } from '../../../src/engine/analysis/quality.ts';
import { Random } from '../../../src/engine/models/random.ts';
import {
  placeOnUmap,
  projectUmap,
  resolveUmapOptions,
  type UmapMap,
} from '../../../src/engine/projection/umap.ts';
import { codesOf, gaussianClusters } from '../analysis/clusters.ts';

/** A sheet rolled up in space (Marsland 2009), with rows at random places on it. */
function swissRoll(rows: number): Codes {
  const random = new Random(5);
  const points = Array.from({ length: rows }, () => {
    const angle = 1.5 * Math.PI * (1 + 2 * random.uniform());
    return [angle * Math.cos(angle), 21 * random.uniform(), angle * Math.sin(angle)];
  });
  return codesOf(points);
}

function referenceMap(codes: Codes): Float32Array {
  const random = new Random(1);
  const rows = Array.from({ length: codes.rows }, (_, row) => [
    ...codes.values.subarray(row * codes.dimensions, (row + 1) * codes.dimensions),
  ]);
  return Float32Array.from(new UMAP({ random: () => random.uniform() }).fit(rows).flat());
}

/** Part of the points whose nearest point on the map is of the same cluster (row modulo `clusters`). */
function clusterPurity(coordinates: Float32Array, clusters: number): number {
  const rows = coordinates.length / 2;
  let pure = 0;
  for (let row = 0; row < rows; row++) {
    let nearest = -1;
    let least = Infinity;
    for (let other = 0; other < rows; other++) {
      const squared =
        (coordinates[2 * row]! - coordinates[2 * other]!) ** 2 +
        (coordinates[2 * row + 1]! - coordinates[2 * other + 1]!) ** 2;
      if (other !== row && squared < least) [nearest, least] = [other, squared];
    }
    if (nearest % clusters === row % clusters) pure++;
  }
  return pure / rows;
}

describe('UMAP', () => {
  it.each([
    ['clusters', gaussianClusters(600, 10, { spread: 2 })],
    ['a swiss roll', swissRoll(600)],
  ])('keeps the neighbours of %s as well as umap-js does', async (_, codes) => {
    const { coordinates } = await projectUmap(codes);
    const ours = await trustworthiness(codes, coordinates);
    const theirs = await trustworthiness(codes, referenceMap(codes));
    expect(ours.value).toBeGreaterThan(theirs.value - 0.01);
  });

  it('keeps clusters that are apart, apart', async () => {
    const { coordinates } = await projectUmap(gaussianClusters(500, 16));
    expect(clusterPurity(coordinates, 5)).toBe(1);
  });

  it('gives the same map for the same seed, and another for another', async () => {
    const codes = gaussianClusters(200, 8);
    const first = await projectUmap(codes, { seed: 3, epochs: 50 });
    const again = await projectUmap(codes, { seed: 3, epochs: 50 });
    const other = await projectUmap(codes, { seed: 4, epochs: 50 });
    expect(again.coordinates).toEqual(first.coordinates);
    expect(other.coordinates).not.toEqual(first.coordinates);
  });

  it('spreads points out with a greater minimum distance', async () => {
    const codes = gaussianClusters(300, 8, { clusters: 1 });
    const medianGap = async (minimumDistance: number) => {
      const { coordinates } = await projectUmap(codes, { minimumDistance });
      const gaps = Array.from({ length: 300 }, (_, row) =>
        Math.min(
          ...Array.from({ length: 300 }, (_, other) =>
            other === row
              ? Infinity
              : Math.hypot(
                  coordinates[2 * row]! - coordinates[2 * other]!,
                  coordinates[2 * row + 1]! - coordinates[2 * other + 1]!,
                ),
          ),
        ),
      );
      return gaps.sort((a, b) => a - b)[150]!;
    };
    expect(await medianGap(0.8)).toBeGreaterThan(1.5 * (await medianGap(0.01)));
  });

  it('streams the coordinates while it works, each time in an array of their own', async () => {
    const frames: { coordinates: Float32Array; epoch: number; epochs: number }[] = [];
    const shares: number[] = [];
    const { coordinates } = await projectUmap(
      gaussianClusters(3000, 8),
      {},
      {
        onCoordinates: (frame, epoch, epochs) => frames.push({ coordinates: frame, epoch, epochs }),
        progress: ({ value }) => shares.push(value!),
      },
    );
    expect(frames.length).toBeGreaterThan(1);
    expect(frames.at(-1)).toEqual({ coordinates, epoch: 400, epochs: 400 });
    expect(frames[0]!.coordinates).not.toEqual(coordinates);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(shares.at(-1)).toBe(1);
  });

  it('stops when it is cancelled in the middle of the layout', async () => {
    const cancel = new AbortController();
    let frames = 0;
    const work = projectUmap(
      gaussianClusters(8000, 8),
      {},
      {
        signal: cancel.signal,
        onCoordinates: () => {
          frames++;
          cancel.abort();
        },
      },
    );
    await expect(work).rejects.toMatchObject({ code: 'cancelled' });
    expect(frames).toBe(1);
  });

  it('lays out a handful of codes, equal codes and codes of one dimension', async () => {
    for (const rows of [1, 2, 3, 5]) {
      const { coordinates } = await projectUmap(gaussianClusters(rows, 4), { epochs: 20 });
      expect(coordinates.length).toBe(2 * rows);
      expect(coordinates.every(Number.isFinite)).toBe(true);
    }
    for (const codes of [codesOf(Array.from({ length: 60 }, () => [1, 2, 3])), gaussianClusters(60, 1)]) {
      const { coordinates } = await projectUmap(codes);
      expect(coordinates.every(Number.isFinite)).toBe(true);
      expect(new Set(coordinates).size).toBeGreaterThan(100);
    }
  });

  it('takes its choices from the number of rows, unless they are made', () => {
    expect(resolveUmapOptions({ seed: 9 }, 60_000)).toEqual({
      neighbours: 15,
      minimumDistance: 0.1,
      metric: 'euclidean',
      supervision: 0,
      epochs: 200,
      seed: 9,
    });
    expect(resolveUmapOptions({ epochs: 7 }, 100).epochs).toBe(7);
  });
});

describe('placing other codes on a map', () => {
  // More rows from the same centres: the generator draws the centres first.
  const { values } = gaussianClusters(480, 8, { clusters: 4 });
  const others: Codes = { rows: 80, dimensions: 8, values: values.slice(400 * 8) };
  let map: UmapMap;
  beforeAll(async () => {
    map = await projectUmap(gaussianClusters(400, 8, { clusters: 4 }));
  });

  it('puts each into its cluster and leaves the map as it is', async () => {
    const before = map.coordinates.slice();
    const placed = await placeOnUmap(map, others);
    expect(map.coordinates).toEqual(before);
    const together = Float32Array.from([...map.coordinates, ...placed]);
    expect(clusterPurity(together, 4)).toBe(1);
  });

  it('puts the codes of the map itself near their own places', async () => {
    const placed = await placeOnUmap(map, map.codes);
    const shifts = Array.from({ length: 400 }, (_, row) =>
      Math.hypot(
        placed[2 * row]! - map.coordinates[2 * row]!,
        placed[2 * row + 1]! - map.coordinates[2 * row + 1]!,
      ),
    );
    expect(shifts.sort((a, b) => a - b)[200]).toBeLessThan(1);
  });

  it('is as near to its neighbours as the transform of umap-js', async () => {
    const random = new Random(2);
    const rowsOf = ({ rows, dimensions, values }: Codes) =>
      Array.from({ length: rows }, (_, row) => [
        ...values.subarray(row * dimensions, (row + 1) * dimensions),
      ]);
    const reference = new UMAP({ random: () => random.uniform() });
    const fitted = Float32Array.from(reference.fit(rowsOf(map.codes)).flat());
    const theirs = Float32Array.from(reference.transform(rowsOf(others)).flat());
    const joined: Codes = {
      rows: 480,
      dimensions: 8,
      values: Float32Array.from([...map.codes.values, ...others.values]),
    };
    const quality = (coordinates: Float32Array, placed: Float32Array) =>
      trustworthiness(joined, Float32Array.from([...coordinates, ...placed]));
    const ours = await quality(map.coordinates, await placeOnUmap(map, others));
    expect(ours.value).toBeGreaterThan((await quality(fitted, theirs)).value - 0.01);
  });
});
