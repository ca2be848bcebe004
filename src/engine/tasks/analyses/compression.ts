/** Bytes of an image as its code, beside JPEG of the same pixels at the same PSNR. */
import type { ResultOf } from '../../../shared/analyses.ts';
import type { Codes } from '../../../shared/latent.ts';
import { JpegRates, meanPsnr } from '../../analysis/jpeg-rate.ts';
import { BYTES_PER_SCALE, throughEightBits } from '../../analysis/quantise.ts';
import { rowsAt } from '../../analysis/rows-at.ts';
import { openModel } from '../../runtime/model.ts';
import type { Analysis } from '../analyse.ts';
import { ensureCodes } from '../codes.ts';
import { openDatasetPixels } from '../dataset-pixels.ts';
import { labelsOfImages } from '../told-labels.ts';

type Measured = ResultOf<'compression'>['codes'][number];

/** Enough for a mean PSNR within some hundredths of a decibel. */
const MOST_IMAGES = 500;

export const compression: Analysis<'compression'> = async ({ datasetId, modelId }, context) => {
  const { library, progress, signal } = context;
  const codes = await ensureCodes(modelId, context);
  const count = Math.min(MOST_IMAGES, codes.rows);
  const images = Array.from({ length: count }, (_, i) => Math.floor((i * codes.rows) / count));
  const model = await openModel(library.modelFolder(modelId));
  try {
    const { size, channels } = model.card.image;
    const told = labelsOfImages(library, modelId, model, images);
    const pixels = new Uint8Array(count * channels * size * size);
    const source = await openDatasetPixels(datasetId, { size, channels }, context);
    try {
      await source.read(images, pixels);
    } finally {
      source.close();
    }
    const pictures = { count, channels, size, pixels };
    const jpeg = new JpegRates(pictures, { signal });

    const measure = async (
      precision: Measured['precision'],
      bytesPerImage: number,
      { values }: Codes,
    ): Promise<Measured> => {
      progress({ title: `Coding images in ${precision}`, value: null });
      const psnr = meanPsnr(pictures, await model.decode(values, count, told));
      const rate = await jpeg.atPsnr(psnr);
      return {
        precision,
        bytesPerImage,
        psnr,
        jpegBytes: rate?.bytes ?? null,
        jpegQuality: rate?.quality ?? null,
      };
    };
    const { rows, dimensions } = codes;
    return {
      kind: 'compression',
      images: count,
      rawBytes: channels * size * size,
      codes: [
        await measure('float32', 4 * dimensions, rowsAt(codes, images)),
        // The scales of the dimensions are shared by all images of the dataset.
        await measure(
          '8-bit',
          dimensions * (1 + BYTES_PER_SCALE / rows),
          rowsAt(throughEightBits(codes), images),
        ),
      ],
    };
  } finally {
    await model.dispose();
  }
};
