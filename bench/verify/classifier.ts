/**
 * A small classifier of labelled images, whose last hidden layer gives the features that a Fréchet distance is measured in. It is no
 * family of the application, but the same network, compiler and training step make it: its "loss" is the cross-entropy of the labels.
 */
import * as tf from '@tensorflow/tfjs-core';
import { Tensor } from 'onnxruntime-node';
import { compileEncoder, type Weights } from '../../src/engine/compile/exports.ts';
import { toUnitRange } from '../../src/engine/latent/pictures.ts';
import type { ModelDefinition, ModelPlan } from '../../src/engine/models/definition.ts';
import { oneHot } from '../../src/engine/models/labels.ts';
import { dense, denseSpec, initialWeights, shapesOf } from '../../src/engine/models/layers.ts';
import { buildNetwork } from '../../src/engine/models/networks.ts';
import { Random } from '../../src/engine/models/random.ts';
import { openTrainingSession } from '../../src/engine/runtime/open-training.ts';
import { createSession } from '../../src/engine/runtime/session.ts';
import { weightsOf } from '../../src/engine/runtime/training-session.ts';
import { stepsPerEpoch, trainingBatches } from '../../src/engine/training/batches.ts';
import { planTraining } from '../../src/engine/training/plan.ts';
import { learningRateAt } from '../../src/engine/training/schedule.ts';
import type { Codes } from '../../src/shared/latent.ts';
import type { ImageSet } from './image-set.ts';

const FEATURES = 64;
/** Images whose features are found together. */
const PIECE = 256;

export interface Classifier {
  /** `[images, 64]` of images `[images, channels, size, size]` packed, in 0..1. */
  features(images: Float32Array): Promise<Codes>;
  /** The likeliest label of each row of features, as its place among the labels. */
  classify(features: Codes): Int32Array;
  close(): Promise<void>;
}

export async function trainClassifier(
  images: ImageSet,
  { size, epochs }: { size: 28 | 32 | 64; epochs: number },
): Promise<Classifier> {
  const labels = [...new Set(images.labels)].sort();
  const classes = images.labels.map((label) => labels.indexOf(label));
  const plan = {
    ...planTraining(
      images.facts,
      {
        size,
        architecture: 'convolutional',
        channels: [32, 64],
        latent: FEATURES,
        batch: 128,
        epochs,
        shift: 0,
      },
      'cpu',
    ),
    labels,
  };
  const source = await images.pixels(size);
  const definition = defineClassifier(plan);
  const session = await openTrainingSession(definition, { device: 'cpu', batch: plan.batch, seed: 1 });
  const everything = Uint32Array.from({ length: source.images }, (_, position) => position);
  const steps = epochs * stepsPerEpoch(source.images, plan.batch);
  try {
    for await (const batch of trainingBatches(source, everything, plan, 0)) {
      if (batch.step === steps) break;
      await session.step({
        images: batch.images,
        labels: oneHot(
          Array.from(batch.positions, (position) => classes[position]!),
          labels.length,
        ),
        noise: {},
        learningRate: learningRateAt(batch.step / steps, plan.learningRate),
      });
    }
    return await openClassifier(definition, weightsOf(definition, await session.readState()));
  } finally {
    await session.dispose();
  }
}

function defineClassifier(plan: ModelPlan): ModelDefinition {
  const network = buildNetwork(plan);
  const layers = [
    ...network.layers.filter(({ name }) => name.startsWith('encoder.')),
    denseSpec('classifier.features', network.features, FEATURES, 'relu'),
    denseSpec('classifier.labels', FEATURES, plan.labels.length, 'linear'),
  ];
  const encode: ModelDefinition['encode'] = (parameters, images) => ({
    mean: tf.relu(dense(parameters, 'classifier.features', network.extract(parameters, images))),
  });
  return {
    plan,
    parameterShapes: shapesOf(layers),
    noise: {},
    evaluationNoise: {},
    schedule: {},
    terms: [],
    initialise: (seed) => initialWeights(layers, new Random(seed)),
    encode,
    loss(parameters, { images, labels }) {
      const logits = dense(parameters, 'classifier.labels', encode(parameters, images).mean);
      const normaliser = tf.log(tf.sum(tf.exp(logits), 1));
      const loss = tf.mean(tf.sub(normaliser, tf.sum(tf.mul(logits, labels!), 1))) as tf.Scalar;
      return { loss, reconstruction: loss, kl: tf.scalar(0) };
    },
    decode: drawsNothing,
    evaluate: drawsNothing,
    averageReconstruction: drawsNothing,
  };
}

function drawsNothing(): never {
  throw new Error('a classifier draws no images');
}

async function openClassifier(definition: ModelDefinition, weights: Weights): Promise<Classifier> {
  const { size, imageChannels, labels } = definition.plan;
  // Features are found without being told the label.
  const unlabelled = { ...definition, plan: { ...definition.plan, labels: [] } };
  const session = await createSession(compileEncoder(unlabelled, weights), { device: 'cpu' });
  const values = imageChannels * size ** 2;
  return {
    async features(images) {
      const rows = images.length / values;
      const features = new Float32Array(rows * FEATURES);
      for (let from = 0; from < rows; from += PIECE) {
        const some = images.subarray(from * values, (from + PIECE) * values);
        const { code } = await session.run({
          image: new Tensor('float32', some, [some.length / values, imageChannels, size, size]),
        });
        features.set(code!.data as Float32Array, from * FEATURES);
      }
      return { rows, dimensions: FEATURES, values: features };
    },
    classify({ rows, values: features }) {
      const [weight, bias] = [weights['classifier.labels.weight']!, weights['classifier.labels.bias']!];
      return Int32Array.from({ length: rows }, (_, row) => {
        const logits = labels.map((_, label) =>
          weight
            .subarray(label * FEATURES, (label + 1) * FEATURES)
            .reduce((sum, w, d) => sum + w * features[row * FEATURES + d]!, bias[label]!),
        );
        return logits.indexOf(Math.max(...logits));
      });
    },
    close: () => session.release(),
  };
}

/** All images of a set as a classifier takes them. */
export async function unitPixels(images: ImageSet, size: number): Promise<Float32Array> {
  const source = await images.pixels(size);
  const bytes = new Uint8Array(source.images * source.channels * size ** 2);
  await source.read(
    Array.from({ length: source.images }, (_, position) => position),
    bytes,
  );
  return toUnitRange(bytes);
}
