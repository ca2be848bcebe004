/** The questions that the explorer answers at once (src/shared/latent.ts). */
import type {
  Codes,
  Inspection,
  PathOptions,
  Pictures,
  SampleNeighbours,
  SampleOptions,
} from '../../shared/latent.ts';
import { MorphospaceError } from '../../shared/errors.ts';
import type { Neighbours } from '../analysis/neighbours.ts';
import type { TaskContext } from '../jobs/task.ts';
import { decodeSquare } from '../images/original.ts';
import { pathThrough } from '../latent/interpolate.ts';
import { inspectImage } from '../latent/inspect.ts';
import { toPictures } from '../latent/pictures.ts';
import { sampleAround, sampleCodes } from '../latent/sample.ts';
import type { Library } from '../library/library.ts';
import type { OpenModel } from '../runtime/model.ts';
import { type ExploredModel, exploredModel } from './explored-models.ts';
import { openDatasetPixels } from './dataset-pixels.ts';
import { nearestImages } from './sample-neighbours.ts';
import { type ToldLabels, chosenLabel, chosenLabels, drawnLabels, labelsOfImages } from './told-labels.ts';

export async function inspect(
  { modelId, index }: { modelId: string; index: number },
  context: TaskContext,
): Promise<Omit<Inspection, 'image'>> {
  const { model } = await exploredModel(context.library, modelId);
  const labels = labelsOfImages(context.library, modelId, model, [index]);
  return inspectImage(model, await pixelsOf(modelId, model, [index], context), labels);
}

/** What neighbours are wanted of: one image, the mean of several, or a code from anywhere. */
export interface NeighbourQuestion {
  modelId: string;
  index?: number;
  indices?: number[];
  code?: Float32Array;
  k: number;
}

export async function neighbours(
  { modelId, index, indices, code, k }: NeighbourQuestion,
  { library }: TaskContext,
): Promise<{ index: number; distance: number }[]> {
  const explored = await exploredModel(library, modelId);
  const asked = indices ?? (index === undefined ? [] : [index]);
  requireImages(asked, (await explored.codes()).rows);
  const search = await explored.search();
  let found: Neighbours;
  if (indices) found = search.nearestToMeanOf(indices, k);
  else if (index !== undefined) found = await search.nearestToRows(Int32Array.of(index), k);
  else found = await search.nearest(singleCode(code ?? new Float32Array(0)), k);
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
  const labels = labelsOfImages(context.library, modelId, model, indices);
  return encodePixels(model, await pixelsOf(modelId, model, indices, context), indices.length, labels);
}

export async function encodeFile(
  { modelId, bytes, label }: { modelId: string; bytes: Uint8Array; label?: string },
  { library }: TaskContext,
): Promise<Codes> {
  const { model } = await exploredModel(library, modelId);
  const { size, channels } = model.card.image;
  const labels = label === undefined ? null : chosenLabel(model, label, 1);
  return encodePixels(model, await decodeSquare(bytes, size, channels), 1, labels);
}

export async function decode(
  { modelId, codes, label }: { modelId: string; codes: Codes; label?: string },
  { library }: TaskContext,
): Promise<Pictures> {
  const { model } = await exploredModel(library, modelId);
  return decodePictures(model, codes, label === undefined ? null : chosenLabel(model, label, codes.rows));
}

export async function path(
  { modelId, indices, ...options }: { modelId: string; indices: number[] } & PathOptions,
  context: TaskContext,
): Promise<{ codes: Codes; pictures: Pictures }> {
  const { model } = await exploredModel(context.library, modelId);
  const pixels = await pixelsOf(modelId, model, indices, context);
  const labels = labelsOfImages(context.library, modelId, model, indices);
  return decodePath(model, await encodePixels(model, pixels, indices.length, labels), labels, options);
}

export async function pathOfCodes(
  {
    modelId,
    codes,
    labels,
    ...options
  }: { modelId: string; codes: Codes; labels?: (string | null)[] } & PathOptions,
  { library }: TaskContext,
): Promise<{ codes: Codes; pictures: Pictures }> {
  const { model } = await exploredModel(library, modelId);
  return decodePath(model, codes, labels ? chosenLabels(model, labels) : null, options);
}

async function decodePath(
  model: OpenModel,
  stops: Codes,
  labels: ToldLabels,
  options: PathOptions,
): Promise<{ codes: Codes; pictures: Pictures }> {
  const codes = pathThrough(stops, options);
  return {
    codes,
    pictures: await decodePictures(model, codes, labelsAlong(labels, stops.rows, options)),
  };
}

export async function sample(
  { modelId, ...options }: { modelId: string } & SampleOptions,
  { library }: TaskContext,
): Promise<{ codes: Codes; pictures: Pictures; nearest: SampleNeighbours | null }> {
  const explored = await exploredModel(library, modelId);
  const codes = await drawCodes(explored, options);
  const labels = labelsForSamples(library, modelId, explored.model, options);
  return {
    codes,
    pictures: await decodePictures(explored.model, codes, labels),
    nearest: await nearestImages(explored, codes),
  };
}

export async function drawCodes(explored: ExploredModel, options: SampleOptions): Promise<Codes> {
  const mixture = options.from === 'mixture' ? await explored.mixture() : null;
  if (options.around) return sampleAround(options.around, mixture, options);
  return sampleCodes(mixture, explored.model.card.latent.dimensions, options);
}

/** Of the chosen label, or of labels at random. */
export function labelsForSamples(
  library: Library,
  modelId: string,
  model: OpenModel,
  { label, count, seed }: SampleOptions,
): ToldLabels {
  if (label !== undefined) return chosenLabel(model, label, count);
  return drawnLabels(library, modelId, model, count, seed);
}

/** Between images of two labels a path goes from one label to the other as it goes from one code to the other. */
export function labelsAlong(labels: ToldLabels, images: number, options: PathOptions): ToldLabels {
  if (!labels) return null;
  const rows = { rows: images, dimensions: labels.length / images, values: labels };
  return pathThrough(rows, { ...options, interpolation: 'linear' }).values;
}

export async function decodePictures(
  model: OpenModel,
  { rows, values }: Codes,
  labels: ToldLabels = null,
): Promise<Pictures> {
  const { size, channels } = model.card.image;
  return toPictures({ count: rows, channels, size, values: await model.decode(values, rows, labels) });
}

export async function encodePixels(
  model: OpenModel,
  pixels: Uint8Array,
  count: number,
  labels: ToldLabels = null,
): Promise<Codes> {
  const { mean } = await model.encode(pixels, count, labels);
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

/** @throws MorphospaceError `no-such-image` */
function requireImages(indices: readonly number[], images: number): void {
  const beyond = indices.find((index) => index >= images);
  if (beyond === undefined) return;
  throw new MorphospaceError(
    'no-such-image',
    `There is no image ${beyond} among the ${images} that this model has encoded.`,
    'Choose another image.',
  );
}

function singleCode(values: Float32Array): Codes {
  return { rows: 1, dimensions: values.length, values };
}
