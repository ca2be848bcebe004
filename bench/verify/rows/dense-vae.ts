import { evaluateModel } from '../../../src/engine/training/evaluate.ts';
import { type Row, verdictOfLoss } from '../row.ts';

const [TARGET, TOLERANCE] = [106.7, 1];

/** The classical first VAE: one hidden layer of 400, 20 latent dimensions, grey pixels read as probabilities. */
export const denseVae: Row = {
  id: 'dense-vae',
  what: 'MNIST, dense VAE 784-400-20, Bernoulli, batch 128, 7 epochs: −ELBO on the 10,000 test images, nats',
  source: 'pytorch/examples, PR 1416',
  target: String(TARGET),
  tolerance: `± ${TOLERANCE}`,
  needsData: true,
  async run(workplace) {
    const { folder } = await workplace.train('dense-vae', await workplace.mnist('train'), {
      ...{ family: 'vae', size: 28, architecture: 'dense', channels: [400], latent: 20, beta: 1 },
      ...{ likelihood: 'bernoulli', batch: 128, learningRate: 1e-3, epochs: 7, patience: 0, shift: 0 },
    });
    const test = workplace.quickened(await workplace.mnist('test'));
    const { reconstruction, kl, mse } = await evaluateModel(folder, await test.pixels(28));
    const loss = reconstruction + kl;
    return {
      measured: `${loss.toFixed(1)} (${reconstruction.toFixed(1)} + KL ${kl.toFixed(1)})`,
      verdict: verdictOfLoss(loss, TARGET, TOLERANCE),
      figures: { loss, reconstruction, kl, mse },
    };
  },
};
