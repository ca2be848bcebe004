/** What trained models make of images, by their exported files. */
import type { PixelSource } from '../../src/engine/images/pixel-source.ts';
import { openModel, type OpenModel } from '../../src/engine/runtime/model.ts';
import type { Codes } from '../../src/shared/latent.ts';
import { piecesOf } from './image-set.ts';

/** `[images, latent]`: posterior means, or the codes of an autoencoder. */
export async function encodeAll(folder: string, source: PixelSource): Promise<Codes> {
  return withModel(folder, async (model) => {
    const { dimensions } = model.card.latent;
    const values = new Float32Array(source.images * dimensions);
    for await (const { from, count, pixels } of piecesOf(source)) {
      values.set((await model.encode(pixels, count)).mean, from * dimensions);
    }
    return { rows: source.images, dimensions, values };
  });
}

/** Squared error of each image's reconstruction (of the posterior mean), summed over its pixels, with images in 0..1. */
export async function reconstructionErrors(folder: string, source: PixelSource): Promise<Float64Array> {
  return withModel(folder, async (model) => {
    const errors = new Float64Array(source.images);
    for await (const { from, count, pixels } of piecesOf(source)) {
      const decoded = await model.decode((await model.encode(pixels, count)).mean, count);
      const values = pixels.length / count;
      for (const [i, byte] of pixels.entries()) {
        errors[from + Math.floor(i / values)]! += (byte / 255 - decoded[i]!) ** 2;
      }
    }
    return errors;
  });
}

/** All pixels as codes in 0..1, `[images, channels x size x size]`. */
export async function pixelsAsCodes(source: PixelSource): Promise<Codes> {
  const dimensions = source.channels * source.size ** 2;
  const values = new Float32Array(source.images * dimensions);
  for await (const { from, pixels } of piecesOf(source)) {
    values.set(
      Float32Array.from(pixels, (byte) => byte / 255),
      from * dimensions,
    );
  }
  return { rows: source.images, dimensions, values };
}

export async function withModel<T>(folder: string, use: (model: OpenModel) => Promise<T>): Promise<T> {
  const model = await openModel(folder);
  try {
    return await use(model);
  } finally {
    await model.dispose();
  }
}
