/**
 * Measures weights while they are being trained, on the device that trains them: on the held-out images, and for comparison on some
 * of the training images, as they are, without the variations that steps see.
 */
import type { Pictures } from '../../shared/latent.ts';
import type { Validation } from '../../shared/models.ts';
import { Breather } from '../analysis/work.ts';
import type { Weights } from '../compile/exports.ts';
import { joinPictures, toPictures, toUnitRange } from '../latent/pictures.ts';
import type { ModelDefinition } from '../models/definition.ts';
import { type Classes, classesFor, oneHotAt } from '../models/labels.ts';
import { type EvaluationSession, openEvaluationSession } from '../runtime/evaluation.ts';
import type { OnnxDevice } from '../runtime/onnx-devices.ts';
import { imageBytes, type PixelSource } from '../images/pixel-source.ts';
import { type Split, trainingSample } from './split.ts';
import { randomStream } from './streams.ts';
import { comparedWithTraining, type Measures, ValidationSums } from './validation.ts';

/** Images measured at once; bounds the memory whatever the number of images. */
const PIECE = 64;
/** Reconstructions shown during training. */
const SHOWN = 8;

export class HeldOut {
  readonly #session: EvaluationSession;
  readonly #definition: ModelDefinition;
  readonly #source: PixelSource;
  readonly #heldOut: Uint32Array;
  readonly #training: Uint32Array;
  readonly #seed: number;
  readonly #pixels: Uint8Array;
  readonly #classes: Classes | null;

  static async open(
    definition: ModelDefinition,
    source: PixelSource,
    split: Split,
    { device, seed }: { device: OnnxDevice; seed: number },
  ): Promise<HeldOut> {
    const session = await openEvaluationSession(definition, { device });
    return new HeldOut(session, definition, source, split, seed);
  }

  private constructor(
    session: EvaluationSession,
    definition: ModelDefinition,
    source: PixelSource,
    split: Split,
    seed: number,
  ) {
    this.#session = session;
    this.#definition = definition;
    this.#source = source;
    this.#heldOut = split.heldOut;
    this.#training = trainingSample(split);
    this.#seed = seed;
    this.#classes = classesFor(definition.plan.labels, source);
    this.#pixels = new Uint8Array(PIECE * imageBytes(source));
  }

  /** The same weights always give the same numbers. @throws MorphospaceError `cancelled` */
  async measure(weights: Weights, signal?: AbortSignal): Promise<Validation> {
    const breather = new Breather(signal);
    const measured: Validation[] = [];
    for (const positions of [this.#heldOut, this.#training]) {
      const sums = new ValidationSums(this.#definition, positions.length);
      for (let from = 0; from < positions.length; from += PIECE) {
        sums.add(await this.#run(weights, positions, from, PIECE));
        await breather.breathe();
      }
      measured.push(sums.validation());
    }
    return comparedWithTraining(measured[0]!, measured[1]!);
  }

  /** The first held-out images, at most eight, and after them their reconstructions. */
  async pictures(weights: Weights): Promise<Pictures> {
    const { images, reconstructions } = await this.#run(weights, this.#heldOut, 0, SHOWN);
    const { channels, size } = this.#source;
    const count = Math.min(SHOWN, this.#heldOut.length);
    return joinPictures(
      toPictures({ count, channels, size, values: toUnitRange(images) }),
      toPictures({ count, channels, size, values: reconstructions }),
    );
  }

  async dispose(): Promise<void> {
    await this.#session.dispose();
  }

  /** @returns views that are valid until the next call. */
  async #run(weights: Weights, among: Uint32Array, from: number, most: number): Promise<Measures> {
    const positions = among.subarray(from, from + most);
    const images = this.#pixels.subarray(0, positions.length * imageBytes(this.#source));
    await this.#source.read(positions, images);
    const noise = Object.entries(this.#definition.evaluationNoise).map(([name, { shape }]) => [
      name,
      heldOutNoise(this.#seed, from, positions.length, shape),
    ]);
    const { labels } = this.#definition.plan;
    const result = await this.#session.run(weights, {
      images,
      ...(this.#classes && { labels: oneHotAt(this.#classes, positions, labels.length) }),
      noise: Object.fromEntries(noise) as Record<string, Float32Array>,
    });
    return { images, ...result };
  }
}

/**
 * The standard normal numbers that held-out images are measured with, [images, …shape]. They follow from the seed and the place of
 * an image among the measured ones, so that the pieces in which they are measured make no difference.
 */
export function heldOutNoise(
  seed: number,
  first: number,
  images: number,
  shape: readonly number[],
): Float32Array {
  const each = shape.reduce((product, length) => product * length, 1);
  const noise = new Float32Array(images * each);
  for (let image = 0; image < images; image++) {
    randomStream(seed, 'validation', first + image).fillNormal(
      noise.subarray(image * each, (image + 1) * each),
    );
  }
  return noise;
}
