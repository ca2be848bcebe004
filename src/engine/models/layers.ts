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
 * 2 / (fanIn + fanOut) (Glorot and Bengio 2010, eq. 16). Biases are 0.
 */
export function initialWeights(layers: readonly LayerSpec[], random: Random): Record<string, Float32Array> {
  return Object.fromEntries(
    layers.flatMap(({ name, weight, outputs, fanIn, fanOut, followedBy }) => {
      const values = new Float32Array(weight.reduce((a, b) => a * b));
      const limit = Math.sqrt(6 / (fanIn + fanOut));
      if (followedBy === 'relu') random.fillNormal(values, 0, Math.sqrt(2 / fanIn));
      else random.fillUniform(values, -limit, limit);
      return [
        [`${name}.weight`, values],
        [`${name}.bias`, new Float32Array(outputs)],
      ];
    }),
  );
}
