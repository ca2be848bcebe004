/**
 * Which images a model is trained on: those that its dataset has when the run begins, without those that a person has left out.
 * That is written down beside the model then, so that a resumed run goes on with the same images, whatever was added, left out or
 * taken back since, and so that images which it has not learnt from are found again.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { MorphospaceError } from '../../shared/errors.ts';
import { writeFileAtomically } from '../library/atomic.ts';
import type { Library } from '../library/library.ts';
import { lastCheckpointPath } from '../training/checkpoint.ts';
import { readJson } from './read-json.ts';

const trainingImagesSchema = z.object({
  /** The first so many of the dataset. */
  images: z.number().int(),
  /** Positions of those that were left out, ascending. */
  excluded: z.array(z.number().int()),
});
export type TrainingImages = z.infer<typeof trainingImagesSchema>;

/** Null for a model that an earlier version has trained, on all images that there were. */
export async function readTrainingImages(folder: string): Promise<TrainingImages | null> {
  const path = fileIn(folder);
  return existsSync(path) ? readJson(path, trainingImagesSchema) : null;
}

/**
 * Those of the run that was begun, or, for one that begins now, those of this moment.
 *
 * @throws MorphospaceError `too-few-images`
 */
export async function settleTrainingImages(
  library: Library,
  modelId: string,
): Promise<TrainingImages | null> {
  const folder = library.modelFolder(modelId);
  const settled = await readTrainingImages(folder);
  if (settled || existsSync(lastCheckpointPath(folder))) return settled;
  const { datasetId } = library.models.get(modelId);
  const now = {
    images: library.datasets.count(datasetId),
    excluded: library.curation.excludedImages(datasetId),
  };
  if (now.images - now.excluded.length < 2) {
    throw new MorphospaceError(
      'too-few-images',
      'Fewer than two images are left to train on.',
      'Take images back into training, or add more.',
    );
  }
  await writeFileAtomically(fileIn(folder), JSON.stringify(now));
  return now;
}

function fileIn(folder: string): string {
  return join(folder, 'training-images.json');
}
