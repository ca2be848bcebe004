/** The running averages of an epoch, as plain data, so that a checkpoint in the middle of it can hold them. */
import { z } from 'zod';
import type { EpochRecord } from '../../shared/models.ts';
import type { StepMetrics } from '../runtime/training-session.ts';

export const epochSumsSchema = z.object({
  /** Steps whose losses are in the sums, and steps left out because a gradient was not finite. */
  steps: z.number().int(),
  skippedSteps: z.number().int(),
  loss: z.number(),
  reconstruction: z.number(),
  kl: z.number(),
  terms: z.record(z.string(), z.number()).default({}),
  /** Spent on steps, in seconds; measuring and saving are not in it. */
  seconds: z.number(),
});
export type EpochSums = z.infer<typeof epochSumsSchema>;

export function emptySums(): EpochSums {
  return { steps: 0, skippedSteps: 0, loss: 0, reconstruction: 0, kl: 0, terms: {}, seconds: 0 };
}

/** @param seconds that the step took. */
export function addStep(sums: EpochSums, metrics: StepMetrics, seconds: number): void {
  sums.seconds += seconds;
  if (metrics.skipped) {
    sums.skippedSteps++;
    return;
  }
  sums.steps++;
  sums.loss += metrics.loss;
  sums.reconstruction += metrics.reconstruction;
  sums.kl += metrics.kl;
  for (const [name, value] of Object.entries(metrics.terms))
    sums.terms[name] = (sums.terms[name] ?? 0) + value;
}

type Averages = Pick<
  EpochRecord,
  'loss' | 'reconstruction' | 'kl' | 'terms' | 'imagesPerSecond' | 'skippedSteps'
>;

/** Averages per step; images per second count the skipped steps too, which take as long. */
export function averagesOf(sums: EpochSums, batch: number): Averages {
  const { steps, skippedSteps, loss, reconstruction, kl, terms, seconds } = sums;
  const counted = Math.max(1, steps);
  return {
    loss: loss / counted,
    reconstruction: reconstruction / counted,
    kl: kl / counted,
    terms: Object.fromEntries(Object.entries(terms).map(([name, sum]) => [name, sum / counted])),
    imagesPerSecond: seconds > 0 ? ((steps + skippedSteps) * batch) / seconds : 0,
    skippedSteps,
  };
}
