/**
 * Measures a finished model by its exported files, so that anybody with an ONNX Runtime can find the same numbers. The definitions
 * are in validation.ts; for weights and images that training measured, the numbers are those of training (within rounding of
 * float32). Probabilities of a Bernoulli likelihood come out of the decoder as float32 and are kept 2^-24 away from 0 and 1.
 */
import type { Validation } from '../../shared/models.ts';
import { Breather, type Work } from '../analysis/work.ts';
import { defineModel } from '../models/define.ts';
import type { ModelDefinition } from '../models/definition.ts';
import { classesFor, oneHotAt } from '../models/labels.ts';
import { GAUSSIAN_VARIANCE } from '../models/likelihoods.ts';
import { type OpenModel, openModel } from '../runtime/model.ts';
import { heldOutNoise } from './held-out.ts';
import { imageBytes, type PixelSource } from '../images/pixel-source.ts';
import { requireSameImages } from '../latent/same-images.ts';
import { comparedWithTraining, type Measures, ValidationSums } from './validation.ts';

const PIECE = 64;
/** Values of the images that are measured together at the most, 64 MB as numbers: those of imported models can be large. */
const PIECE_VALUES = 2 ** 24;
const LEAST_PROBABILITY = 2 ** -24;

/**
 * @param folder that holds encoder.onnx, decoder.onnx and model.json.
 * @param source pixels of the model's size and channels.
 * @param positions which images of the source to measure; all of them without it.
 * @param training images that the model learnt from, to compare those with (`trainingSample`); none of another dataset.
 * @throws MorphospaceError `model-unreadable`, `other-images`, `cancelled`.
 */
export async function evaluateModel(
  folder: string,
  source: PixelSource,
  positions: ArrayLike<number> = { length: source.images },
  { training = new Uint32Array(), progress, signal }: Work & { training?: Uint32Array } = {},
): Promise<Validation> {
  const model = await openModel(folder);
  try {
    requireSameImages(model, source);
    const definition = defineModel(model.card.plan);
    const classes = classesFor(definition.plan.labels, source);
    const chosen = Uint32Array.from(positions, (position: number | undefined, at) => position ?? at);
    const total = chosen.length + training.length;
    const piece = Math.max(1, Math.min(PIECE, Math.floor(PIECE_VALUES / imageBytes(source))));
    const buffer = new Uint8Array(piece * imageBytes(source));
    const breather = new Breather(signal);
    let done = 0;
    const measureAll = async (among: Uint32Array): Promise<Validation> => {
      const sums = new ValidationSums(definition, among.length);
      for (let from = 0; from < among.length; from += piece) {
        const some = among.subarray(from, from + piece);
        const images = buffer.subarray(0, some.length * imageBytes(source));
        await source.read(some, images);
        const labels = classes && oneHotAt(classes, some, definition.plan.labels.length);
        sums.add(await measure(model, definition, images, labels, from));
        done += some.length;
        progress?.({
          title: 'Evaluating',
          value: done / total,
          description: `${done.toLocaleString('en')} of ${total.toLocaleString('en')} images`,
        });
        await breather.breathe();
      }
      return sums.validation();
    };
    const validation = await measureAll(chosen);
    return training.length === 0 ? validation : comparedWithTraining(validation, await measureAll(training));
  } finally {
    await model.dispose();
  }
}

/** @param first place of the first of these images among all that are measured. */
async function measure(
  model: OpenModel,
  definition: ModelDefinition,
  images: Uint8Array,
  labels: Float32Array | null,
  first: number,
): Promise<Measures> {
  const { latent, likelihood } = definition.plan;
  const values = imageBytes({ channels: definition.plan.imageChannels, size: definition.plan.size });
  const n = images.length / values;
  const { mean, logVariance } = await model.encode(images, n, labels);
  const atMean = await model.decode(mean, n, labels);
  let atSample = atMean;
  const kl = new Float32Array(n * latent);
  if (logVariance) {
    const noise = heldOutNoise(model.card.plan.seed, first, n, [latent]);
    const sampled = mean.map((value, i) => value + Math.exp(logVariance[i]! / 2) * noise[i]!);
    atSample = await model.decode(sampled, n, labels);
    for (let i = 0; i < kl.length; i++) {
      kl[i] = (Math.exp(logVariance[i]!) + mean[i]! ** 2 - 1 - logVariance[i]!) / 2;
    }
  }
  const perImage = (decoded: Float32Array, sum: typeof squaredError) =>
    Float32Array.from({ length: n }, (_, image) =>
      sum(images, decoded, image * values, (image + 1) * values),
    );
  return {
    images,
    reconstructions: atMean,
    squaredError: perImage(atMean, squaredError),
    reconstruction: perImage(atSample, NEGATIVE_LOG_LIKELIHOODS[likelihood]),
    kl,
    mean,
  };
}

type SumOverValues = (images: Uint8Array, decoded: Float32Array, from: number, to: number) => number;

const squaredError: SumOverValues = (images, decoded, from, to) => {
  let sum = 0;
  for (let i = from; i < to; i++) sum += (images[i]! / 255 - decoded[i]!) ** 2;
  return sum;
};

/** Per image what `ModelDefinition.averageReconstruction` makes nats of (see models/likelihoods.ts). */
const NEGATIVE_LOG_LIKELIHOODS: Record<ModelDefinition['plan']['likelihood'], SumOverValues> = {
  gaussian: (images, decoded, from, to) =>
    squaredError(images, decoded, from, to) / (2 * GAUSSIAN_VARIANCE) +
    ((to - from) / 2) * Math.log(2 * Math.PI * GAUSSIAN_VARIANCE),
  bernoulli(images, decoded, from, to) {
    let sum = 0;
    for (let i = from; i < to; i++) {
      const x = images[i]! / 255;
      const p = Math.min(1 - LEAST_PROBABILITY, Math.max(LEAST_PROBABILITY, decoded[i]!));
      sum -= x * Math.log(p) + (1 - x) * Math.log(1 - p);
    }
    return sum;
  },
  'optimal-sigma': squaredError,
};
