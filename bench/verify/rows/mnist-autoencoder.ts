/** One model serves the rows that look at the codes of a convolutional autoencoder with 32 dimensions. */
import type { TrainedModel, Workplace } from '../workplace.ts';

export async function trainMnistAutoencoder(workplace: Workplace): Promise<TrainedModel> {
  return workplace.train('mnist-autoencoder', await workplace.mnist('train'), {
    ...{
      family: 'autoencoder',
      architecture: 'convolutional',
      size: 28,
      channels: [32, 64],
      latent: 32,
      likelihood: 'gaussian',
    },
    ...{ batch: 128, epochs: 10, patience: 0, shift: 0 },
  });
}
