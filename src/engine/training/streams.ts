/**
 * Random streams of a training run. Each draw depends on the plan's seed, on what it is for and on the step or epoch, and on nothing
 * drawn before: a run that goes on from step 5,000 draws what it would have drawn, whatever was read ahead when it stopped.
 */
import { Random } from '../models/random.ts';

const PURPOSES = { order: 1, augmentation: 2, noise: 3, validation: 4 } as const;

/** @param position the epoch or step that the numbers are for. */
export function randomStream(seed: number, purpose: keyof typeof PURPOSES, position: number): Random {
  // Each part chooses a generator of its own, whose first number is what the next part starts from.
  const bySeed = new Random(seed).uint32();
  const byPurpose = new Random(bySeed ^ PURPOSES[purpose]).uint32();
  return new Random(byPurpose ^ position);
}
