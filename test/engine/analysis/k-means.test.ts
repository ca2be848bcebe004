import { describe, expect, it } from 'vitest';
import { kMeans } from '../../../src/engine/analysis/k-means.ts';
import { codesOf, gaussianClusters } from './clusters.ts';

describe('k-means', () => {
  it('finds clusters that are apart', async () => {
    const { labels } = await kMeans(gaussianClusters(500, 8, { spread: 20 }), 5);
    const labelOfCluster = [...labels.subarray(0, 5)];
    expect(new Set(labelOfCluster).size).toBe(5);
    labels.forEach((label, row) => expect(label).toBe(labelOfCluster[row % 5]));
  });

  it('ends where each row is with its nearest centre and each centre is the mean of its rows', async () => {
    const codes = gaussianClusters(300, 2, { clusters: 1 });
    const { centres, labels } = await kMeans(codes, 7);
    const distance = (row: number, centre: number) =>
      Math.hypot(
        codes.values[2 * row]! - centres[2 * centre]!,
        codes.values[2 * row + 1]! - centres[2 * centre + 1]!,
      );
    for (let row = 0; row < 300; row++) {
      const all = [0, 1, 2, 3, 4, 5, 6].map((centre) => distance(row, centre));
      expect(all[labels[row]!]).toBe(Math.min(...all));
    }
    for (let centre = 0; centre < 7; centre++) {
      const members = [...labels.keys()].filter((row) => labels[row] === centre);
      const mean = members.reduce((sum, row) => sum + codes.values[2 * row]!, 0) / members.length;
      expect(centres[2 * centre]).toBeCloseTo(mean, 9);
    }
  });

  it('gives every row a cluster of its own when there are as many, and refuses more', async () => {
    const codes = codesOf([[0], [5], [9]]);
    expect(new Set((await kMeans(codes, 3)).labels).size).toBe(3);
    await expect(kMeans(codes, 4)).rejects.toThrow(RangeError);
  });

  it('is replayed by its seed', async () => {
    const codes = gaussianClusters(200, 3, { clusters: 1 });
    expect(await kMeans(codes, 6, { seed: 4 })).toEqual(await kMeans(codes, 6, { seed: 4 }));
  });
});
