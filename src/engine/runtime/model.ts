/**
 * A model, opened from its folder: encoder.onnx, decoder.onnx and model.json, the files that are exported. One that was made elsewhere is
 * fed and read as its card says (model-io.ts), and may have no decoder.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type InferenceSession, Tensor } from 'onnxruntime-node';
import { MorphospaceError } from '../../shared/errors.ts';
import { type ModelCard, modelCardSchema } from '../../shared/models.ts';
import { floats, fromFileImages, ownIo, toFileCodes, toFileImages } from './model-io.ts';
import type { OnnxDevice } from './onnx-devices.ts';
import { createSession } from './session.ts';

export interface Codes {
  /** [n, latent] packed; of an autoencoder, the codes. */
  mean: Float32Array;
  /** [n, latent] packed; null for an autoencoder, whose codes are points. */
  logVariance: Float32Array | null;
}

export interface OpenModel {
  readonly card: ModelCard;
  /**
   * Posterior of `n` images, [n, channels, size, size] packed: bytes 0..255, or numbers 0..1.
   *
   * @param labels [n, labels] packed, one-hot (`models/labels.ts`), for a conditional model; unknown without them.
   */
  encode(images: Float32Array | Uint8Array, n: number, labels?: Float32Array | null): Promise<Codes>;
  /**
   * Images [n, channels, size, size] packed, in 0..1, of `n` codes [n, latent] packed; labels may be mixed.
   *
   * @throws MorphospaceError `no-decoder`
   */
  decode(codes: Float32Array, n: number, labels?: Float32Array | null): Promise<Float32Array>;
  dispose(): Promise<void>;
}

/** Numbers of one chunk's input images; bounds the memory of a call on any number of images to some 100 MB. */
const CHUNK_VALUES = 2 ** 21;

/** @throws MorphospaceError `model-unreadable` when the folder lacks a file or holds a bad one; `device-failed`. */
export async function openModel(folder: string, device: OnnxDevice = 'cpu'): Promise<OpenModel> {
  const card = await readCard(folder);
  const [encoder, decoder] = await Promise.all([
    createSession(join(folder, card.files.encoder), { device }),
    card.files.decoder === null ? null : createSession(join(folder, card.files.decoder), { device }),
  ]);
  return modelOf(card, encoder, decoder);
}

/**
 * A model whose files are open; it owns the sessions.
 *
 * @param clips keeps the pictures of a model that was made elsewhere within 0..1, where those of models trained here lie anyhow.
 */
export function modelOf(
  card: ModelCard,
  encoder: InferenceSession,
  decoder: InferenceSession | null,
  clips = true,
): OpenModel {
  const latent = card.latent.dimensions;
  const io = card.imported ?? ownIo(encoder.outputNames, latent);
  const { size, channels } = card.image;
  const values = channels * size * size;
  const chunk = Math.max(1, Math.floor(CHUNK_VALUES / values));
  const classes = card.plan.labels.length;
  const labelFeed = (
    labels: Float32Array | null | undefined,
    from: number,
    count: number,
  ): Record<string, Tensor> => {
    if (classes === 0) return {};
    const part =
      labels?.subarray(from * classes, (from + count) * classes) ?? new Float32Array(count * classes);
    return { label: new Tensor('float32', part, [count, classes]) };
  };

  return {
    card,
    async encode(images, n, labels) {
      requireLength('images', images.length, n * values);
      const { image, batch, code, logVariance: spread } = io.encoder;
      const mean = new Float32Array(n * latent);
      const logVariance = spread === null ? null : new Float32Array(n * latent);
      await inChunks(n, batch ?? chunk, async (from, count) => {
        const part = toUnitRange(images.subarray(from * values, (from + count) * values));
        const outputs = await encoder.run({
          [image.name]: toFileImages(part, count, card.image, image, batch),
          ...labelFeed(labels, from, count),
        });
        mean.set(floats(outputs, code).subarray(0, count * latent), from * latent);
        if (spread !== null)
          logVariance!.set(floats(outputs, spread).subarray(0, count * latent), from * latent);
      });
      return { mean, logVariance };
    },
    async decode(codes, n, labels) {
      requireLength('codes', codes.length, n * latent);
      if (decoder === null || io.decoder === null) throw noDecoder(card.name);
      const { code, batch, image } = io.decoder;
      const images = new Float32Array(n * values);
      await inChunks(n, batch ?? chunk, async (from, count) => {
        const part = codes.subarray(from * latent, (from + count) * latent);
        const outputs = await decoder.run({
          [code.name]: toFileCodes(part, count, code.shape, batch),
          ...labelFeed(labels, from, count),
        });
        const target = images.subarray(from * values, (from + count) * values);
        const drawn = floats(outputs, image.name);
        if (card.imported) fromFileImages(drawn, count, card.image, image, target, clips);
        else target.set(drawn);
      });
      return images;
    },
    async dispose() {
      await Promise.all([encoder.release(), decoder?.release()]);
    },
  };
}

/** What is said wherever pictures are wanted of a model that cannot draw. */
export function noDecoder(name: string): MorphospaceError {
  return new MorphospaceError(
    'no-decoder',
    `${name} has an encoder only: it turns images into codes and cannot draw.`,
    'Maps, neighbours, clusters and outliers work with it; for pictures, import its decoder too or take a model trained here.',
  );
}

async function readCard(folder: string): Promise<ModelCard> {
  try {
    return modelCardSchema.parse(JSON.parse(await readFile(join(folder, 'model.json'), 'utf8')));
  } catch (cause) {
    throw new MorphospaceError(
      'model-unreadable',
      `There is no readable model.json in ${folder}.`,
      'Choose a folder that holds encoder.onnx, decoder.onnx and model.json.',
      { cause },
    );
  }
}

async function inChunks(n: number, chunk: number, run: (from: number, count: number) => Promise<void>) {
  for (let from = 0; from < n; from += chunk) await run(from, Math.min(chunk, n - from));
}

function toUnitRange(images: Float32Array | Uint8Array): Float32Array {
  if (images instanceof Float32Array) return images;
  const scaled = new Float32Array(images.length);
  for (let i = 0; i < images.length; i++) scaled[i] = images[i]! / 255;
  return scaled;
}

function requireLength(what: string, length: number, wanted: number): void {
  if (length !== wanted) throw new RangeError(`Expected ${wanted} values of ${what}, got ${length}`);
}
