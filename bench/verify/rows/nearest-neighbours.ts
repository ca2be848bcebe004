import { NeighbourSearch } from '../../../src/engine/analysis/neighbours.ts';
import { fitPca, transformPca } from '../../../src/engine/projection/pca.ts';
import type { Codes } from '../../../src/shared/latent.ts';
import { encodeAll, pixelsAsCodes } from '../encode.ts';
import type { Row } from '../row.ts';
import { trainMnistAutoencoder } from './mnist-autoencoder.ts';

const TARGET = 0.96;
const NEIGHBOURS = 5;
const DIMENSIONS = 32;

export const nearestNeighbours: Row = {
  id: 'nearest-neighbours',
  what: 'MNIST, convolutional autoencoder, latent 32: digits of the 10,000 test images by their 5 nearest training codes, beside PCA-32',
  source: 'our own mark',
  target: '≥ .96 and above PCA',
  tolerance: '–',
  needsData: true,
  async run(workplace) {
    const { folder } = await trainMnistAutoencoder(workplace);
    const training = workplace.quickened(await workplace.mnist('train'));
    const test = workplace.quickened(await workplace.mnist('test'));
    const [trainingPixels, testPixels] = [await training.pixels(28), await test.pixels(28)];
    const accuracyOf = async (known: Codes, asked: Codes) =>
      neighbourAccuracy({ codes: known, labels: training.labels }, { codes: asked, labels: test.labels });

    const accuracy = await accuracyOf(
      await encodeAll(folder, trainingPixels),
      await encodeAll(folder, testPixels),
    );
    const pixels = await pixelsAsCodes(trainingPixels);
    const pca = await fitPca(pixels, DIMENSIONS);
    const positions = (codes: Codes): Codes => ({
      rows: codes.rows,
      dimensions: DIMENSIONS,
      values: transformPca(pca, codes),
    });
    const pcaAccuracy = await accuracyOf(positions(pixels), positions(await pixelsAsCodes(testPixels)));
    return {
      measured: `${accuracy.toFixed(4)}; PCA ${pcaAccuracy.toFixed(4)}`,
      verdict: accuracy >= TARGET && accuracy > pcaAccuracy ? 'reached' : 'missed',
      figures: { accuracy, pcaAccuracy },
    };
  },
};

interface Labelled {
  codes: Codes;
  labels: readonly string[];
}

/** Share of the asked rows whose label most of the nearest known rows have; of equals, the nearest one's. */
async function neighbourAccuracy(known: Labelled, asked: Labelled): Promise<number> {
  const search = await NeighbourSearch.open(known.codes);
  try {
    const { k, indices } = await search.nearest(asked.codes, NEIGHBOURS);
    const right = asked.labels.filter((label, row) => {
      const votes = new Map<string, number>();
      for (const index of indices.subarray(row * k, (row + 1) * k)) {
        votes.set(known.labels[index]!, (votes.get(known.labels[index]!) ?? 0) + 1);
      }
      // Labels come nearest first, and a later one must have more votes to win.
      const [winner] = [...votes].reduce((best, next) => (next[1] > best[1] ? next : best));
      return winner === label;
    });
    return right.length / asked.labels.length;
  } finally {
    await search.close();
  }
}
