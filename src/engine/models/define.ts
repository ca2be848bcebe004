/** The families by name. A new family is one file and one line here. */
import type { Family } from '../../shared/models.ts';
import { defineAutoencoder } from './autoencoder.ts';
import type { ModelDefinition, ModelPlan } from './definition.ts';
import { defineVae } from './vae.ts';

const FAMILIES: Readonly<Record<Family, (plan: ModelPlan) => ModelDefinition>> = {
  autoencoder: defineAutoencoder,
  vae: defineVae,
};

/** The model that a plan describes; a `TrainingPlan` will do, of which only the `ModelPlan` part is read. */
export function defineModel(plan: ModelPlan): ModelDefinition {
  return FAMILIES[plan.family](plan);
}
