/**
 * What is wrong with a model by its measurements, in plain words, and what to change. The same rules speak while it is trained, when
 * it is finished, and when its files are evaluated.
 */
import type { TrainingPlan, Validation } from '../../shared/models.ts';
import type { Warning } from '../../shared/warnings.ts';

/** Nats that a whole code must carry at the least, and the share of its dimensions that should be in use. */
const LEAST_KL = 1;
const LEAST_ACTIVE = 0.2;
/** Nats in every single dimension that mean that none was to spare. */
const FULL_DIMENSION = 1;
/** Sharpness below which people see at once that detail is missing. */
const BLURRED = 0.15;
/** Squared error on held-out images against that on training images, and the images that such a comparison takes. */
const OVERFITTED = 1.5;
const LEAST_COMPARED = 10;
/** Share of steps that may be skipped before it is worth a word. */
const SKIPPED_SHARE = 0.01;

/**
 * How far a model is: while the KL term has not its full weight, `kl` says little; while it is trained, reconstructions are still
 * blurred and need no remark.
 */
export type Stage = 'warming-up' | 'training' | 'finished';

type Measured = Pick<TrainingPlan, 'beta' | 'latent' | 'likelihood' | 'flips' | 'shift'>;

/** The most serious first. */
export function findWarnings(plan: Measured, validation: Validation, stage: Stage): Warning[] {
  const collapse = stage === 'warming-up' ? null : describeCollapse(plan, validation);
  const overfitting = describeOverfitting(plan, validation);
  // A blurred image is what collapse looks like: one cause, one warning.
  const blur = stage !== 'finished' || collapse ? null : describeBlur(plan, validation);
  return [collapse, overfitting, blur].filter((warning) => warning !== null);
}

/** @returns nothing while skipped steps are rare. */
export function findSkippedSteps(steps: number, skippedSteps: number): Warning[] {
  if (skippedSteps <= SKIPPED_SHARE * steps) return [];
  return [
    {
      kind: 'skipped-steps',
      title: 'Unusable steps',
      message: `${count(skippedSteps)} of ${count(steps)} steps were skipped because their numbers ran out of range.`,
      advice: 'Train with a lower learning rate.',
    },
  ];
}

export const DIVERGED: Warning = {
  kind: 'diverged',
  title: 'Ended early',
  message:
    'The numbers of the model ran out of range again and again, so the training was ended at its best weights.',
  advice: 'Train with a lower learning rate.',
};

/** Only where codes have a prior to collapse to; an autoencoder has no `elbo`. */
function describeCollapse(plan: Measured, { elbo, kl, activeUnits, klPerDimension }: Validation) {
  if (elbo === null) return null;
  const dimensions = klPerDimension.length;
  if (kl < LEAST_KL) {
    return warn(
      'collapse',
      'Posterior collapse',
      `The codes say almost nothing about the images (KL ${kl.toFixed(2)} nats): the decoder ignores them and draws an average ` +
        'image whatever it is given.',
      `${remedyForCollapse(plan)} Maps, morphs and samples of this model mean nothing.`,
    );
  }
  if (activeUnits < LEAST_ACTIVE * dimensions) {
    return warn(
      'collapse',
      'Partial posterior collapse',
      `Only ${activeUnits} of ${dimensions} latent dimensions are in use; the others are the same for every image.`,
      `A latent space of ${Math.max(2, 2 * activeUnits)} would do as well. For finer detail: ${remedyForCollapse(plan)}`,
    );
  }
  return null;
}

function remedyForCollapse({ beta, likelihood }: Measured): string {
  if (beta > 1) return `Train again with beta 1 or less (now ${beta}).`;
  if (likelihood === 'gaussian') {
    return 'Train again with the likelihood optimal-sigma, which gives errors the weight that these images need.';
  }
  return `Train for longer, or again with a lower beta (now ${beta}).`;
}

function describeOverfitting({ flips, shift }: Measured, { images, mse, training, gap }: Validation) {
  if (training === null || gap === null || gap <= 0) return null;
  if (Math.min(images, training.images) < LEAST_COMPARED || mse < OVERFITTED * training.mse) return null;
  const variation = [
    ...(flips ? [] : ['allow mirroring where left and right mean the same']),
    ...(shift > 0 ? [] : ['allow small shifts']),
  ];
  return warn(
    'overfitting',
    'Overfitting',
    `Held-out images come out with ${(mse / training.mse).toFixed(1)} times the squared error of those that it learnt from ` +
      `(a gap of ${count(Math.round(gap))} nats): it knows its training images by heart.`,
    `${['Train on more images', ...variation].join(', ')}, or choose a smaller latent space or narrower layers.`,
  );
}

function describeBlur({ beta, latent }: Measured, { sharpness, elbo, klPerDimension }: Validation) {
  if (sharpness === null || sharpness >= BLURRED) return null;
  const detail = `Reconstructions have ${Math.round(100 * sharpness)} % of the fine detail of the images`;
  if (elbo !== null && Math.min(...klPerDimension) >= FULL_DIMENSION) {
    return warn(
      'small-latent',
      'Latent space too small',
      `${detail}, and all ${klPerDimension.length} latent dimensions are full.`,
      `Train again with more latent dimensions, for example ${2 * latent}.`,
    );
  }
  return warn(
    'blur',
    'Blurred reconstructions',
    `${detail}.`,
    beta > 1 && elbo !== null
      ? `Train again with a lower beta (now ${beta}), or for longer.`
      : 'Train for longer, or with wider layers; an autoencoder or a VAE-GAN draws sharper images than a VAE.',
  );
}

function warn(kind: Warning['kind'], title: string, message: string, advice: string): Warning {
  return { kind, title, message, advice };
}

function count(value: number): string {
  return value.toLocaleString('en');
}
