import { describe, expect, it } from 'vitest';
import {
  bestCount,
  bic,
  chooseByBic,
  chooseByMeanSilhouette,
} from '../../../src/engine/analysis/cluster-count.ts';
import { fitMixture } from '../../../src/engine/analysis/mixture.ts';
import { representativesOf } from '../../../src/engine/analysis/representatives.ts';
import { meanSilhouettes } from '../../../src/engine/analysis/silhouette.ts';
import { codesOf, gaussianClusters } from './clusters.ts';

describe('silhouettes', () => {
  it('are those of Rousseeuw’s definition, and 0 for a row alone', async () => {
    const codes = codesOf([[0], [1], [5], [7], [20]]);
    // Of each row: the mean distance to the nearest other cluster, less that to its own, over the larger.
    const expected = [(6 - 1) / 6, (5 - 1) / 5, (4.5 - 2) / 4.5, (6.5 - 2) / 6.5, 0];
    const [mean] = await meanSilhouettes(codes, [Int32Array.of(0, 0, 1, 1, 2)]);
    expect(mean).toBeCloseTo(expected.reduce((sum, s) => sum + s, 0) / 5, 12);
  });

  it('of several ways are those of each alone', async () => {
    const codes = gaussianClusters(60, 3);
    const ways = [2, 5, 7].map((count) => Int32Array.from({ length: 60 }, (_, row) => row % count));
    const together = await meanSilhouettes(codes, ways);
    for (const [i, way] of ways.entries()) {
      expect(together[i]).toBeCloseTo((await meanSilhouettes(codes, [way]))[0]!, 12);
    }
  });
});

describe('the number of clusters', () => {
  const codes = gaussianClusters(700, 6, { clusters: 7, spread: 12 });

  it('is found by the silhouette of k-means', async () => {
    const criterion = await chooseByMeanSilhouette(codes, { seed: 0 });
    expect(criterion).toMatchObject({ name: 'Mean silhouette', best: 'highest' });
    expect(bestCount(criterion)).toBe(7);
  });

  it('is found by the information criterion of mixtures, which are not tried far beyond it', async () => {
    const criterion = await chooseByBic(codes, { seed: 0 });
    expect(criterion.best).toBe('lowest');
    expect(bestCount(criterion)).toBe(7);
    expect(criterion.tried.at(-1)!.count).toBe(10);
  });

  it('is chosen on a sample of many rows, and the criterion says so', async () => {
    const many = gaussianClusters(4400, 2, { clusters: 3, spread: 20 });
    const criterion = await chooseByMeanSilhouette(many, { seed: 0 });
    expect(criterion.name).toBe('Mean silhouette of 4,000 images');
    expect(bestCount(criterion)).toBe(3);
  });

  it('is the smallest of equally good ones', () => {
    const tried = [2, 3, 4].map((count) => ({ count, value: count === 2 ? 1 : 5 }));
    expect(bestCount({ name: '', best: 'highest', tried })).toBe(3);
    expect(bestCount({ name: '', best: 'lowest', tried })).toBe(2);
  });

  it('has the criterion of Schwarz: for one Gaussian in the plane, five parameters', async () => {
    const one = gaussianClusters(400, 2, { clusters: 1 });
    const mixture = await fitMixture(one, { components: 1, shrink: false });
    expect(bic(mixture, 400)).toBeCloseTo(5 * Math.log(400) - 800 * mixture.logLikelihood, 9);
  });
});

describe('representatives', () => {
  it('begin with the row nearest to the mean and spread over the nearer half', () => {
    const codes = codesOf([[100], [0], [1], [2], [3], [4], [5], [6], [7], [8]]);
    // The mean of 0 to 8 is 4; its nearer half are 2 to 6.
    expect(representativesOf(codes, [1, 2, 3, 4, 5, 6, 7, 8, 9], 3)).toEqual([5, 3, 7]);
  });

  it('are all rows of a small cluster, each once', () => {
    const codes = codesOf([[1], [1], [1], [9]]);
    expect(representativesOf(codes, [0, 1, 2], 8).sort()).toEqual([0, 1, 2]);
  });
});
