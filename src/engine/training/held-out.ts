/** Measures weights on held-out images while they are being trained, on the device that trains them. */
import type { Pictures } from '../../shared/latent.ts';
import type { Validation } from '../../shared/models.ts';
import { Breather } from '../analysis/work.ts';
import type { Weights } from '../compile/exports.ts';
import { joinPictures, toPictures, toUnitRange } from '../latent/pictures.ts';
import type { ModelDefinition } from '../models/definition.ts';
import {
  type EvaluationResult,
  type EvaluationSession,
  openEvaluationSession,
} from '../runtime/evaluation.ts';
import type { OnnxDevice } from '../runtime/onnx-devices.ts';
import { imageBytes, type PixelSource } from '../images/pixel-source.ts';
import { randomStream } from './streams.ts';
import { ValidationSums } from './validation.ts';

/** Images measured at once; bounds the memory whatever the number of images. */
const PIECE = 64;
/** Reconstructions shown during training. */
const SHOWN = 8;

export class HeldOut {
  readonly #session: EvaluationSession;
  readonly #definition: ModelDefinition;
  readonly #source: PixelSource;
  readonly #positions: Uint32Array;
  readonly #seed: number;
  readonly #pixels: Uint8Array;

  static async open(
    definition: ModelDefinition,
    source: PixelSource,
    positions: Uint32Array,
    { device, seed }: { device: OnnxDevice; seed: number },
  ): Promise<HeldOut> {
    return new HeldOut(
      await openEvaluationSession(definition, { device }),
      definition,
      source,
      positions,
      seed,
    );
  }

  private constructor(
    session: EvaluationSession,
    definition: ModelDefinition,
    source: PixelSource,
    positions: Uint32Array,
    seed: number,
  ) {
    this.#session = session;
    this.#definition = definition;
    this.#source = source;
    this.#positions = positions;
    this.#seed = seed;
    this.#pixels = new Uint8Array(PIECE * imageBytes(source));
  }

  /** The same weights always give the same numbers. @throws MorphospaceError `cancelled` */
  async measure(weights: Weights, signal?: AbortSignal): Promise<Validation> {
    const sums = new ValidationSums(this.#definition, this.#positions.length);
    const breather = new Breather(signal);
    for (let from = 0; from < this.#positions.length; from += PIECE) {
      sums.add(await this.#run(weights, from, PIECE));
      await breather.breathe();
    }
    return sums.validation();
  }

  /** The first held-out images, at most eight, and after them their reconstructions. */
  async pictures(weights: Weights): Promise<Pictures> {
    const { reconstructions } = await this.#run(weights, 0, SHOWN);
    const { channels, size } = this.#source;
    const count = Math.min(SHOWN, this.#positions.length);
    const images = toUnitRange(this.#pixels.subarray(0, count * imageBytes(this.#source)));
    return joinPictures(
      toPictures({ count, channels, size, values: images }),
      toPictures({ count, channels, size, values: reconstructions }),
    );
  }

  async dispose(): Promise<void> {
    await this.#session.dispose();
  }

  async #run(weights: Weights, from: number, most: number): Promise<EvaluationResult> {
    const positions = this.#positions.subarray(from, from + most);
    const images = this.#pixels.subarray(0, positions.length * imageBytes(this.#source));
    await this.#source.read(positions, images);
    const noise = Object.entries(this.#definition.noise).map(([name, shape]) => [
      name,
      heldOutNoise(this.#seed, from, positions.length, shape),
    ]);
    return this.#session.run(weights, {
      images,
      noise: Object.fromEntries(noise) as Record<string, Float32Array>,
    });
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
