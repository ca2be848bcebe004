/** A training plan in plain words. */
import { FAMILIES } from '../../../shared/families.ts';
import { hasEffect } from '../../../shared/settings.ts';
import type { Device, Likelihood, TrainingPlan } from '../../../shared/models.ts';
import { formatNumber, plural } from '../../words.ts';

export const likelihoodNames: Record<Likelihood, string> = {
  'optimal-sigma': 'Optimal sigma: finds the noise level itself (photographs)',
  gaussian: 'Gaussian with a fixed noise level',
  bernoulli: 'Bernoulli: ink or no ink (near black and white)',
};

export const deviceNames: Record<Device, string> = {
  cpu: 'processor (CPU)',
  webgpu: 'graphics card (WebGPU)',
  cuda: 'graphics card (CUDA)',
  dml: 'graphics card (DirectML)',
  coreml: 'Apple accelerators (Core ML)',
  tensorflow: 'TensorFlow engine',
};

/** Where epochs are left open, plans carry a number that no run reaches. */
export const OPEN_END = 100_000;

export function lengthOf({ epochs, minutes }: Pick<TrainingPlan, 'epochs' | 'minutes'>): string {
  const passes = `${plural(epochs, 'pass', 'passes')} over the images`;
  if (minutes === null) return passes;
  const time = `${formatNumber(minutes)} ${minutes === 1 ? 'minute' : 'minutes'}`;
  return epochs >= OPEN_END ? time : `${passes} or ${time}, whichever ends first`;
}

/** What codes are in this family, as the sentence behind "32 numbers per image". */
function codeWords({ family, labels, settings }: TrainingPlan): string {
  const { variational, conditional } = FAMILIES[family];
  if (conditional)
    return `They say what the label leaves open; one of ${plural(labels.length, 'label')} is told beside them.`;
  if (family === 'ladder')
    return `On ${settings['levels']} levels, from the whole to what it leaves open; between two images lie others.`;
  return variational
    ? 'They describe an image, and are kept close together, so that the places between images are images too.'
    : 'They describe an image, well enough to draw it again from them.';
}

/** The steps of the plan after the kind of model, each a head and a sentence. */
export function planSentences(plan: TrainingPlan, images: number): { head: string; text: string }[] {
  const colour = plan.imageChannels === 1 ? 'grey' : 'colour';
  const heldOut = Math.max(1, Math.round(images / 10));
  return [
    {
      head: `${plan.size} × ${plan.size} pixels`,
      text: `Each image is cut to its central square and looked at in ${colour} at this size.`,
    },
    { head: `${plan.latent} numbers per image`, text: codeWords(plan) },
    {
      head: `Up to ${lengthOf(plan)}`,
      text: `${plural(heldOut, 'image')} are held out to check the result; training stops when they no longer improve.`,
    },
  ];
}

/** What was chosen of the family's own, for people: "Penalty: L1. Weight of the penalty: 0.001." */
export function settingWords({ family, beta, settings }: TrainingPlan): string {
  const { beta: usualBeta, betaOnlyWith, settings: known } = FAMILIES[family];
  const own = Object.entries(known)
    .filter(([name, setting]) => name in settings && hasEffect(setting.onlyWith, settings))
    .map(([name, setting]) => {
      const value = settings[name]!;
      const title =
        setting.kind === 'choice'
          ? setting.choices.find((choice) => choice.value === value)?.title
          : undefined;
      return `${setting.title}: ${title ?? value}.`;
    });
  const hasBeta = usualBeta !== null && hasEffect(betaOnlyWith, settings);
  return [...(hasBeta ? [`Beta: ${beta}.`] : []), ...own].join(' ');
}
