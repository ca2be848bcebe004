/** What changes from step to step. */
import type { TrainingPlan } from '../../shared/models.ts';

/** The KL weight has its full value after this share of the run, but never later than this many steps. */
const WARM_UP_SHARE = 0.2;
const LONGEST_WARM_UP = 300;

/** Steps until the KL term has its full weight; settled when a run begins, whatever its limits become later. */
export function warmUpSteps(plan: TrainingPlan, stepsPerEpoch: number): number {
  return Math.min(LONGEST_WARM_UP, Math.ceil(WARM_UP_SHARE * plan.epochs * stepsPerEpoch));
}

/**
 * The weight of the KL term in one step: it rises linearly from 0 to beta (Bowman et al. 2016, "Generating sentences from a
 * continuous space"; Sønderby et al. 2016, "Ladder variational autoencoders"), so that the decoder learns to use the code
 * before the code has a price.
 *
 * @param step 0 for the first.
 */
export function betaAt(step: number, beta: number, warmUp: number): number {
  return beta * Math.min(1, step / warmUp);
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
