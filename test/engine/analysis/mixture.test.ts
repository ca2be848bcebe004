import { describe, expect, it } from 'vitest';
import type { Codes } from '../../../src/shared/latent.ts';
import { fitMixture, mixtureLogDensities, sampleMixture } from '../../../src/engine/analysis/mixture.ts';
import { shrinkToSphere } from '../../../src/engine/analysis/mixture-steps.ts';
import { Random } from '../../../src/engine/models/random.ts';
import { codesOf, gaussianClusters } from './clusters.ts';

/** Normal numbers from a formula, so that another program can make the same. */
function formulaNormal(i: number, stream: number): number {
  const fraction = (angle: number) => (((Math.sin(angle) * 43758.5453) % 1) + 1) % 1;
  const radius = Math.sqrt(-2 * Math.log(1 - fraction(i * 12.9898 + stream)));
  return radius * Math.cos(2 * Math.PI * fraction(i * 78.233 + stream));
}

/** Three overlapping clusters; row i is of cluster i % 3. */
const THREE_CLUSTERS = codesOf(
  Array.from({ length: 300 }, (_, i) => {
    const [u, v, c] = [formulaNormal(i, 1), formulaNormal(i, 2), i % 3];
    const x = [0, 3.5, -2][c]! + u * (1 + 0.3 * c) + 0.5 * v;
    const y = [0, 1.5, 4][c]! + v;
    return [Math.round(x * 1000) / 1000, Math.round(y * 1000) / 1000];
  }),
);

function covariances({ count, dimensions, factors }: Awaited<ReturnType<typeof fitMixture>>): number[][] {
  return Array.from({ length: count }, (_, k) => {
    const factor = factors.subarray(k * dimensions ** 2, (k + 1) * dimensions ** 2);
    return Array.from({ length: dimensions ** 2 }, (_, at) => {
      const [i, j] = [Math.floor(at / dimensions), at % dimensions];
      let sum = 0;
      for (let d = 0; d < dimensions; d++) sum += factor[i * dimensions + d]! * factor[j * dimensions + d]!;
      return sum;
    });
  });
}

function meanAndCovariance({ rows, dimensions, values }: Codes) {
  const mean = Array.from({ length: dimensions }, (_, d) => {
    let sum = 0;
    for (let row = 0; row < rows; row++) sum += values[row * dimensions + d]!;
    return sum / rows;
  });
  const covariance = Array.from({ length: dimensions ** 2 }, (_, at) => {
    const [i, j] = [Math.floor(at / dimensions), at % dimensions];
    let sum = 0;
    for (let row = 0; row < rows; row++) {
      sum += (values[row * dimensions + i]! - mean[i]!) * (values[row * dimensions + j]! - mean[j]!);
    }
    return sum / rows;
  });
  return { mean, covariance };
}

const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('a Gaussian mixture', () => {
  it('agrees with scikit-learn 1.9 on three overlapping clusters', async () => {
    const mixture = await fitMixture(THREE_CLUSTERS, {
      components: 3,
      shrink: false,
      tolerance: 1e-13,
      iterations: 5000,
    });
    const order = [0, 1, 2].sort((a, b) => mixture.means[2 * a]! - mixture.means[2 * b]!);
    const expected = {
      weights: [0.34698465158757885, 0.24184303280229708, 0.411172315610124],
      means: [
        [-1.8544881904547328, 3.798489544507453],
        [-0.44023319273640027, -0.3609752898536327],
        [2.864094270556841, 1.2684020041694741],
      ],
      covariances: [
        [3.492363888880153, 0.4627110870648111, 0.4627110870648111, 0.8984233624744705],
        [0.949605316350208, 0.41868069187375256, 0.41868069187375256, 0.972356244453688],
        [2.8261723920163067, 0.9337782073013183, 0.9337782073013183, 0.9636835787029099],
      ],
      logLikelihood: -4.008012317445598,
      logDensities: [-2.997905748198486, -5.1505077331104365, -56.428020682189675],
    };
    order.forEach((k, i) => {
      expect(mixture.weights[k]).toBeCloseTo(expected.weights[i]!, 3);
      for (const d of [0, 1]) {
        expect(mixture.centre[d]! + mixture.means[2 * k + d]!).toBeCloseTo(expected.means[i]![d]!, 3);
      }
      covariances(mixture)[k]!.forEach((value, at) =>
        expect(value).toBeCloseTo(expected.covariances[i]![at]!, 3),
      );
    });
    expect(mixture.converged).toBe(true);
    expect(mixture.logLikelihood).toBeCloseTo(expected.logLikelihood, 8);
    const densities = await mixtureLogDensities(mixture, codesOf([[0, 0], [3, 3], [10, -4]])); // prettier-ignore
    expected.logDensities.forEach((value, i) => expect(densities[i]).toBeCloseTo(value, 2));
  });

  it('of one component has the mean and covariance of the rows, and their likelihood in closed form', async () => {
    const codes = gaussianClusters(6000, 3, { clusters: 2 });
    const { mean: center, covariance } = meanAndCovariance(codes);
    const mixture = await fitMixture(codes, { components: 1 });
    center.forEach((value, d) => expect(mixture.centre[d]! + mixture.means[d]!).toBeCloseTo(value, 6));
    covariance.forEach((value, at) => expect(covariances(mixture)[0]![at]! / value).toBeCloseTo(1, 3));
    const [a, b, c, d, e, f, g, h, i] = covariance as [number, number, number, number, number, number, number, number, number]; // prettier-ignore
    const determinant = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
    expect(mixture.logLikelihood).toBeCloseTo(
      -(3 * Math.log(2 * Math.PI) + Math.log(determinant) + 3) / 2,
      4,
    );
  });

  it('gains likelihood with every iteration', async () => {
    const codes = gaussianClusters(6000, 4, { clusters: 12, spread: 2 });
    const likelihoods: number[] = [];
    for (const iterations of [1, 2, 4, 8, 16]) {
      likelihoods.push((await fitMixture(codes, { iterations, tolerance: 0 })).logLikelihood);
    }
    expect(likelihoods).toEqual([...likelihoods].sort((a, b) => a - b));
  });

  it('describes other rows better with shrunk covariances, when there are few', async () => {
    const all = gaussianClusters(900, 30, { clusters: 4, spread: 2 });
    const part = (from: number, to: number): Codes => ({
      rows: to - from,
      dimensions: 30,
      values: all.values.slice(from * 30, to * 30),
    });
    const heldOut = async (shrink: boolean) =>
      mean(
        await mixtureLogDensities(await fitMixture(part(0, 300), { components: 4, shrink }), part(300, 900)),
      );
    expect(await heldOut(true)).toBeGreaterThan((await heldOut(false)) + 1);
  });

  it('takes a component for 50 rows up to ten', async () => {
    expect((await fitMixture(gaussianClusters(30, 2))).count).toBe(1);
    expect((await fitMixture(gaussianClusters(160, 2))).count).toBe(3);
    expect((await fitMixture(gaussianClusters(2000, 2))).count).toBe(10);
  });

  it('survives a dimension without variance, duplicates, and a single row', async () => {
    const flat = gaussianClusters(400, 3);
    for (let row = 0; row < 400; row++) flat.values[row * 3 + 1] = 7;
    const copies = codesOf(Array.from({ length: 200 }, (_, i) => (i % 2 ? [1, 2] : [3, 4])));
    for (const codes of [flat, copies, codesOf([[5, 6, 7]])]) {
      const mixture = await fitMixture(codes);
      expect(Number.isFinite(mixture.logLikelihood)).toBe(true);
      const { values } = sampleMixture(mixture, 5, 1, new Random(1));
      expect(values.every(Number.isFinite)).toBe(true);
    }
  });

  it('stops when it is cancelled', async () => {
    const cancel = new AbortController();
    const work = fitMixture(gaussianClusters(8000, 32), {
      tolerance: 0,
      signal: cancel.signal,
      progress: () => cancel.abort(),
    });
    await expect(work).rejects.toMatchObject({ code: 'cancelled' });
  });
});

