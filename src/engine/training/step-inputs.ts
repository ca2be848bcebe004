/** What a step of a model is given beside its learning rate: images, labels where the model is told them, noise, schedules. */
import type { TrainingPlan } from '../../shared/models.ts';
import type { PixelSource } from '../images/pixel-source.ts';
import type { ModelDefinition } from '../models/definition.ts';
import { type Classes, classesOf, oneHot } from '../models/labels.ts';
import type { StepInputs } from '../runtime/training-session.ts';
import type { Batch } from './batches.ts';
import { stepNoise } from './streams.ts';

export type BatchInputs = Pick<StepInputs, 'images' | 'labels' | 'noise'>;

/** The classes of a source's images as a conditional model knows them; null for other models. */
export function classesFor({ labels }: Pick<TrainingPlan, 'labels'>, source: PixelSource): Classes | null {
  if (labels.length === 0) return null;
  return classesOf(source.labels ?? new Array<null>(source.images).fill(null), labels);
}

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

/** [positions, count] packed, one-hot. */
export function oneHotAt(classes: Classes, positions: Uint32Array, count: number): Float32Array {
  return oneHot(
    Int32Array.from(positions, (position) => classes[position]!),
    count,
  );
}
