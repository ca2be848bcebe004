/** Samples, morphs and pictures of any codes as files. */
import type { PictureFilesResult } from '../../shared/job-results.ts';
import type { Codes, Enlargement, PathOptions, Pictures, SampleOptions } from '../../shared/latent.ts';
import { type Frames, scaleFor, writeFrames, type WriteOptions } from '../export/animation.ts';
import { codeRows, type PictureNote } from '../export/picture-note.ts';
import type { TaskContext } from '../jobs/task.ts';
import { crossFade, sideBySide } from '../latent/cross-fade.ts';
import { pathThrough } from '../latent/interpolate.ts';
import { toPictures } from '../latent/pictures.ts';
import type { OpenModel } from '../runtime/model.ts';
import { decodePictures, drawCodes, labelsAlong, labelsForSamples } from './explore.ts';
import { exploredModel } from './explored-models.ts';
import { morphStops } from './morph-stops.ts';
import { chosenLabel, labelNames, type ToldLabels } from './told-labels.ts';

/** Frames decoded together: enough to keep the processor busy, few enough to cancel between. */
const DECODED_TOGETHER = 64;

interface Look extends Enlargement {
  out: string;
}

export interface ExportSamplesInput extends Look {
  modelId: string;
  options: SampleOptions;
}

export async function exportSamples(
  { modelId, options, ...look }: ExportSamplesInput,
  context: TaskContext,
): Promise<PictureFilesResult> {
  const explored = await exploredModel(context.library, modelId);
  const codes = await drawCodes(explored, options);
  const labels = labelsForSamples(context.library, modelId, explored.model, options);
  return writeCodes(explored.model, modelId, codes, labels, look, context);
}

export interface ExportCodesInput extends Look {
  modelId: string;
  codes: Codes;
  label?: string;
}

export async function exportCodes(
  { modelId, codes, label, ...look }: ExportCodesInput,
  context: TaskContext,
): Promise<PictureFilesResult> {
  const { model } = await exploredModel(context.library, modelId);
  const labels = label === undefined ? null : chosenLabel(model, label, codes.rows);
  return writeCodes(model, modelId, codes, labels, look, context);
}

/** As one grid, or each in a file of its own. */
async function writeCodes(
  model: OpenModel,
  modelId: string,
  codes: Codes,
  labels: ToldLabels,
  { out, columns = Math.ceil(Math.sqrt(codes.rows)), ...look }: Look,
  context: TaskContext,
): Promise<PictureFilesResult> {
  const { size } = model.card.image;
  const note = (frame?: number) => ({
    ...noteOf(model, modelId, out, look),
    codes: frame === undefined ? codeRows(codes) : codeRows(rowsOf(codes, frame, 1)),
    ...(labels
      ? { labels: labelNames(model, frame === undefined ? labels : rowOf(labels, codes, frame)) }
      : {}),
  });
  const frames = { count: codes.rows, size, pictures: decodeInPieces(model, codes, labels) };
  await writeFrames(frames, out, { ...look, columns, note, ...workOf(context) });
  return { images: codes.rows, file: out };
}

export interface ExportMorphInput extends Look {
  modelId: string;
  /** Indices in the dataset, paths of files, or codes. */
  images: (number | string | Float32Array)[];
  framesPerSecond: number;
  crossFade: boolean;
  options: PathOptions;
}

export async function exportMorph(
  { modelId, images, framesPerSecond, crossFade: beside, options, out, ...look }: ExportMorphInput,
  context: TaskContext,
): Promise<PictureFilesResult> {
  const { model } = await exploredModel(context.library, modelId);
  const { size, channels } = model.card.image;
  const { codes: stops, labels, pixels } = await morphStops(model, modelId, images, context);
  const codes = pathThrough(stops, options);
  const decoded = decodeInPieces(model, codes, labelsAlong(labels, images.length, options));
  const faded = (from: number, count: number) => {
    const values = crossFade(pixels, channels * size * size, options, from, count);
    return toPictures({ count, channels, size, values });
  };
  const note = (frame?: number): PictureNote => ({
    ...noteOf(model, modelId, out, look),
    codes: codeRows(frame === undefined ? stops : rowsOf(codes, frame, 1)),
    ...(frame === undefined ? { path: options } : {}),
    ...(labels && frame === undefined ? { labels: labelNames(model, labels) } : {}),
  });
  const frames: Frames = {
    count: codes.rows,
    size,
    across: beside ? 2 : 1,
    pictures: beside ? withBeside(decoded, faded) : decoded,
  };
  await writeFrames(frames, out, { ...look, framesPerSecond, note, ...workOf(context) });
  return { images: codes.rows, file: out };
}

function workOf({ progress, signal }: TaskContext): Pick<WriteOptions, 'progress' | 'signal'> {
  return { progress, signal };
}

/** What every file of a model tells. */
function noteOf(
  { card }: OpenModel,
  modelId: string,
  out: string,
  { scale, enlargement }: Omit<Enlargement, 'columns'>,
): Omit<PictureNote, 'codes'> {
  const times = scaleFor(out, card.image.size, scale);
  const enlarged = times > 1 ? { enlarged: { scale: times, by: enlargement } } : {};
  return { program: 'Morphospace', model: modelId, name: card.name, ...enlarged };
}

async function* decodeInPieces(model: OpenModel, codes: Codes, labels: ToldLabels): AsyncGenerator<Pictures> {
  const width = labels ? labels.length / codes.rows : 0;
  for (let from = 0; from < codes.rows; from += DECODED_TOGETHER) {
    const piece = rowsOf(codes, from, Math.min(DECODED_TOGETHER, codes.rows - from));
    const told = labels && labels.subarray(from * width, (from + piece.rows) * width);
    yield await decodePictures(model, piece, told);
  }
}

async function* withBeside(
  pictures: AsyncGenerator<Pictures>,
  besides: (from: number, count: number) => Pictures,
): AsyncGenerator<Pictures> {
  let from = 0;
  for await (const piece of pictures) {
    yield sideBySide(piece, besides(from, piece.count));
    from += piece.count;
  }
}

function rowsOf({ dimensions, values }: Codes, from: number, count: number): Codes {
  return {
    rows: count,
    dimensions,
    values: values.subarray(from * dimensions, (from + count) * dimensions),
  };
}

function rowOf(labels: Float32Array, { rows }: Codes, row: number): Float32Array {
  const width = labels.length / rows;
  return labels.subarray(row * width, (row + 1) * width);
}
