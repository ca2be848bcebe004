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
  settings: {},
  labels: [],
};

export const SMALL_DENSE: ModelPlan = { ...SMALL_CONVOLUTIONAL, architecture: 'dense', channels: [12, 7] };

export const SMALL_MIXED: ModelPlan = { ...SMALL_CONVOLUTIONAL, architecture: 'mixed' };

/** Its dense side sees and draws every two pixels as one. */
const LARGER_MIXED: ModelPlan = { ...SMALL_MIXED, size: 64, imageChannels: 3, channels: [2, 2, 2, 3] };

/** What sets a family's objective apart, and the labels that a conditional model is told. */
const VARIANTS: readonly (Partial<ModelPlan> & Pick<ModelPlan, 'family'>)[] = [
  { family: 'autoencoder' },
  { family: 'sparse' },
  { family: 'sparse', settings: { penalty: 'kl' } },
  { family: 'denoising' },
  { family: 'denoising', settings: { corruption: 'masking' } },
  { family: 'denoising', settings: { corruption: 'salt-and-pepper' } },
  { family: 'contractive' },
  { family: 'vae' },
  { family: 'beta-vae' },
  { family: 'beta-vae', settings: { objective: 'capacity' } },
  { family: 'factor-vae', settings: { discriminatorUnits: 8 } },
  { family: 'beta-tcvae' },
  { family: 'conditional', labels: ['a', 'b', 'c'] },
  { family: 'vae-gan' },
  { family: 'ladder' },
  { family: 'ladder', settings: { levels: 3 } },
];

const nameOf = ({ family, likelihood, architecture, imageChannels, settings }: ModelPlan): string =>
  [
    family,
    ...Object.values(settings),
    likelihood,
    architecture,
    imageChannels === 1 ? 'grey' : 'colour',
  ].join(', ');

const LIKELIHOODS = ['gaussian', 'bernoulli', 'optimal-sigma'] as const;

/** The plain families with every likelihood, both architectures, grey and colour; the others with each of these once. */
export const SMALL_PLANS: readonly [name: string, plan: ModelPlan][] = VARIANTS.flatMap((variant, i) => {
  if (variant.family !== 'autoencoder' && variant.family !== 'vae') {
    return [
      { ...SMALL_CONVOLUTIONAL, imageChannels: 3 as const, likelihood: LIKELIHOODS[i % 3]!, ...variant },
      { ...SMALL_DENSE, likelihood: LIKELIHOODS[(i + 1) % 3]!, ...variant },
    ];
  }
  return LIKELIHOODS.flatMap((likelihood) =>
    [SMALL_CONVOLUTIONAL, SMALL_DENSE].flatMap((base) =>
      ([1, 3] as const).map((imageChannels) => ({ ...base, likelihood, imageChannels, ...variant })),
    ),
  );
})
  .concat(
    { ...SMALL_DENSE, family: 'autoencoder', architecture: 'linear', channels: [] },
    { ...SMALL_MIXED, likelihood: 'bernoulli' },
    { ...SMALL_MIXED, family: 'vae-gan' },
    LARGER_MIXED,
  )
  .map((plan) => [nameOf(plan), plan]);
