/** Filling in a masked part of an image, and cleaning one, with a model of images like it. */
import { MorphospaceError } from '../../shared/errors.ts';
import type { RepairedImage } from '../../shared/steering.ts';
import { decodeSquare } from '../images/original.ts';
import type { TaskContext } from '../jobs/task.ts';
import { blendRegion } from '../latent/blend.ts';
import { type CodeNormal, normalOfCodes, standardNormal } from '../latent/code-normal.ts';
import { imputedCode } from '../latent/impute.ts';
import { joinPictures, toPictures, toUnitRange } from '../latent/pictures.ts';
import { repairImage } from '../latent/repair.ts';
import { pixelsOf } from './explore.ts';
import { type ExploredModel, exploredModel } from './explored-models.ts';
import { chosenLabel, labelsOfImages, type ToldLabels } from './told-labels.ts';

export interface RepairInput {
  modelId: string;
  /** An image of the dataset, or the bytes of a picture file. */
  index?: number;
  bytes?: Uint8Array;
  mask?: Uint8Array;
  denoise: boolean;
  label?: string;
}

/** What pixels may differ by under a model that does not say how well it reconstructs. */
const USUAL_ERROR = 0.005;
/** Grey of unknown pixels where they are shown. */
const UNKNOWN = 0.5;

/** Kept as long as the model is. */
const normals = new WeakMap<ExploredModel, Promise<CodeNormal>>();

/** @throws MorphospaceError `bad-request` for a mask of another size or without a known pixel; `unreadable-image`, `unknown-label` */
export async function repair(input: RepairInput, context: TaskContext): Promise<RepairedImage> {
  const explored = await exploredModel(context.library, input.modelId);
  const { model } = explored;
  const { size, channels } = model.card.image;
  const unknown = maskOf(input.mask, size);
  const pixels = await pixelsAsked(input, explored, context);
  const image = toUnitRange(pixels);
  const labels = labelsAsked(input, explored, context);

  const normal = await normalOf(explored);
  const decode = (codes: Float32Array, n: number) => model.decode(codes, n, repeated(labels, n));
  const encode = async (values: Float32Array) => (await model.encode(values, 1, labels)).mean;
  const start = await imputedCode({ encode, decode, normal }, image, unknown);
  const variance = Math.max(1e-4, model.card.validation?.mse ?? USUAL_ERROR);
  const found = await repairImage({ decode, normal, image, unknown, variance, start }, context);

  const shown = image.map((value, at) => (unknown[at % unknown.length] ? UNKNOWN : value));
  const result = input.denoise ? found.decoded : blendRegion(image, found.decoded, unknown, size);
  const pictures = [shown, found.decoded, result].map((values) =>
    toPictures({ count: 1, channels, size, values }),
  );
  const { code, error, iterations, converged } = found;
  return { pictures: joinPictures(...pictures), code, error, iterations, converged };
}

function maskOf(mask: Uint8Array | undefined, size: number): Uint8Array {
  if (mask === undefined) return new Uint8Array(size * size);
  if (mask.length !== size * size) {
    throw new MorphospaceError(
      'bad-request',
      `A mask of this model has ${size} x ${size} pixels, not ${mask.length} in all.`,
      'Draw the mask on the picture as the model sees it.',
    );
  }
  if (mask.every((pixel) => pixel !== 0)) {
    throw new MorphospaceError(
      'bad-request',
      'No pixel of the image is known.',
      'Mask a smaller part of it.',
    );
  }
  return mask.map((pixel) => (pixel === 0 ? 0 : 1));
}

function pixelsAsked(
  { modelId, index, bytes }: RepairInput,
  { model }: ExploredModel,
  context: TaskContext,
): Promise<Uint8Array> {
  const { size, channels } = model.card.image;
  return bytes ? decodeSquare(bytes, size, channels) : pixelsOf(modelId, model, [index!], context);
}

function labelsAsked(
  { modelId, index, label }: RepairInput,
  { model }: ExploredModel,
  { library }: TaskContext,
): ToldLabels {
  if (label !== undefined) return chosenLabel(model, label, 1);
  return labelsOfImages(library, modelId, model, [index ?? null]);
}

/** That of the dataset's codes, or the prior where there are none. */
function normalOf(explored: ExploredModel): Promise<CodeNormal> {
  const known = normals.get(explored);
  if (known) return known;
  const normal = explored
    .codesIfAny()
    .then((codes) => (codes ? normalOfCodes(codes) : standardNormal(explored.model.card.latent.dimensions)));
  normals.set(explored, normal);
  normal.catch(() => normals.delete(explored));
  return normal;
}

function repeated(labels: ToldLabels, n: number): ToldLabels {
  if (!labels) return null;
  const all = new Float32Array(labels.length * n);
  for (let row = 0; row < n; row++) all.set(labels, row * labels.length);
  return all;
}
