/**
 * What an encoder or decoder that was made elsewhere takes and gives, found by its declared inputs and a run on black images, and
 * refused in words where the application could not use it.
 */
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { type InferenceSession, Tensor } from 'onnxruntime-node';
import { MorphospaceError } from '../../shared/errors.ts';
import type { ImageLayout, ImportOptions, ModelIo } from '../../shared/imported.ts';
import { inlineWeights } from '../compile/onnx/inline-weights.ts';
import { chooseCode, type Output } from './code-output.ts';
import type { ImageShape } from './model-io.ts';
import { createSession } from './session.ts';

export interface ForeignFile {
  /** As people know it. */
  name: string;
  /** Of one file, weights and all. */
  bytes: Uint8Array;
  session: InferenceSession;
}

export interface ForeignEncoder {
  shape: ImageShape & { channels: 1 | 3 };
  latent: number;
  /** Without a range, which has to be tried. */
  io: Omit<ModelIo['encoder'], 'image'> & { image: { name: string; layout: ImageLayout } };
}

export interface ForeignDecoder {
  io: Omit<NonNullable<ModelIo['decoder']>, 'image'> & { image: { name: string; layout: ImageLayout } };
}

const LEAST_SIDE = 8;
const MOST_SIDE = 1024;
/** Numbers of a code; classifiers' features have up to 4,096. */
const MOST_DIMENSIONS = 8192;
/** Images of a run that finds out what comes out: two, so that an output of a batch can be told from others. */
const TRIED = 2;

/** @throws MorphospaceError `unreadable-model`, `missing-weights` */
export async function openForeignFile(path: string): Promise<ForeignFile> {
  const name = basename(path);
  try {
    const bytes = await inlineWeights(await readFile(path), path);
    return { name, bytes, session: await createSession(bytes, { device: 'cpu', silent: true }) };
  } catch (cause) {
    if (cause instanceof MorphospaceError && cause.code !== 'device-failed') throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new MorphospaceError(
      'unreadable-model',
      `${name} cannot be opened as an ONNX model: ${reason}`,
      'Name a file that ends in .onnx, exported for ONNX Runtime.',
      { cause },
    );
  }
}

/**
 * @param decoder for its number of latent dimensions, by which the right one of several outputs can be told.
 * @throws MorphospaceError `other-shape`
 */
export async function describeEncoder(
  { name: file, session }: ForeignFile,
  { layout: asked, size: askedSize }: Pick<ImportOptions, 'layout' | 'size'>,
  decoder: ForeignFile | null,
): Promise<ForeignEncoder> {
  const input = onlyInput(file, 'encoder', session, 'float32 images [n, channels, side, side]');
  const refuse = (found: string, advice: string) => otherShape(`The encoder ${file}`, found, advice);
  const described = `its input ${input.name} is ${written(input)}`;
  if (input.shape.length !== 4) {
    throw refuse(
      `${described}, and images were expected: float32 [n, channels, side, side] or [n, side, side, channels]`,
      'Export the encoder with images as its input, reshaped inside where the first layer wants it.',
    );
  }
  const layout = asked === 'auto' ? layoutOf(input.shape) : asked;
  const [batch, ...rest] = input.shape.map(fixed);
  const [channels, height, width] = layout === 'NHWC' ? [rest[2], rest[0], rest[1]] : rest;
  if (layout === null || (channels !== 1 && channels !== 3)) {
    throw refuse(
      `${described}: neither its second nor its last dimension is 1 (grey) or 3 (colour)`,
      'Export it for images of 1 or 3 channels, with that number fixed.',
    );
  }
  if (height !== null && width !== null && height !== width) {
    throw refuse(`${described}, and square images were expected`, 'Export it for square images.');
  }
  const side = height ?? width ?? askedSize;
  if (side === undefined) {
    throw refuse(
      `${described}: it takes images of any side`,
      'Say which one it was made for (--size, or "Side in pixels").',
    );
  }
  if (askedSize !== undefined && askedSize !== side) {
    throw refuse(
      `${described}: its side is ${side} pixels, not ${askedSize}`,
      'Leave the side out: this encoder says it itself.',
    );
  }
  if (side! < LEAST_SIDE || side! > MOST_SIDE) {
    throw refuse(
      `${described}, and sides of ${LEAST_SIDE} to ${MOST_SIDE} pixels can be used`,
      'Export it for images of another size.',
    );
  }

  const shape = { channels: channels as 1 | 3, size: side! };
  const count = batch ?? TRIED;
  const outputs = await tryRun(`The encoder ${file}`, session, {
    [input.name]: blackImages(count, shape, layout),
  });
  const width2 = decoder ? declaredCode(decoder) : null;
  const chosen = chooseCode(codesAmong(outputs, count), width2);
  if (!chosen) {
    throw refuse(
      `gives ${outputs.map(written).join(', ')} for ${count} images, and codes were expected: float32 [${count}, dimensions]`,
      'Export the encoder up to its code, flattened or averaged over the image, and the decoder as a second file.',
    );
  }
  if (chosen.dimensions > MOST_DIMENSIONS) {
    throw refuse(
      `gives codes of ${chosen.dimensions} numbers (${chosen.code}), and up to ${MOST_DIMENSIONS} can be used`,
      'Export a later layer, or average over the image.',
    );
  }
  return {
    shape,
    latent: chosen.dimensions,
    io: {
      image: { name: input.name, layout },
      batch: batch ?? null,
      code: chosen.code,
      logVariance: chosen.logVariance,
    },
  };
}

