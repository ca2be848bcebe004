/** Warnings about a run in plain words: what is wrong, and what to change. */
import type { TrainingPlan, Validation } from '../../shared/models.ts';

/** Nats that the whole code must carry at the least, and the share of its dimensions that should be in use. */
const LEAST_KL = 1;
const LEAST_ACTIVE = 0.2;
/** Share of steps that may be skipped before it is worth a word. */
const SKIPPED_SHARE = 0.01;

export interface RunSoFar {
  plan: TrainingPlan;
  validation: Validation;
  steps: number;
  skippedSteps: number;
  /** Whether the KL term has its full weight; before that its value says little. */
  warmedUp: boolean;
}

export function findWarnings({ plan, validation, steps, skippedSteps, warmedUp }: RunSoFar): string[] {
  const warnings: string[] = [];
  if (plan.family === 'vae' && warmedUp) {
    const collapse = describeCollapse(plan, validation);
    if (collapse) warnings.push(collapse);
  }
  if (skippedSteps > SKIPPED_SHARE * steps) {
    warnings.push(
      `${skippedSteps.toLocaleString('en')} of ${steps.toLocaleString('en')} steps were skipped because their numbers ran out ` +
        'of range. A lower learning rate helps.',
    );
  }
  return warnings;
}

function describeCollapse({ beta, latent }: TrainingPlan, { kl, activeUnits }: Validation): string | null {
  const remedy =
    beta > 1 ? `Lower beta (now ${beta}) to 1 or less.` : `Lower beta (now ${beta}), or train for longer.`;
  if (kl < LEAST_KL) {
    return (
      `The codes say almost nothing about the images (${kl.toFixed(2)} nats): the decoder ignores them and draws ` +
      `an average image, which is called posterior collapse. ${remedy}`
    );
  }
  if (activeUnits < LEAST_ACTIVE * latent) {
    return (
      `Only ${activeUnits} of ${latent} latent dimensions are in use. ` +
      `Fewer dimensions (about ${Math.max(2, 2 * activeUnits)}) would do as well; for finer detail: ${remedy}`
    );
  }
  return null;
}
