/** A model's files as a browser can fetch them: their sizes, and the card that describes them. */
import { MorphospaceError } from '../../../shared/errors.ts';
import { modelCardSchema, type ModelCard } from '../../../shared/models.ts';
import { resourcePaths } from '../../../shared/resources.ts';
import type { Host } from '../../host.ts';

export const modelFileNames = ['encoder.onnx', 'decoder.onnx', 'model.json'] as const;
export type ModelFileName = (typeof modelFileNames)[number];

export interface ModelFiles {
  card: ModelCard;
  /** Bytes of each file, where the host tells. */
  sizes: Partial<Record<ModelFileName, number>>;
}

/** @throws MorphospaceError `model-files` when they cannot be read. */
export async function readModelFiles(host: Host, modelId: string): Promise<ModelFiles> {
  const address = (file: ModelFileName) => host.resourceUrl(resourcePaths.modelFile(modelId, file));
  try {
    const response = await fetch(address('model.json'));
    if (!response.ok) throw new Error(`${response.status} ${response.statusText}`);
    const card = modelCardSchema.parse(await response.json());
    const sizes = await Promise.all(modelFileNames.map((file) => sizeOf(address(file))));
    return { card, sizes: Object.fromEntries(modelFileNames.map((file, i) => [file, sizes[i]])) };
  } catch (cause) {
    throw new MorphospaceError(
      'model-files',
      "This model's files cannot be read.",
      'Train the model a little longer, so that they are written again.',
      { cause },
    );
  }
}

async function sizeOf(address: string): Promise<number | undefined> {
  const response = await fetch(address, { method: 'HEAD' });
  const length = response.ok ? response.headers.get('content-length') : null;
  return length === null ? undefined : Number(length);
}
