import { auroc } from '../../../src/engine/analysis/auroc.ts';
import { reconstructionErrors } from '../encode.ts';
import { partOf } from '../image-set.ts';
import type { Row } from '../row.ts';

const [TARGET, TOLERANCE] = [0.985, 0.01];
const NORMAL = '0';

/** What a model has never seen it reconstructs badly: trained on one digit, it should tell all others from it. */
export const oneClass: Row = {
  id: 'one-class',
  what: 'MNIST, convolutional autoencoder trained on digit 0 alone: AUROC of the reconstruction error for "another digit", 10,000 test images',
  source: 'lukasruff/Deep-SVDD-PyTorch',
  target: '.985',
  tolerance: '± .01',
  needsData: true,
  async run(workplace) {
    const all = await workplace.mnist('train');
    const zeros = [...all.labels.keys()].filter((position) => all.labels[position] === NORMAL);
    const { folder } = await workplace.train('one-class', partOf(all, 'mnist-zeros', zeros), {
      ...{
        family: 'autoencoder',
        architecture: 'convolutional',
        size: 28,
        channels: [8, 4],
        latent: 32,
        likelihood: 'gaussian',
      },
      ...{ batch: 200, epochs: 150, patience: 0, shift: 0 },
    });
    const test = workplace.quickened(await workplace.mnist('test'));
    const errors = await reconstructionErrors(folder, await test.pixels(28));
    const area = auroc(
      errors,
      test.labels.map((label) => label !== NORMAL),
    );
    const verdict = area < TARGET - TOLERANCE ? 'missed' : area > TARGET + TOLERANCE ? 'better' : 'reached';
    return { measured: area.toFixed(4), verdict, figures: { auroc: area } };
  },
};
