/**
 * Random streams of a training run. Each draw depends on the plan's seed, on what it is for and on the step or epoch, and on nothing
 * drawn before: a run that goes on from step 5,000 draws what it would have drawn, whatever was read ahead when it stopped.
 */
import type { TrainingPlan } from '../../shared/models.ts';
import type { ModelDefinition } from '../models/definition.ts';
import { Random } from '../models/random.ts';

const PURPOSES = { order: 1, augmentation: 2, noise: 3, validation: 4 } as const;

/** @param position the epoch or step that the numbers are for. */
export function randomStream(seed: number, purpose: keyof typeof PURPOSES, position: number): Random {
  // Each part chooses a generator of its own, whose first number is what the next part starts from.
  const bySeed = new Random(seed).uint32();
  const byPurpose = new Random(bySeed ^ PURPOSES[purpose]).uint32();
  return new Random(byPurpose ^ position);
}

/** The standard normal inputs of one training step, [batch, …] each; see `ModelDefinition.noise`. */
export function stepNoise(
  { noise }: ModelDefinition,
  { seed, batch }: Pick<TrainingPlan, 'seed' | 'batch'>,
  step: number,
): Record<string, Float32Array> {
  const random = randomStream(seed, 'noise', step);
  const inputs: Record<string, Float32Array> = {};
  for (const [name, shape] of Object.entries(noise)) {
    inputs[name] = random.fillNormal(
      new Float32Array(shape.reduce((product, side) => product * side, batch)),
    );
  }
  return inputs;
}
