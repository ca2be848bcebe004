/**
 * Measures a model on the images that its training held out, beside some of those that it learnt from, or on all images of another
 * dataset; a model that was made elsewhere has learnt from none of these, as far as anybody here knows.
 */
import { join } from 'node:path';
import type { EvaluateResult } from '../../shared/job-results.ts';
import { modelCardSchema, type Validation } from '../../shared/models.ts';
import type { Work } from '../analysis/work.ts';
import type { PixelSource } from '../images/pixel-source.ts';
import type { TaskContext } from '../jobs/task.ts';
import { findWarnings } from '../training/diagnostics.ts';
import { evaluateModel } from '../training/evaluate.ts';
import { splitImages, trainingSample } from '../training/split.ts';
import { openDatasetPixels } from './dataset-pixels.ts';
import { readJson } from './read-json.ts';
import { readTrainingImages } from './training-images.ts';

export interface EvaluateInput {
  modelId: string;
  datasetId?: string;
}

export async function evaluate(
  { modelId, datasetId }: EvaluateInput,
  context: TaskContext,
): Promise<EvaluateResult> {
  const { library, progress, signal } = context;
  const { plan, imported, datasetId: own } = library.models.get(modelId);
  const measured = datasetId ?? own;
  const source = await openDatasetPixels(
    measured,
    { size: plan.size, channels: plan.imageChannels },
    context,
  );
  try {
    const folder = library.modelFolder(modelId);
    const ids = [...library.datasets.eachImage(measured)].map(({ id }) => id);
    const validation =
      measured === own && imported === null
        ? await evaluateOwn(folder, source, ids, plan.seed, { progress, signal })
        : await evaluateModel(folder, source, undefined, { progress, signal });
    // What is wrong is told with how to train better, which nobody can do with a model from elsewhere.
    const warnings = imported ? [] : findWarnings(plan, validation, 'finished');
    return { validation, warnings };
  } finally {
    source.close();
  }
}

/**
 * Images that were added since the training are measured as held out when they fall on that side, but nothing was learnt from them.
 * Those that the training left out are not measured.
 */
async function evaluateOwn(
  folder: string,
  source: PixelSource,
  ids: readonly string[],
  seed: number,
  work: Work,
): Promise<Validation> {
  const { training } = await readJson(join(folder, 'model.json'), modelCardSchema);
  const settled = await readTrainingImages(folder);
  const excluded = new Set(settled?.excluded);
  const images = settled?.images ?? training.images + training.heldOut;
  const atTraining = splitImages(ids.slice(0, images), seed, excluded);
  const { heldOut } = splitImages(ids, seed, excluded);
  return evaluateModel(folder, source, heldOut, { ...work, training: trainingSample(atTraining) });
}
