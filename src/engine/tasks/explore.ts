/** The questions that the explorer answers at once (src/shared/latent.ts). */
import type { Codes, Inspection, PathOptions, Pictures, SampleOptions } from '../../shared/latent.ts';
import type { TaskContext } from '../jobs/task.ts';
import { decodeSquare } from '../images/original.ts';
import { pathThrough } from '../latent/interpolate.ts';
import { inspectImage } from '../latent/inspect.ts';
import { toPictures } from '../latent/pictures.ts';
import { sampleCodes } from '../latent/sample.ts';
import type { OpenModel } from '../runtime/model.ts';
import { type ExploredModel, exploredModel } from './explored-models.ts';
import { openDatasetPixels } from './dataset-pixels.ts';

export async function inspect(
  { modelId, index }: { modelId: string; index: number },
  context: TaskContext,
): Promise<Omit<Inspection, 'image'>> {
  const { model } = await exploredModel(context.library, modelId);
  return inspectImage(model, await pixelsOf(modelId, model, [index], context));
}

export async function neighbours(
  { modelId, index, code, k }: { modelId: string; index?: number; code?: Float32Array; k: number },
  { library }: TaskContext,
): Promise<{ index: number; distance: number }[]> {
  const explored = await exploredModel(library, modelId);
  const search = await explored.search();
  const found =
    index !== undefined
      ? await search.nearestToRows(Int32Array.of(index), k)
      : await search.nearest(singleCode(code ?? new Float32Array(0)), k);
  return Array.from({ length: found.k }, (_, i) => ({
    index: found.indices[i]!,
    distance: found.distances[i]!,
  }));
}

export async function encode(
  { modelId, indices }: { modelId: string; indices: number[] },
  context: TaskContext,
): Promise<Codes> {
  const { model } = await exploredModel(context.library, modelId);
  return encodePixels(model, await pixelsOf(modelId, model, indices, context), indices.length);
}

export async function encodeFile(
  { modelId, bytes }: { modelId: string; bytes: Uint8Array },
  { library }: TaskContext,
): Promise<Codes> {
  const { model } = await exploredModel(library, modelId);
  const { size, channels } = model.card.image;
  return encodePixels(model, await decodeSquare(bytes, size, channels), 1);
}

export async function decode(
  { modelId, codes }: { modelId: string; codes: Codes },
  { library }: TaskContext,
): Promise<Pictures> {
  const { model } = await exploredModel(library, modelId);
  return decodePictures(model, codes);
}

export async function path(
  { modelId, indices, ...options }: { modelId: string; indices: number[] } & PathOptions,
  context: TaskContext,
): Promise<{ codes: Codes; pictures: Pictures }> {
  const { model } = await exploredModel(context.library, modelId);
  const pixels = await pixelsOf(modelId, model, indices, context);
  const codes = pathThrough(await encodePixels(model, pixels, indices.length), options);
  return { codes, pictures: await decodePictures(model, codes) };
}

export async function sample(
  { modelId, ...options }: { modelId: string } & SampleOptions,
  { library }: TaskContext,
): Promise<{ codes: Codes; pictures: Pictures }> {
  const explored = await exploredModel(library, modelId);
  const codes = await drawCodes(explored, options);
  return { codes, pictures: await decodePictures(explored.model, codes) };
}

export async function drawCodes(explored: ExploredModel, options: SampleOptions): Promise<Codes> {
  const mixture = options.from === 'mixture' ? await explored.mixture() : null;
  return sampleCodes(mixture, explored.model.card.latent.dimensions, options);
}

export async function decodePictures(model: OpenModel, { rows, values }: Codes): Promise<Pictures> {
  const { size, channels } = model.card.image;
  return toPictures({ count: rows, channels, size, values: await model.decode(values, rows) });
}

export async function encodePixels(model: OpenModel, pixels: Uint8Array, count: number): Promise<Codes> {
  const { mean } = await model.encode(pixels, count);
  return { rows: count, dimensions: model.card.latent.dimensions, values: mean };
}

/** `[indices, channels, size, size]` as the model sees them. */
export async function pixelsOf(
  modelId: string,
  { card }: OpenModel,
  indices: readonly number[],
  context: TaskContext,
): Promise<Uint8Array> {
  const { size, channels } = card.image;
  const { datasetId } = context.library.models.get(modelId);
  const source = await openDatasetPixels(datasetId, { size, channels }, context);
  try {
    const pixels = new Uint8Array(indices.length * channels * size * size);
    await source.read(indices, pixels);
    return pixels;
  } finally {
    source.close();
  }
}

function singleCode(values: Float32Array): Codes {
  return { rows: 1, dimensions: values.length, values };
}
