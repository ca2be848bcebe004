/** The codes of a model's dataset, kept beside the model: `[images, latent]` posterior means in the order of the dataset. */
import { join } from 'node:path';
import type { Codes } from '../../shared/latent.ts';
import type { Library } from './library.ts';
import { readNpy } from './npy.ts';

export const CODES_FILE = 'codes.npy';

/** The codes on disk, of all images or of those that there were when they were made; null before the first. */
export async function readStoredCodes(library: Library, modelId: string): Promise<Codes | null> {
  if (!library.models.get(modelId).embedded) return null;
  const { shape, values } = await readNpy(join(library.modelFolder(modelId), CODES_FILE));
  const [rows, dimensions] = shape as [number, number];
  return { rows, dimensions, values };
}
