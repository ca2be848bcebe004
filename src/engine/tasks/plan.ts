/** What automatic mode makes of a dataset. */
import type { TrainingOptions, TrainingPlan } from '../../shared/models.ts';
import type { TaskContext } from '../jobs/task.ts';
import { defineModel } from '../models/define.ts';
import { countParameters } from '../models/definition.ts';
import { isNearBinary } from '../training/binary.ts';
import { planTraining } from '../training/plan.ts';
import { cachedPixels } from './dataset-pixels.ts';

export interface PlanInput {
  datasetId: string;
  options: TrainingOptions;
}

export function plan({ datasetId, options }: PlanInput, context: TaskContext) {
  return planFor(datasetId, options, context);
}

/** On the processor until the devices were timed: a plan must come at once. */
export async function planFor(
  datasetId: string,
  options: TrainingOptions,
  { library }: Pick<TaskContext, 'library'>,
): Promise<{ plan: TrainingPlan; parameters: number }> {
  const { images, channels, medianShortSide, labels } = library.datasets.get(datasetId);
  const device = options.device === undefined || options.device === 'auto' ? 'cpu' : options.device;
  const pixels = await cachedPixels(library, datasetId);
  const nearBinary = pixels !== null && (await isNearBinary(pixels).finally(() => pixels.close()));
  const excluded = library.curation.excludedImages(datasetId).length;
  const facts = {
    images: images - excluded,
    channels,
    medianShortSide,
    nearBinary,
    labels: labels.map(({ name }) => name),
  };
  const made = planTraining(facts, options, device);
  return { plan: made, parameters: countParameters(defineModel(made)) };
}
