/**
 * Compiles the encoder, the decoder and the held-out evaluation of a trained model into ONNX files: standard operators
 * of opset 17, weights inside, and a batch of any size.
 */
import * as tf from '@tensorflow/tfjs-core';
import { DISCRIMINATOR, type ModelDefinition, type Parameters } from '../models/definition.ts';
import { type Recorder, record } from './backend.ts';
import './kernels/register.ts';
import { lower } from './lowering.ts';
import { type ModelText, writeModel } from './onnx/model.ts';
import { simplify } from './simplify.ts';
import { LABELS, NOISE } from './training-step.ts';

export type Weights = Readonly<Record<string, Float32Array>>;
type Metadata = Readonly<Record<string, string>>;

/**
 * `image` float32 [n, channels, size, size] in 0..1 -> `mean`, `log_variance` [n, latent]; `code` of an autoencoder. A conditional
 * model also takes `label`, float32 [n, labels], one-hot.
 */
export function compileEncoder(
  definition: ModelDefinition,
  weights: Weights,
  metadata: Metadata = {},
): Uint8Array {
  const { family, size, imageChannels } = definition.plan;
  const text = {
    name: 'encoder',
    description: `Encoder of a Morphospace ${family}: images to codes.`,
    metadata,
  };
  return compileForAnyBatch(definition, weights, text, (recorder, parameters, batch) => {
    const image = recorder.input('image', [batch, imageChannels, size, size]) as tf.Tensor4D;
    const label = labelInput(recorder, definition, 'label', batch);
    const { mean, logVariance } = definition.encode(parameters, image, label);
    recorder.output(logVariance ? 'mean' : 'code', mean);
    if (logVariance) recorder.output('log_variance', logVariance);
  });
}

/** `code` float32 [n, latent], and `label` as the encoder's, -> `image` [n, channels, size, size] in 0..1. */
export function compileDecoder(
  definition: ModelDefinition,
  weights: Weights,
  metadata: Metadata = {},
): Uint8Array {
  const { family, latent } = definition.plan;
  const text = {
    name: 'decoder',
    description: `Decoder of a Morphospace ${family}: codes to images.`,
    metadata,
  };
  return compileForAnyBatch(definition, weights, text, (recorder, parameters, batch) => {
    const code = recorder.input('code', [batch, latent]) as tf.Tensor2D;
    const label = labelInput(recorder, definition, 'label', batch);
    recorder.output('image', definition.decode(parameters, code, label));
  });
}

/** One-hot labels, float32 [n, labels]; undefined where the model is told none. */
function labelInput(
  recorder: Recorder,
  { plan }: ModelDefinition,
  name: string,
  batch: number,
): tf.Tensor2D | undefined {
  if (plan.labels.length === 0) return undefined;
  return recorder.input(name, [batch, plan.labels.length]) as tf.Tensor2D;
}

/**
 * Measures per image (see `Evaluation`). `images` uint8 [n, channels, size, size], the evaluation's noise, `labels` of a conditional
 * model and every weight under its own name go in, so that one graph serves the whole training; out come `reconstructions`
 * [n, channels, size, size], `squared_error` and `reconstruction` [n], `kl` and `mean` [n, latent].
 */
export function compileEvaluation(definition: ModelDefinition): Uint8Array {
  const { size, imageChannels } = definition.plan;
  return compileForAnyBatch(definition, null, { name: 'evaluation' }, (recorder, parameters, batch) => {
    const images = recorder.input('images', [batch, imageChannels, size, size], 'uint8') as tf.Tensor4D;
    const labels = labelInput(recorder, definition, LABELS, batch);
    const noise = Object.entries(definition.evaluationNoise).map(([name, { shape }]) => [
      name,
      recorder.input(NOISE + name, [batch, ...shape]),
    ]);
    const evaluation = definition.evaluate(parameters, {
      images: tf.mul(images, 1 / 255),
      ...(labels && { labels }),
      noise: Object.fromEntries(noise) as Parameters,
    });
    recorder.output('reconstructions', evaluation.reconstructions);
    recorder.output('squared_error', evaluation.squaredError);
    recorder.output('reconstruction', evaluation.reconstruction);
    recorder.output('kl', evaluation.kl);
    recorder.output('mean', evaluation.mean);
  });
}

type Program = (recorder: Recorder, parameters: Parameters, batch: number) => void;

/**
 * TensorFlow.js only knows shapes of numbers, so a stand-in for the unknown batch is recorded: a prime beyond any
 * channel count or latent size, whose multiples can only come from the batch. That it left no other trace is proved
 * by recording again with another prime, which must give the same file.
 */
const BATCH_STAND_INS = [1031, 1033] as const;

function compileForAnyBatch(
  definition: ModelDefinition,
  weights: Weights | null,
  text: ModelText,
  program: Program,
): Uint8Array {
  const [model, again] = BATCH_STAND_INS.map((batch) => {
    const graph = record((recorder) => {
      // A discriminator has no part in a finished model.
      const shapes = Object.entries(definition.parameterShapes).filter(
        ([name]) => !name.startsWith(DISCRIMINATOR),
      );
      const parameters = shapes.map(([name, shape]) => [
        name,
        weights ? recorder.weight(name, weights[name]!, shape) : recorder.input(name, shape),
      ]);
      program(recorder, Object.fromEntries(parameters) as Parameters, batch);
    }, batch);
    return writeModel(lower(simplify(graph)), text);
  });
  if (Buffer.compare(model!, again!) !== 0)
    throw new Error(`The ${text.name} depends on the size of the batch`);
  return model!;
}
