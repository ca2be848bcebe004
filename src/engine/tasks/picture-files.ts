/** Samples and morphs as files. */
import { extname } from 'node:path';
import type { PictureFilesResult } from '../../shared/job-results.ts';
import type { Codes, PathOptions, Pictures, SampleOptions } from '../../shared/latent.ts';
import { writeFrames } from '../export/animation.ts';
import { writeGrid } from '../export/grid.ts';
import { decodeSquare } from '../images/original.ts';
import type { TaskContext } from '../jobs/task.ts';
import { pathThrough } from '../latent/interpolate.ts';
import type { OpenModel } from '../runtime/model.ts';
import {
  decodePictures,
  drawCodes,
  encodePixels,
  labelsAlong,
  labelsForSamples,
  pixelsOf,
} from './explore.ts';
import { exploredModel } from './explored-models.ts';
import { type ToldLabels, labelsOfImages } from './told-labels.ts';

/** Frames decoded together: enough to keep the processor busy, few enough to cancel between. */
const DECODED_TOGETHER = 64;

export interface ExportSamplesInput {
  modelId: string;
  out: string;
  options: SampleOptions;
}

export async function exportSamples(
  { modelId, out, options }: ExportSamplesInput,
  context: TaskContext,
): Promise<PictureFilesResult> {
  const explored = await exploredModel(context.library, modelId);
  const codes = await drawCodes(explored, options);
  const labels = labelsForSamples(context.library, modelId, explored.model, options);
  if (extname(out).toLowerCase() === '.png') {
    await writeGrid(await decodePictures(explored.model, codes, labels), out);
  } else {
    await writeDecoded(explored.model, codes, labels, out, context);
  }
  return { images: codes.rows, file: out };
}

export interface ExportMorphInput {
  modelId: string;
  /** Indices in the dataset, or paths of files. */
  images: (number | string)[];
  out: string;
  framesPerSecond: number;
  options: PathOptions;
}

export async function exportMorph(
  { modelId, images, out, framesPerSecond, options }: ExportMorphInput,
  context: TaskContext,
): Promise<PictureFilesResult> {
  const { model } = await exploredModel(context.library, modelId);
  const { size, channels } = model.card.image;
  const bytes = size * size * channels;
  const pixels = new Uint8Array(images.length * bytes);
  for (const [place, image] of images.entries()) {
    const square =
      typeof image === 'number'
        ? await pixelsOf(modelId, model, [image], context)
        : await decodeSquare(image, size, channels);
    pixels.set(square, place * bytes);
  }
  const places = images.map((image) => (typeof image === 'number' ? image : null));
  const labels = labelsOfImages(context.library, modelId, model, places);
  const codes = pathThrough(await encodePixels(model, pixels, images.length, labels), options);
  const along = labelsAlong(labels, images.length, options);
  await writeDecoded(model, codes, along, out, context, framesPerSecond);
  return { images: codes.rows, file: out };
}

async function writeDecoded(
  model: OpenModel,
  codes: Codes,
  labels: ToldLabels,
  out: string,
  { progress, signal }: TaskContext,
  framesPerSecond?: number,
): Promise<void> {
  const frames = {
    count: codes.rows,
    size: model.card.image.size,
    pictures: decodeInPieces(model, codes, labels),
  };
  await writeFrames(frames, out, { framesPerSecond, progress, signal });
}

async function* decodeInPieces(
  model: OpenModel,
  { rows, dimensions, values }: Codes,
  labels: ToldLabels,
): AsyncGenerator<Pictures> {
  const width = labels ? labels.length / rows : 0;
  for (let from = 0; from < rows; from += DECODED_TOGETHER) {
    const count = Math.min(DECODED_TOGETHER, rows - from);
    const piece = values.subarray(from * dimensions, (from + count) * dimensions);
    const told = labels && labels.subarray(from * width, (from + count) * width);
    yield await decodePictures(model, { rows: count, dimensions, values: piece }, told);
  }
}
