import { evaluateModel } from '../../../src/engine/training/evaluate.ts';
import { splitImages } from '../../../src/engine/training/split.ts';
import { fitPca, type Pca, transformPca } from '../../../src/engine/projection/pca.ts';
import type { Codes } from '../../../src/shared/latent.ts';
import { pixelsAsCodes } from '../encode.ts';
import { partOf } from '../image-set.ts';
import type { Row } from '../row.ts';

const TOLERANCE = 0.02;
const DIMENSIONS = 32;

/**
 * With one matrix on either side and the squared error, the best that an autoencoder can do is the subspace of the first principal
 * components (Baldi and Hornik 1989, "Neural networks and principal component analysis").
 */
export const linearAutoencoder: Row = {
  id: 'linear-autoencoder',
  what: 'MNIST, linear autoencoder, latent 32: squared error per pixel on the images that it learnt from, against exact PCA-32 of the same images',
  source: 'theory: the same subspace',
  target: 'that of PCA',
  tolerance: '± 2 %',
  needsData: true,
  async run(workplace) {
    const images = await workplace.mnist('train');
    const { folder, plan } = await workplace.train('linear-autoencoder', images, {
      ...{ family: 'autoencoder', architecture: 'linear', size: 28, latent: DIMENSIONS },
      ...{ likelihood: 'gaussian', batch: 128, epochs: 20, patience: 0, shift: 0 },
    });
    const set = workplace.quickened(images);
    const learntFrom = partOf(set, 'learnt from', splitImages(set.ids, plan.seed).training);
    const source = await learntFrom.pixels(28);
    const { mse } = await evaluateModel(folder, source);
    const pixels = await pixelsAsCodes(source);
    const exact = clippedError(await fitPca(pixels, DIMENSIONS), pixels);
    return {
      measured: `${mse.toFixed(5)}; PCA ${exact.toFixed(5)} (${((100 * mse) / exact - 100).toFixed(1)} %)`,
      verdict: Math.abs(mse / exact - 1) <= TOLERANCE ? 'reached' : 'missed',
      figures: { mse, exact },
    };
  },
};

/** Mean squared error of the reconstruction from the axes, brought into 0..1 as a decoder's images are. */
function clippedError(pca: Pca, codes: Codes): number {
  const { dimensions, mean, axes, components } = pca;
  const positions = transformPca(pca, codes);
  const reconstruction = new Float64Array(dimensions);
  let sum = 0;
  for (let row = 0; row < codes.rows; row++) {
    reconstruction.set(mean);
    for (let component = 0; component < components; component++) {
      const position = positions[row * components + component]!;
      for (let d = 0; d < dimensions; d++) reconstruction[d]! += position * axes[component * dimensions + d]!;
    }
    for (let d = 0; d < dimensions; d++) {
      const value = Math.min(1, Math.max(0, reconstruction[d]!));
      sum += (value - codes.values[row * dimensions + d]!) ** 2;
    }
  }
  return sum / codes.values.length;
}
