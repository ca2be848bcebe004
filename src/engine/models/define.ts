/** The families by name. A new family is one file, one line here and an entry in `shared/families.ts`. */
import { type Family, completeSettings } from '../../shared/families.ts';
import { defineAutoencoder } from './autoencoder.ts';
import { defineBetaTcvae } from './beta-tcvae.ts';
import { defineBetaVae } from './beta-vae.ts';
import { defineConditionalVae } from './conditional.ts';
import { defineContractiveAutoencoder } from './contractive.ts';
import type { ModelDefinition, ModelPlan } from './definition.ts';
import { defineDenoisingAutoencoder } from './denoising.ts';
import { defineFactorVae } from './factor-vae.ts';
import { defineLadderVae } from './ladder.ts';
import { defineSparseAutoencoder } from './sparse.ts';
import { defineVaeGan } from './vae-gan.ts';
import { defineVae } from './vae.ts';

const DEFINITIONS: Readonly<Record<Family, (plan: ModelPlan) => ModelDefinition>> = {
  autoencoder: defineAutoencoder,
  sparse: defineSparseAutoencoder,
  denoising: defineDenoisingAutoencoder,
  contractive: defineContractiveAutoencoder,
  vae: defineVae,
  'beta-vae': defineBetaVae,
  'factor-vae': defineFactorVae,
  'beta-tcvae': defineBetaTcvae,
  conditional: defineConditionalVae,
  'vae-gan': defineVaeGan,
  ladder: defineLadderVae,
};

/**
 * The model that a plan describes; a `TrainingPlan` will do, of which only the `ModelPlan` part is read.
 *
 * @throws MorphospaceError `bad-setting`.
 */
export function defineModel(plan: ModelPlan): ModelDefinition {
  const settings = completeSettings(plan.family, plan.settings);
  return DEFINITIONS[plan.family]({ ...plan, settings });
}
