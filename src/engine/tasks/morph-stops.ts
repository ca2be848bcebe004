/** The stops of a morph: images of the dataset, files, and codes that no image has. */
import { decodeSquare } from '../images/original.ts';
import type { TaskContext } from '../jobs/task.ts';
import type { Codes } from '../../shared/latent.ts';
import { MorphospaceError } from '../../shared/errors.ts';
import { toUnitRange } from '../latent/pictures.ts';
import type { OpenModel } from '../runtime/model.ts';
import { encodePixels, pixelsOf } from './explore.ts';
import { labelsOfImages, type ToldLabels } from './told-labels.ts';

export interface MorphStops {
  codes: Codes;
  labels: ToldLabels;
  /** [stops, channels, size, size] packed, in 0..1: the images themselves; of a code, its picture. */
  pixels: Float32Array;
}

/** @throws MorphospaceError `unreadable-image`; `bad-request` for a code of another length. */
export async function morphStops(
  model: OpenModel,
  modelId: string,
  images: readonly (number | string | Float32Array)[],
  context: TaskContext,
): Promise<MorphStops> {
  const { size, channels } = model.card.image;
  const { dimensions } = model.card.latent;
  const stride = size * size * channels;
  const codes = { rows: images.length, dimensions, values: new Float32Array(images.length * dimensions) };
  const pixels = new Float32Array(images.length * stride);
  const places = images.map((image) => (typeof image === 'number' ? image : null));
  const labels = labelsOfImages(context.library, modelId, model, places);
  for (const [stop, image] of images.entries()) {
    const told =
      labels &&
      labels.subarray((stop * labels.length) / images.length, ((stop + 1) * labels.length) / images.length);
    if (image instanceof Float32Array) {
      requireLength(image, dimensions);
      codes.values.set(image, stop * dimensions);
      pixels.set(await model.decode(image, 1, told), stop * stride);
    } else {
      const square =
        typeof image === 'number'
          ? await pixelsOf(modelId, model, [image], context)
          : await decodeSquare(image, size, channels);
      codes.values.set((await encodePixels(model, square, 1, told)).values, stop * dimensions);
      pixels.set(toUnitRange(square), stop * stride);
    }
  }
  return { codes, labels, pixels };
}

function requireLength(code: Float32Array, dimensions: number): void {
  if (code.length === dimensions) return;
  throw new MorphospaceError(
    'bad-request',
    `A code of this model has ${dimensions} numbers, not ${code.length}.`,
    'Choose codes that were made by this model.',
  );
}
