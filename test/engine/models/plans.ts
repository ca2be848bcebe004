/** Small models for tests: every choice that changes the mathematics, with as few weights as will do. */
import type { ModelPlan } from '../../../src/engine/models/definition.ts';

export const SMALL_CONVOLUTIONAL: ModelPlan = {
  family: 'vae',
  size: 28,
  imageChannels: 1,
  latent: 3,
  likelihood: 'gaussian',
  architecture: 'convolutional',
  channels: [3, 4, 2],
};

export const SMALL_DENSE: ModelPlan = { ...SMALL_CONVOLUTIONAL, architecture: 'dense', channels: [12, 7] };

/** Every family with every likelihood, both architectures, grey and colour. */
export const SMALL_PLANS: readonly [name: string, plan: ModelPlan][] = (
  ['autoencoder', 'vae'] as const
).flatMap((family) =>
  (['gaussian', 'bernoulli', 'optimal-sigma'] as const).flatMap((likelihood) =>
    [SMALL_CONVOLUTIONAL, SMALL_DENSE].flatMap((base) =>
      ([1, 3] as const).map((imageChannels): [string, ModelPlan] => [
        `${family}, ${likelihood}, ${base.architecture}, ${imageChannels === 1 ? 'grey' : 'colour'}`,
        { ...base, family, likelihood, imageChannels },
      ]),
    ),
  ),
);
