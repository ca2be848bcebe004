/** One image as a model sees it: what went in, what came out, and where the two differ. */
import type { Inspection } from '../../shared/latent.ts';
import type { OpenModel } from '../runtime/model.ts';
import { psnrOf } from './psnr.ts';
import { joinPictures, toHeatMaps, toPictures, toUnitRange } from './pictures.ts';

/**
 * @param pixels [1, channels, size, size] bytes, at the model's size.
 * @param labels of the image, one-hot, for a conditional model.
 * @returns input, reconstruction and heat map in this order; the error is that of the decoded posterior mean.
 */
export async function inspectImage(
  model: OpenModel,
  pixels: Uint8Array,
  labels: Float32Array | null,
): Promise<Omit<Inspection, 'image'>> {
  const { size, channels } = model.card.image;
  const { mean } = await model.encode(pixels, 1, labels);
  const input = { count: 1, channels, size, values: toUnitRange(pixels) };
  const reconstruction = { count: 1, channels, size, values: await model.decode(mean, 1, labels) };
  const mse = meanSquaredError(input.values, reconstruction.values);
  return {
    pictures: joinPictures(toPictures(input), toPictures(reconstruction), toHeatMaps(input, reconstruction)),
    mse,
    psnr: psnrOf(mse),
    code: Float32Array.from(mean),
  };
}

function meanSquaredError(one: Float32Array, other: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < one.length; i++) sum += (one[i]! - other[i]!) ** 2;
  return sum / one.length;
}
