import { describe, expect, it } from 'vitest';
import { fitPca, pcaCoordinates, projectPca, transformPca } from '../../../src/engine/projection/pca.ts';
import { codesOf, gaussianClusters } from '../analysis/clusters.ts';

const TWELVE_ROWS = codesOf([
  [4.929, -2.298, 0.966, 0.886],
  [4.704, 2.395, -1.031, 0.42],
  [7.403, -1.611, -0.04, -0.956],
  [4.954, -0.094, -0.15, 0.969],
  [5.501, -4.004, 0.806, 1.06],
  [6.86, -2.463, 0.526, -0.347],
  [6.166, -6.731, 1.517, 1.493],
  [5.813, 0.506, -0.496, -0.216],
  [4.433, -0.868, -0.889, 0.281],
  [7.563, -2.258, 1.308, 1.084],
  [7.125, -0.241, 0.524, -0.838],
  [4.071, -5.461, 0.255, 2.274],
]);

describe('principal component analysis', () => {
  it('agrees with scikit-learn 1.9 on axes, variances and their shares', async () => {
    const pca = await fitPca(TWELVE_ROWS, 3);
    const expected = {
      variances: [7.316070102217837, 1.952785074523527, 0.33119028144779344],
      explained: [0.7554208158292776, 0.20163482218255482, 0.03419705239431436],
      axes: [
        [-0.00430355055207506, 0.9461362312378195, -0.22911496064695092, -0.22872264032991302],
        [0.8621264185621473, -0.03756630523082591, 0.26075484648525854, -0.4328206570427975],
        [0.19890589027376424, 0.31651483103178923, 0.5839972496873872, 0.7205567437120317],
      ].flat(),
    };
    expected.variances.forEach((value, i) => expect(pca.variances[i]).toBeCloseTo(value, 9));
    expected.explained.forEach((value, i) => expect(pca.explained[i]).toBeCloseTo(value, 9));
    expected.axes.forEach((value, i) => expect(pca.axes[i]).toBeCloseTo(value, 9));
  });

  it('makes coordinates that are centred, uncorrelated and have the variances of their axes', async () => {
    const codes = gaussianClusters(500, 20);
    const { pca, coordinates } = await projectPca(codes);
    const sums = { x: 0, y: 0, xx: 0, yy: 0, xy: 0 };
    for (let row = 0; row < 500; row++) {
      const [x, y] = [coordinates[2 * row]!, coordinates[2 * row + 1]!];
      sums.x += x;
      sums.y += y;
      sums.xx += x * x;
      sums.yy += y * y;
      sums.xy += x * y;
    }
    expect(sums.x / 500).toBeCloseTo(0, 4);
    expect(sums.y / 500).toBeCloseTo(0, 4);
    expect(sums.xy / 499).toBeCloseTo(0, 3);
    expect(sums.xx / 499).toBeCloseTo(pca.variances[0]!, 3);
    expect(sums.yy / 499).toBeCloseTo(pca.variances[1]!, 3);
  });

  it('keeps all distances when all components are kept', async () => {
    const codes = gaussianClusters(40, 6);
    const positions = transformPca(await fitPca(codes, 6), codes);
    const squared = (values: Float32Array) =>
      [0, 1, 2, 3, 4, 5].reduce((sum, d) => sum + (values[d]! - values[6 * 9 + d]!) ** 2, 0);
    expect(squared(positions)).toBeCloseTo(squared(codes.values), 3);
  });

  it('places new codes on the axes of the old ones', async () => {
    const { pca, coordinates } = await projectPca(TWELVE_ROWS);
    const third = { rows: 1, dimensions: 4, values: TWELVE_ROWS.values.slice(8, 12) };
    expect([...pcaCoordinates(pca, third)]).toEqual([...coordinates.subarray(4, 6)]);
  });

  it('lays codes of one dimension on a line, and equal codes on one point', async () => {
    const line = await projectPca(codesOf([[1], [4], [7]]));
    expect([...line.coordinates]).toEqual([-3, 0, 0, 0, 3, 0]);
    const point = await projectPca(codesOf([[2, 5, 1], [2, 5, 1]])); // prettier-ignore
    expect([...point.coordinates]).toEqual([0, 0, 0, 0]);
    expect([...point.pca.explained]).toEqual([0, 0]);
  });

  it('stops when it is cancelled', async () => {
    const cancel = new AbortController();
    const work = fitPca(gaussianClusters(20_000, 200), 2, {
      signal: cancel.signal,
      progress: () => cancel.abort(),
    });
    await expect(work).rejects.toMatchObject({ code: 'cancelled' });
  });
});
