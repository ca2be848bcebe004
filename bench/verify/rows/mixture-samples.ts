import { fitMixture } from '../../../src/engine/analysis/mixture.ts';
import { sampleCodes } from '../../../src/engine/latent/sample.ts';
import { trainClassifier, unitPixels } from '../classifier.ts';
import { encodeAll, withModel } from '../encode.ts';
import { frechetDistance } from '../frechet.ts';
import type { Row } from '../row.ts';
import { trainMnistAutoencoder } from './mnist-autoencoder.ts';

const TIMES = 3;
const CLASSIFIER_EPOCHS = 2;

/** Ex-post density estimation (Ghosh et al. 2020): a plain autoencoder draws well once its codes have a density of their own. */
export const mixtureSamples: Row = {
  id: 'mixture-samples',
  what: 'MNIST, convolutional autoencoder, latent 32: Fréchet distance to the test images of 10,000 samples from a Gaussian mixture on the codes, against N(0, I)',
  source: 'ex-post mixtures (Ghosh et al. 2020)',
  target: 'at least 3 times lower',
  tolerance: '–',
  needsData: true,
  async run(workplace) {
    const { folder } = await trainMnistAutoencoder(workplace);
    const training = workplace.quickened(await workplace.mnist('train'));
    const test = workplace.quickened(await workplace.mnist('test'));
    const codes = await encodeAll(folder, await training.pixels(28));
    const mixture = await fitMixture(codes);

    const classifier = await trainClassifier(training, { size: 28, epochs: CLASSIFIER_EPOCHS });
    try {
      const real = await classifier.features(await unitPixels(test, 28));
      const labels = [...new Set(training.labels)].sort();
      const classified = classifier.classify(real);
      const accuracy =
        test.labels.filter((label, row) => labels[classified[row]!] === label).length / real.rows;
      const distanceOf = (density: typeof mixture | null) =>
        withModel(folder, async (model) => {
          const { rows, values } = sampleCodes(density, codes.dimensions, {
            ...{ count: real.rows, temperature: 1, seed: 1 },
          });
          return frechetDistance(await classifier.features(await model.decode(values, rows)), real);
        });
      const fromMixture = await distanceOf(mixture);
      const fromPrior = await distanceOf(null);
      return {
        measured: `${fromMixture.toFixed(1)} against ${fromPrior.toFixed(1)}: ${(fromPrior / fromMixture).toFixed(1)} times lower`,
        verdict: fromPrior >= TIMES * fromMixture ? 'reached' : 'missed',
        figures: { fromMixture, fromPrior, classifierAccuracy: accuracy },
      };
    } finally {
      await classifier.close();
    }
  },
};