describe('samples of a mixture', () => {
  it('have its mean and covariance', async () => {
    const mixture = await fitMixture(THREE_CLUSTERS, { components: 3, shrink: false });
    const truth = meanAndCovariance(THREE_CLUSTERS);
    const drawn = meanAndCovariance(sampleMixture(mixture, 40_000, 1, new Random(3)));
    truth.mean.forEach((value, d) => expect(drawn.mean[d]! - value).toBeCloseTo(0, 1));
    truth.covariance.forEach((value, at) => expect(drawn.covariance[at]! / value).toBeCloseTo(1, 1));
  });

  it('lie closer to the means at a lower temperature, and on them at 0', async () => {
    const mixture = await fitMixture(THREE_CLUSTERS, { components: 1 });
    const half = meanAndCovariance(sampleMixture(mixture, 40_000, 0.5, new Random(3)));
    expect(half.covariance[0]! / covariances(mixture)[0]![0]!).toBeCloseTo(0.25, 2);
    const still = sampleMixture(mixture, 3, 0, new Random(3));
    for (let i = 0; i < 6; i++) {
      expect(still.values[i]).toBeCloseTo(mixture.centre[i % 2]! + mixture.means[i % 2]!, 5);
    }
  });

  it('are replayed by the seed', async () => {
    const mixture = await fitMixture(THREE_CLUSTERS);
    const draw = (seed: number) => sampleMixture(mixture, 10, 1, new Random(seed)).values;
    expect(draw(5)).toEqual(draw(5));
    expect(draw(6)).not.toEqual(draw(5));
  });
});

describe('shrinking a covariance', () => {
  it('keeps its trace and brings it nearer to the true one', () => {
    // 12 rows of 10 independent dimensions with variances 1 to 2.
    const { values } = gaussianClusters(12, 10, { clusters: 1, spread: 0 });
    const variances = Array.from({ length: 10 }, (_, d) => 1 + d / 9);
    const rows = Array.from({ length: 12 }, (_, row) =>
      variances.map((variance, d) => values[row * 10 + d]! * Math.sqrt(variance)),
    );
    const sample = Float64Array.from(meanAndCovariance(codesOf(rows)).covariance);
    const shrunk = sample.slice();
    shrinkToSphere(shrunk, 10, 12);
    const error = (matrix: Float64Array) =>
      matrix.reduce((sum, value, at) => sum + (value - (at % 11 === 0 ? variances[at / 11]! : 0)) ** 2, 0);
    const trace = (matrix: Float64Array) => variances.reduce((sum, _, d) => sum + matrix[d * 11]!, 0);
    expect(error(shrunk)).toBeLessThan(0.5 * error(sample));
    expect(trace(shrunk)).toBeCloseTo(trace(sample), 9);
  });

  it('does almost nothing with many rows', () => {
    const covariance = Float64Array.of(4, 1, 1, 1);
    shrinkToSphere(covariance, 2, 1e9);
    [4, 1, 1, 1].forEach((value, at) => expect(covariance[at]).toBeCloseTo(value, 6));
  });
});
