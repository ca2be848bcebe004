/** What changes from step to step. */
import type { TrainingPlan } from '../../shared/models.ts';
import type { ModelDefinition } from '../models/definition.ts';

/** The KL weight has its full value after this share of the run, but never later than this many steps. */
const WARM_UP_SHARE = 0.2;
const LONGEST_WARM_UP = 300;

/** Steps until the KL term has its full weight; settled when a run begins, whatever its limits become later. */
export function warmUpSteps(plan: TrainingPlan, stepsPerEpoch: number): number {
  return Math.min(LONGEST_WARM_UP, Math.ceil(WARM_UP_SHARE * plan.epochs * stepsPerEpoch));
}

/** Where a run stands in its schedules. */
export interface Progress {
  /** 0 for the first. */
  step: number;
  /** Steps of the warm-up. */
  warmUp: number;
  /** Of the run's limit, 0..1. */
  shareDone: number;
  /** How many images it learns from. */
  trainingImages: number;
}

/** The capacity has its full value after this share of a run. */
const CAPACITY_SHARE = 0.6;
/** The judge of a VAE-GAN comes in over this share of a run. */
const ADVERSARIAL_SHARE = 0.05;

/**
 * How each scalar of `ModelDefinition.schedule` moves.
 *
 * The weight of the KL term rises linearly from 0 to beta (Bowman et al. 2016, "Generating sentences from a continuous space";
 * Sønderby et al. 2016, "Ladder variational autoencoders"), so that the decoder learns to use the code before the code has a
 * price; `warmUp` is the same rise from 0 to 1 for what else has a price. `capacity` rises linearly from 0 (Burgess et al. 2018).
 */
const SCHEDULES: Readonly<Record<string, (plan: TrainingPlan, progress: Progress) => number>> = {
  beta: ({ beta }, progress) => beta * warmUpAt(progress),
  warmUp: (_plan, progress) => warmUpAt(progress),
  capacity: ({ settings }, { shareDone }) =>
    Number(settings['capacity']) * Math.min(1, shareDone / CAPACITY_SHARE),
  adversarial({ settings }, { shareDone }) {
    const since = shareDone - Number(settings['adversarialFrom']);
    return Math.min(1, Math.max(0, since / ADVERSARIAL_SHARE));
  },
  trainingImages: (_plan, { trainingImages }) => trainingImages,
};

function warmUpAt({ step, warmUp }: Progress): number {
  return warmUp === 0 ? 1 : Math.min(1, step / warmUp);
}

/** The values of a model's schedule in one step. */
export function scheduleAt(
  { schedule }: ModelDefinition,
  plan: TrainingPlan,
  progress: Progress,
): Record<string, number> {
  return Object.fromEntries(Object.keys(schedule).map((name) => [name, SCHEDULES[name]!(plan, progress)]));
}

/** The last part of a run in which the learning rate falls, and what is left of it at the end. */
const COOL_DOWN_SHARE = 0.25;
const LEAST_RATE = 0.05;

/**
 * The learning rate is constant for three quarters of a run and then falls linearly to a twentieth, which takes the noise of the last
 * steps out of the weights (Hägele et al. 2024, "Scaling laws and compute-optimal training beyond fixed training durations").
 *
 * @param shareDone of the run's limit, 0..1.
 */
export function learningRateAt(shareDone: number, learningRate: number): number {
  const cooled = Math.max(0, (shareDone - (1 - COOL_DOWN_SHARE)) / COOL_DOWN_SHARE);
  return learningRate * (1 - (1 - LEAST_RATE) * Math.min(1, cooled));
}
