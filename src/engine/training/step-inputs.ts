/** What a step of a model is given beside its learning rate: images, labels where the model is told them, noise, schedules. */
import type { TrainingPlan } from '../../shared/models.ts';
import type { ModelDefinition } from '../models/definition.ts';
import { type Classes, oneHotAt } from '../models/labels.ts';
import type { StepInputs } from '../runtime/training-session.ts';
import type { Batch } from './batches.ts';
import { stepNoise } from './streams.ts';

export type BatchInputs = Pick<StepInputs, 'images' | 'labels' | 'noise'>;

export function batchInputs(
  definition: ModelDefinition,
  plan: TrainingPlan,
  { step, images, positions }: Batch,
  classes: Classes | null,
): BatchInputs {
  const noise = stepNoise(definition, plan, step);
  return classes
    ? { images, noise, labels: oneHotAt(classes, positions, plan.labels.length) }
    : { images, noise };
}
