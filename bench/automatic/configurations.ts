/** What people take who do not ask automatic mode: the settings of well-known examples, at the size that automatic mode takes. */
import type { TrainingOptions } from '../../src/shared/models.ts';

export interface Configuration {
  name: string;
  options: TrainingOptions;
}

const FIXED: TrainingOptions = { family: 'vae', beta: 1, learningRate: 1e-3, patience: 0, shift: 0 };

const CONVOLUTIONAL: TrainingOptions = { architecture: 'convolutional' };

export const CONFIGURATIONS: readonly Configuration[] = [
  {
    name: 'conv 32-64-128-256, latent 64, Gaussian, batch 64',
    options: {
      ...FIXED,
      ...CONVOLUTIONAL,
      channels: [32, 64, 128, 256],
      latent: 64,
      likelihood: 'gaussian',
      batch: 64,
    },
  },
  {
    name: 'conv 32-32-64-64, latent 32, Bernoulli, batch 64',
    options: {
      ...FIXED,
      ...CONVOLUTIONAL,
      channels: [32, 32, 64, 64],
      latent: 32,
      likelihood: 'bernoulli',
      batch: 64,
    },
  },
  {
    name: 'dense 400, latent 20, Bernoulli, batch 128',
    options: {
      ...FIXED,
      ...{ architecture: 'dense', channels: [400], latent: 20, likelihood: 'bernoulli', batch: 128 },
    },
  },
];
