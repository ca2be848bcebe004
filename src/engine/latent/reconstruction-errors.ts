import type { Codes } from '../../shared/latent.ts';
import { Breather, type Work } from '../analysis/work.ts';
import { imageBytes, type PixelSource } from '../images/pixel-source.ts';
import { classesFor, oneHotAt } from '../models/labels.ts';
import type { OpenModel } from '../runtime/model.ts';
import { requireSameImages } from './same-images.ts';

/** Values of the images that are decoded together, 16 MB of them. */
const PIECE_VALUES = 2 ** 22;

/**
 * Mean squared error per pixel value between each image and the picture decoded from its code, images in 0..1.
 *
 * @param codes of all images of the source, in their order; a conditional model is told the images' labels.
 * @throws MorphospaceError `other-images`, `cancelled`
 */
export async function reconstructionErrors(
  model: OpenModel,
  source: PixelSource,
  { rows, dimensions, values: codes }: Codes,
  { progress, signal }: Work = {},
): Promise<Float32Array> {
  requireSameImages(model, source);
  const { labels } = model.card.plan;
  const classes = classesFor(labels, source);
  const stride = imageBytes(source);
  const piece = Math.max(1, Math.floor(PIECE_VALUES / stride));
  const pixels = new Uint8Array(Math.min(piece, rows) * stride);
  const errors = new Float32Array(rows);
  const breather = new Breather(signal);
  for (let from = 0; from < rows; from += piece) {
    const count = Math.min(piece, rows - from);
    const positions = Array.from({ length: count }, (_, i) => from + i);
    await source.read(positions, pixels.subarray(0, count * stride));
    const told = classes && oneHotAt(classes, positions, labels.length);
    const decoded = await model.decode(
      codes.subarray(from * dimensions, (from + count) * dimensions),
      count,
      told,
    );
    for (let image = 0; image < count; image++) {
      let sum = 0;
      for (let i = image * stride; i < (image + 1) * stride; i++) {
        sum += (pixels[i]! / 255 - decoded[i]!) ** 2;
      }
      errors[from + image] = sum / stride;
    }
    progress?.({ title: 'Measuring reconstructions', value: (from + count) / rows });
    await breather.breathe();
  }
  return errors;
}