/** @throws MorphospaceError `other-shape` when it does not fit the encoder. */
export async function describeDecoder(
  { name: file, session }: ForeignFile,
  { shape, latent }: ForeignEncoder,
): Promise<ForeignDecoder> {
  const input = onlyInput(file, 'decoder', session, `float32 codes [n, ${latent}]`);
  const refuse = (found: string, advice: string) => otherShape(`The decoder ${file}`, found, advice);
  const [first, ...declared] = input.shape.map(fixed);
  const batch = first ?? null;
  const codeShape = codeShapeOf(declared, latent);
  if (!codeShape) {
    throw refuse(
      `has the input ${input.name}, which is ${written(input)}, and codes of the encoder were expected: float32 [n, ${latent}]`,
      'Choose the decoder that belongs to this encoder.',
    );
  }
  const count = batch ?? TRIED;
  const codes = new Tensor('float32', new Float32Array(count * latent), [count, ...codeShape]);
  const outputs = await tryRun(`The decoder ${file}`, session, { [input.name]: codes });
  const { channels, size } = shape;
  const isImage = (layout: ImageLayout) => (output: Output) =>
    output.type === 'float32' &&
    String(output.shape) ===
      String(layout === 'NCHW' ? [count, channels, size, size] : [count, size, size, channels]);
  for (const layout of ['NCHW', 'NHWC'] as const) {
    const found = outputs.find(isImage(layout));
    if (found) {
      const image = { name: found.name, layout };
      return { io: { code: { name: input.name, shape: codeShape }, batch, image } };
    }
  }
  throw refuse(
    `gives ${outputs.map(written).join(', ')} for ${count} codes, and the images of the encoder were expected: float32 [${count}, ${channels}, ${size}, ${size}] or [${count}, ${size}, ${size}, ${channels}]`,
    'Choose the decoder that belongs to this encoder; it must draw images of the size and the channels that the encoder takes.',
  );
}

interface Declared {
  name: string;
  type: string;
  /** Names of dimensions that may have any length. */
  shape: readonly (number | string)[];
}

function onlyInput(
  file: string,
  kind: 'encoder' | 'decoder',
  session: InferenceSession,
  expected: string,
): Declared {
  const inputs = session.inputMetadata.filter((input) => input.isTensor);
  const [input] = inputs;
  if (inputs.length === 1 && input?.type === 'float32') return input;
  throw otherShape(
    `The ${kind} ${file}`,
    `takes ${inputs.length === 0 ? 'nothing' : inputs.map((one) => `${one.name}, ${written(one)}`).join(' and ')}, and one input was expected: ${expected}`,
    'Export it with that input alone, in 32-bit floating point.',
  );
}

/** How wide the decoder's codes are, where it says so. */
function declaredCode({ session }: ForeignFile): number | null {
  const [input] = session.inputMetadata.filter((one) => one.isTensor);
  const wide = input?.shape.slice(1).map(fixed) ?? [];
  return wide.length === 0 || wide.includes(null) ? null : Math.max(...(wide as number[]));
}

/** [latent], or with dimensions of 1 around it; a single length that is not declared is the encoder's. */
function codeShapeOf(declared: readonly (number | null)[], latent: number): number[] | null {
  if (declared.length === 0) return null;
  const open = declared.filter((length) => length === null).length;
  const shape = declared.map((length) => length ?? latent);
  const others = shape.filter((length) => length !== 1);
  const fits = latent === 1 ? others.length === 0 : others.length === 1 && others[0] === latent;
  return fits && open <= 1 ? shape : null;
}

function layoutOf(shape: readonly (number | string)[]): ImageLayout | null {
  const isChannels = (length: number | string | undefined) => length === 1 || length === 3;
  if (isChannels(shape[1])) return 'NCHW';
  return isChannels(shape[3]) ? 'NHWC' : null;
}

/** Dimensions that may have any length are named, or negative. */
function fixed(length: number | string): number | null {
  return typeof length === 'number' && length > 0 ? length : null;
}

function blackImages(count: number, { channels, size }: ImageShape, layout: ImageLayout): Tensor {
  const dimensions = layout === 'NCHW' ? [count, channels, size, size] : [count, size, size, channels];
  return new Tensor('float32', new Float32Array(count * channels * size * size), dimensions);
}

/** Outputs that are a row of numbers for each image: [n, d], or with dimensions of 1 around d. */
function codesAmong(outputs: readonly Output[], count: number): { name: string; dimensions: number }[] {
  return outputs.flatMap(({ name, type, shape: [first, ...rest] }) => {
    const long = rest.filter((length) => length !== 1);
    if (type !== 'float32' || first !== count || rest.length === 0 || long.length > 1) return [];
    return [{ name, dimensions: long[0] ?? 1 }];
  });
}

async function tryRun(
  what: string,
  session: InferenceSession,
  feeds: Record<string, Tensor>,
): Promise<Output[]> {
  try {
    const results = await session.run(feeds);
    return session.outputNames.map((name) => ({
      name,
      type: results[name]!.type,
      shape: results[name]!.dims,
    }));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw otherShape(
      what,
      `failed on a batch of ${Object.values(feeds)[0]!.dims[0]}: ${reason}`,
      'Export it for a batch of any size, and see that it runs in ONNX Runtime.',
    );
  }
}

function written({ type, shape }: { type: string; shape: readonly (number | string)[] }): string {
  const names = shape.map((length, at) => (fixed(length) === null ? length || `d${at}` : length));
  return `${type} [${names.join(', ')}]`;
}

function otherShape(what: string, found: string, advice: string): MorphospaceError {
  const joined = found.startsWith('its ') ? `${what} does not fit: ${found}` : `${what} ${found}`;
  return new MorphospaceError('other-shape', `${joined}.`, advice);
}
