/** Which images of its dataset a model has not learnt from, for screens that show how well it does on those. */
import type { TaskContext } from '../jobs/task.ts';
import { splitImages } from '../training/split.ts';
import { readTrainingImages } from './training-images.ts';

/** @returns at most `count` positions in the dataset, spread over all that are held out, ascending. */
export async function heldOutImages(
  { modelId, count }: { modelId: string; count: number },
  { library }: TaskContext,
): Promise<number[]> {
  const { plan, datasetId } = library.models.get(modelId);
  const ids = [...library.datasets.eachImage(datasetId)].map(({ id }) => id);
  const settled = await readTrainingImages(library.modelFolder(modelId));
  const { heldOut } = splitImages(ids, plan.seed, new Set(settled?.excluded));
  const shown = Math.min(count, heldOut.length);
  return Array.from({ length: shown }, (_, i) => heldOut[Math.floor((i * heldOut.length) / shown)]!);
}
