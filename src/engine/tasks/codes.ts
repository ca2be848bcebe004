/** The codes of a model's dataset: made once, kept beside the model, completed when images were added. */
import { join } from 'node:path';
import type { Codes } from '../../shared/latent.ts';
import type { TaskContext } from '../jobs/task.ts';
import { embedImages } from '../latent/embed.ts';
import type { Library } from '../library/library.ts';
import { CODES_FILE, readStoredCodes } from '../library/codes.ts';
import { openModel } from '../runtime/model.ts';
import { openDatasetPixels } from './dataset-pixels.ts';

/** The codes on disk, when there are as many as images. */
export async function readCodes(library: Library, modelId: string): Promise<Codes | null> {
  const codes = await readStoredCodes(library, modelId);
  const { datasetId } = library.models.get(modelId);
  return codes?.rows === library.datasets.count(datasetId) ? codes : null;
}

/** `[images, latent]`: posterior means, in the order of the dataset. Images that have a code are not encoded again. */
export async function ensureCodes(modelId: string, context: TaskContext): Promise<Codes> {
  const { library, progress, signal, emit } = context;
  const { datasetId } = library.models.get(modelId);
  const present = await readStoredCodes(library, modelId);
  if (present?.rows === library.datasets.count(datasetId)) return present;

  const folder = library.modelFolder(modelId);
  const model = await openModel(folder);
  try {
    const { size, channels } = model.card.image;
    const source = await openDatasetPixels(datasetId, { size, channels }, context);
    try {
      const known = present?.values;
      await embedImages(model, source, join(folder, CODES_FILE), { progress, signal, known });
    } finally {
      source.close();
    }
  } finally {
    await model.dispose();
  }
  library.models.update(modelId, { embedded: true });
  emit('library', { changed: 'models', id: modelId });
  return (await readStoredCodes(library, modelId))!;
}
