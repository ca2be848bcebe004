/**
 * Layers as functions of named weights, and the weights they begin with. Images run through them as
 * [batch, height, width, channels], which TensorFlow.js differentiates; the compiler lays them out as it likes.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Parameters } from './definition.ts';
import type { Random } from './random.ts';

/** A layer's weights: `name.weight` and `name.bias`. */
export interface LayerSpec {
  readonly name: string;
  readonly weight: readonly number[];
  readonly outputs: number;
  /** Inputs that one output sees, and outputs that one input reaches. */
  readonly fanIn: number;
  readonly fanOut: number;
  /** What follows the layer decides how large its weights should be. */
  readonly followedBy: 'relu' | 'linear';
  /** What the bias draws by itself, where it can draw what all images have in common. */
  readonly draws?: Drawing;
}

/** A bias as a picture, [channels, side, side]; a side of 1 is one colour. */
export interface Drawing {
  readonly channels: number;
  readonly side: number;
  /** Whether a sigmoid makes pixels of it. */
  readonly of: 'logits' | 'pixels';
}

export interface Window {
  readonly kernel: number;
  readonly stride: number;
}

type FollowedBy = LayerSpec['followedBy'];

export function denseSpec(name: string, inputs: number, outputs: number, followedBy: FollowedBy): LayerSpec {
  return { name, weight: [outputs, inputs], outputs, fanIn: inputs, fanOut: outputs, followedBy };
}

export function convolutionSpec(
  name: string,
  inputs: number,
  outputs: number,
  { kernel, stride }: Window,
  followedBy: FollowedBy,
): LayerSpec {
  const [fanIn, fanOut] = [inputs * kernel ** 2, (outputs * kernel ** 2) / stride ** 2];
  return { name, weight: [outputs, inputs, kernel, kernel], outputs, fanIn, fanOut, followedBy };
}

/** One output pixel of a transposed convolution is under (kernel / stride)^2 pixels of the input. */
export function transposedConvolutionSpec(
  name: string,
  inputs: number,
  outputs: number,
  { kernel, stride }: Window,
  followedBy: FollowedBy,
): LayerSpec {
  const [fanIn, fanOut] = [(inputs * kernel ** 2) / stride ** 2, outputs * kernel ** 2];
  return { name, weight: [inputs, outputs, kernel, kernel], outputs, fanIn, fanOut, followedBy };
}

/** @param x [batch, inputs]. @returns [batch, outputs]. */
export function dense(parameters: Parameters, name: string, x: tf.Tensor2D): tf.Tensor2D {
  const weight = parameters[`${name}.weight`] as tf.Tensor2D;
  return tf.add(tf.matMul(x, weight, false, true), parameters[`${name}.bias`]!);
}

/** @param x [batch, height, width, inputs]. Padding 1. */
export function convolution(
  parameters: Parameters,
  name: string,
  x: tf.Tensor4D,
  { stride }: Window,
): tf.Tensor4D {
  const filter = tf.transpose(parameters[`${name}.weight`] as tf.Tensor4D, [2, 3, 1, 0]);
  return tf.add(tf.conv2d(x, filter, stride, 'same'), parameters[`${name}.bias`]!);
}

/** @param x [batch, height, width, inputs]. Padding 1, so that kernel 4 and stride 2 double height and width. */
export function transposedConvolution(
  parameters: Parameters,
  name: string,
  x: tf.Tensor4D,
  { stride }: Window,
): tf.Tensor4D {
  const weight = parameters[`${name}.weight`] as tf.Tensor4D;
  const [batch, height, width] = x.shape;
  const outputShape: [number, number, number, number] = [
    batch,
    height * stride,
    width * stride,
    weight.shape[1],
  ];
  const filter = tf.transpose(weight, [2, 3, 1, 0]);
  return tf.add(tf.conv2dTranspose(x, filter, outputShape, stride, 'same'), parameters[`${name}.bias`]!);
}

export function shapesOf(layers: readonly LayerSpec[]): Record<string, readonly number[]> {
  return Object.fromEntries(
    layers.flatMap(({ name, weight, outputs }) => [
      [`${name}.weight`, weight],
      [`${name}.bias`, [outputs]],
    ]),
  );
}

/**
 * Weights before ReLU are normal with variance 2 / fanIn (He et al. 2015, eq. 10); others are uniform with variance
 * 2 / (fanIn + fanOut) (Glorot and Bengio 2010, eq. 16). Biases are 0, except that of a layer that draws: it draws the mean image.
 *
 * @param meanImage [channels, size, size], in 0..1; without it all biases are 0.
 */
export function initialWeights(
  layers: readonly LayerSpec[],
  random: Random,
  meanImage?: Float32Array,
): Record<string, Float32Array> {
  return Object.fromEntries(
    layers.flatMap(({ name, weight, outputs, fanIn, fanOut, followedBy, draws }) => {
      const values = new Float32Array(weight.reduce((a, b) => a * b));
      const limit = Math.sqrt(6 / (fanIn + fanOut));
      if (followedBy === 'relu') random.fillNormal(values, 0, Math.sqrt(2 / fanIn));
      else random.fillUniform(values, -limit, limit);
      return [
        [`${name}.weight`, values],
        [`${name}.bias`, draws && meanImage ? biasThatDraws(meanImage, draws) : new Float32Array(outputs)],
      ];
    }),
  );
}

/** Probabilities at the ends of the range have logits that take long to come back from. */
const LEAST_MEAN = 0.02;

function biasThatDraws(image: Float32Array, { channels, side, of }: Drawing): Float32Array {
  const size = Math.sqrt(image.length / channels);
  const block = size / side;
  const drawn = new Float64Array(channels * side ** 2);
  image.forEach((value, i) => {
    const [plane, y, x] = [Math.floor(i / size ** 2), Math.floor(i / size) % size, i % size];
    drawn[(plane * side + Math.floor(y / block)) * side + Math.floor(x / block)]! += value / block ** 2;
  });
  return Float32Array.from(of === 'pixels' ? drawn : drawn.map(logitOf));
}

function logitOf(probability: number): number {
  const inside = Math.min(1 - LEAST_MEAN, Math.max(LEAST_MEAN, probability));
  return Math.log(inside / (1 - inside));
}
