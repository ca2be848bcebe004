/**
 * Random streams of a training run. Each draw depends on the plan's seed, on what it is for and on the step or epoch, and on nothing
 * drawn before: a run that goes on from step 5,000 draws what it would have drawn, whatever was read ahead when it stopped.
 */
import type { TrainingPlan } from '../../shared/models.ts';
import type { ModelDefinition, NoiseSpec } from '../models/definition.ts';
import { Random } from '../models/random.ts';

const PURPOSES = { order: 1, augmentation: 2, noise: 3, validation: 4 } as const;

/** @param position the epoch or step that the numbers are for. */
export function randomStream(seed: number, purpose: keyof typeof PURPOSES, position: number): Random {
  // Each part chooses a generator of its own, whose first number is what the next part starts from.
  const bySeed = new Random(seed).uint32();
  const byPurpose = new Random(bySeed ^ PURPOSES[purpose]).uint32();
  return new Random(byPurpose ^ position);
}

/** The random inputs of one training step, [batch, …] each; see `ModelDefinition.noise`. */
export function stepNoise(
  { noise }: Pick<ModelDefinition, 'noise'>,
  { seed, batch }: Pick<TrainingPlan, 'seed' | 'batch'>,
  step: number,
): Record<string, Float32Array> {
  const random = randomStream(seed, 'noise', step);
  return Object.fromEntries(
    Object.entries(noise).map(([name, spec]) => [name, drawNoise(random, spec, batch)]),
  );
}

/** @returns [batch, …shape]. */
export function drawNoise(random: Random, { distribution, shape }: NoiseSpec, batch: number): Float32Array {
  const noise = new Float32Array(shape.reduce((product, side) => product * side, batch));
  switch (distribution) {
    case 'normal':
      return random.fillNormal(noise);
    case 'uniform':
      return random.fillUniform(noise);
    case 'sign':
      return random.fillSigns(noise);
    case 'permutation':
      return fillWithShuffledRows(random, noise, batch);
  }
}

/** Every column is a random order of the rows, as places in the flattened matrix; exact up to 2^24 of them. */
function fillWithShuffledRows(random: Random, places: Float32Array, rows: number): Float32Array {
  const columns = places.length / rows;
  for (let column = 0; column < columns; column++) {
    const order = random.permutation(rows);
    for (let row = 0; row < rows; row++) places[row * columns + column] = order[row]! * columns + column;
  }
  return places;
}
