import type { LatentStatistics } from '../../shared/steering.ts';
import type { TaskContext } from '../jobs/task.ts';
import { describeCodes, klOfPosteriors, type MeasuredKl } from '../latent/statistics.ts';
import { pixelsOf } from './explore.ts';
import { exploredModel, type ExploredModel } from './explored-models.ts';
import { labelsOfImages } from './told-labels.ts';

/** Images that KL is measured on where a model does not say what it was on held-out ones. */
const MEASURED_IMAGES = 512;

/** Kept as long as the model is: finding the principal directions of 1,024 dimensions takes seconds. */
const described = new WeakMap<ExploredModel, Promise<LatentStatistics>>();

/** @throws MorphospaceError `not-embedded` */
export async function latentStatistics(
  { modelId }: { modelId: string },
  context: TaskContext,
): Promise<LatentStatistics> {
  const explored = await exploredModel(context.library, modelId);
  const known = described.get(explored);
  if (known) return known;
  const codes = await explored.codes();
  const statistics = measureKl(modelId, explored, context).then((kl) => describeCodes(codes, kl));
  described.set(explored, statistics);
  statistics.catch(() => described.delete(explored));
  return statistics;
}

/** As it was on the held-out images when the model was trained, else over images spread evenly over the dataset. */
async function measureKl(
  modelId: string,
  { model }: ExploredModel,
  context: TaskContext,
): Promise<MeasuredKl | null> {
  const { validation, latent } = model.card;
  if (validation?.klPerDimension.length === latent.dimensions) {
    return { images: validation.images, perDimension: validation.klPerDimension };
  }
  const rows = context.library.datasets.count(context.library.models.get(modelId).datasetId);
  const images = Math.min(rows, MEASURED_IMAGES);
  const indices = Array.from({ length: images }, (_, i) => Math.floor((i * rows) / images));
  const labels = labelsOfImages(context.library, modelId, model, indices);
  const pixels = await pixelsOf(modelId, model, indices, context);
  const { mean, logVariance } = await model.encode(pixels, images, labels);
  return logVariance && { images, perDimension: klOfPosteriors(mean, logVariance, latent.dimensions) };
}
