/** A training plan in plain words. */
import { FAMILIES, FAMILY_NAMES } from '../../../shared/families.ts';
import type { Device, Family, Likelihood, TrainingPlan } from '../../../shared/models.ts';
import { formatNumber, plural } from '../../words.ts';

const namesOf = (key: 'title' | 'short') =>
  Object.fromEntries(FAMILY_NAMES.map((family) => [family, FAMILIES[family][key]])) as Record<Family, string>;
export const familyNames = namesOf('title');
export const familyShort = namesOf('short');

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

/** The steps of the plan, each a head and a sentence. */
export function planSentences(plan: TrainingPlan, images: number): { head: string; text: string }[] {
  const colour = plan.imageChannels === 1 ? 'grey' : 'colour';
  const heldOut = Math.max(1, Math.round(images / 10));
  return [
    {
      head: `${plan.size} × ${plan.size} pixels`,
      text: `Each image is cut to its central square and looked at in ${colour} at this size.`,
    },
    {
      head: `${plan.latent} numbers per image`,
      text: FAMILIES[plan.family].variational
        ? 'A variational autoencoder learns to describe every image by these, so that the places between images are images too.'
        : 'An autoencoder learns to describe every image by these and to draw it again from them.',
    },
    {
      head: `Up to ${lengthOf(plan)}`,
      text: `${plural(heldOut, 'image')} are held out to check the result; training stops when they no longer improve.`,
    },
  ];
}
