/** What a step of a model is given beside its learning rate: images, labels where the model is told them, noise. */
import type { TrainingPlan } from '../../shared/models.ts';
import { type Classes, oneHotAt } from '../models/labels.ts';
import type { StepInputs } from '../runtime/training-session.ts';
import type { PreparedBatch } from './read-ahead.ts';

/** @param classes of the source's images, for a conditional model (`classesFor`). */
export function batchInputs(
  { labels }: Pick<TrainingPlan, 'labels'>,
  { images, noise, positions }: PreparedBatch,
  classes: Classes | null,
): Pick<StepInputs, 'images' | 'labels' | 'noise'> {
  return classes ? { images, noise, labels: oneHotAt(classes, positions, labels.length) } : { images, noise };
}
