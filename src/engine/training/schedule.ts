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
