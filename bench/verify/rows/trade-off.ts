/**
 * Four families on the same network and images, as YannDubs/disentangling-vae trained them (hyperparam.ini and the specs.json beside
 * its results): MNIST at 32 pixels, latent 10, Bernoulli, batches of 64, Adam 5e-4, beta 4 for beta-VAE, gamma 6 for FactorVAE, alpha 1,
 * beta 6, gamma 1 for beta-TCVAE. There 400 epochs, the KL term warmed up over 10,000 steps, three convolutions and two
 * dense layers of 256 each way, and FactorVAE at a rate of 1e-4; the averages are those of the last epoch in train_losses.log.
 */
import { evaluateModel } from '../../../src/engine/training/evaluate.ts';
import type { TrainingOptions } from '../../../src/shared/models.ts';
import type { Measured, Row } from '../row.ts';
import type { Workplace } from '../workplace.ts';

/** Of the KL; a shorter training leaves the reconstruction higher. */
const TOLERANCE = 0.15;
/** Training images that are measured: enough for the first decimal. */
const MEASURED_IMAGES = 10_000;
const EPOCHS = 10;

interface Variant {
  id: string;
  title: string;
  options: TrainingOptions;
  /** Published, in nats. */
  reconstruction: number;
  kl: number;
}

const VARIANTS: readonly Variant[] = [
  { id: 'trade-off-vae', title: 'VAE', options: { family: 'vae' }, reconstruction: 118.8, kl: 19.7 },
  {
    ...{ id: 'trade-off-factor-vae', title: 'FactorVAE, gamma 6', reconstruction: 123.5, kl: 18.8 },
    options: { family: 'factor-vae', settings: { totalCorrelationWeight: 6 } },
  },
  {
    ...{ id: 'trade-off-beta-vae', title: 'beta-VAE, beta 4', reconstruction: 138.8, kl: 11 },
    options: { family: 'beta-vae', beta: 4 },
  },
  {
    ...{ id: 'trade-off-beta-tcvae', title: 'beta-TCVAE, beta 6', reconstruction: 147.1, kl: 9.4 },
    options: { family: 'beta-tcvae', beta: 6 },
  },
];

const SOURCE = 'YannDubs/disentangling-vae, 400 epochs';

export const tradeOffRows: readonly Row[] = [
  ...VARIANTS.map((variant): Row => {
    const { id, title, reconstruction, kl } = variant;
    return {
      id,
      what: `MNIST at 32 pixels, ${title}, conv 32-32-32-32, latent 10, ${EPOCHS} epochs: reconstruction / KL on training images, nats`,
      source: SOURCE,
      target: `${reconstruction} / ${kl}`,
      tolerance: 'KL ± 15 %',
      needsData: true,
      run: async (workplace) => {
        const figures = await measure(workplace, variant);
        const reached = Math.abs(figures.kl - kl) <= TOLERANCE * kl;
        return { measured: inWords(figures), verdict: reached ? 'reached' : 'missed', figures };
      },
    };
  }),
  {
    id: 'trade-off-order',
    what: 'the same four: each pays less for its code than the one before it, and reconstructs worse',
    source: SOURCE,
    target: VARIANTS.map(({ title }) => title.split(',')[0]).join(', '),
    tolerance: 'the order',
    needsData: true,
    run: compareOrder,
  },
];

async function compareOrder(workplace: Workplace): Promise<Measured> {
  const measured: { kl: number; reconstruction: number }[] = [];
  for (const variant of VARIANTS) measured.push(await measure(workplace, variant));
  const inOrder = measured
    .slice(1)
    .every(
      ({ kl, reconstruction }, i) => kl < measured[i]!.kl && reconstruction > measured[i]!.reconstruction,
    );
  return {
    measured: measured.map(inWords).join(', '),
    verdict: inOrder ? 'reached' : 'missed',
    figures: Object.fromEntries(VARIANTS.map(({ id }, i) => [id, measured[i]!.kl])),
  };
}

async function measure(workplace: Workplace, { id, options }: Variant) {
  const images = await workplace.mnist('train');
  const { folder } = await workplace.train(id, images, {
    ...{
      architecture: 'convolutional',
      size: 32,
      channels: [32, 32, 32, 32],
      latent: 10,
      likelihood: 'bernoulli',
      learningRate: 1e-3,
    },
    ...{ batch: 64, epochs: EPOCHS, patience: 0, shift: 0 },
    ...options,
  });
  const measured = workplace.quickened(images, MEASURED_IMAGES);
  const positions = Array.from({ length: Math.min(MEASURED_IMAGES, measured.ids.length) }, (_, i) =>
    Math.floor((i * measured.ids.length) / MEASURED_IMAGES),
  );
  const { reconstruction, kl } = await evaluateModel(folder, await measured.pixels(32), positions);
  return { reconstruction, kl };
}

function inWords({ reconstruction, kl }: { reconstruction: number; kl: number }): string {
  return `${reconstruction.toFixed(1)} / ${kl.toFixed(1)}`;
}
