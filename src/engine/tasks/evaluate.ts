/** Measures a model on the images that its training held out, or on all images of another dataset. */
import type { EvaluateResult } from '../../shared/contract.ts';
import type { TaskContext } from '../jobs/task.ts';
import { evaluateModel } from '../training/evaluate.ts';
import { splitImages } from '../training/split.ts';
import { openDatasetPixels } from './dataset-pixels.ts';

export interface EvaluateInput {
  modelId: string;
  datasetId?: string;
}

export async function evaluate(
  { modelId, datasetId }: EvaluateInput,
  context: TaskContext,
): Promise<EvaluateResult> {
  const { library, progress, signal } = context;
  const { plan, datasetId: own } = library.models.get(modelId);
  const measured = datasetId ?? own;
  const source = await openDatasetPixels(
    measured,
    { size: plan.size, channels: plan.imageChannels },
    context,
  );
  try {
    const ids = [...library.datasets.eachImage(measured)].map(({ id }) => id);
    const positions = measured === own ? splitImages(ids, plan.seed).heldOut : undefined;
    const validation = await evaluateModel(library.modelFolder(modelId), source, positions, {
      progress,
      signal,
    });
    return { validation };
  } finally {
    source.close();
  }
}
