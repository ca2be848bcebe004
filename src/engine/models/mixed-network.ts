/**
 * Convolutions with a dense network beside them, on both sides of the code. What is always in the same place (the outline of a face, the
 * stroke of a digit) a dense layer learns in a few hundred steps, where a decoder of convolutions has to build a place from nothing;
 * convolutions add what may be anywhere. In the encoder the heads see the pixels themselves beside the features; in the decoder the
 * logits of both networks are added.
 *
 * The dense side works at half the resolution or less: its weights are as many as its pixels.
 */
import * as tf from '@tensorflow/tfjs-core';
import { convolutionalNetwork } from './convolutional-network.ts';
import type { ModelPlan } from './definition.ts';
import { type LayerSpec, dense, denseSpec } from './layers.ts';
import { sigmoidPrediction } from './likelihoods.ts';
import type { Network } from './networks.ts';

/** Width of the hidden layer, and the most pixels to a side, of what the dense network sees and draws. */
const UNITS = 256;
const LARGEST_SIDE = 32;
/** Subtracted from pixels, so that heads do not begin with the brightness of everything. */
const MIDDLE_GREY = 0.5;

export function mixedNetwork(plan: ModelPlan, codeWidth: number): Network {
  const { size, imageChannels } = plan;
  const beside = convolutionalNetwork(plan, codeWidth);
  const side = Math.min(size, LARGEST_SIDE);
  const block = size / side;
  const values = imageChannels * side ** 2;
  const hidden = denseSpec('decoder.hidden', codeWidth, UNITS, 'relu');
  const draw: LayerSpec = {
    ...denseSpec('decoder.draw', UNITS, values, 'linear'),
    draws: { channels: imageChannels, side, of: 'logits' },
  };
  // The mean image is drawn once, by the side that has a bias for every place.
  const convolutions = beside.layers.map((layer) => ({ ...layer, draws: undefined }));

  return {
    layers: [...convolutions, hidden, draw],
    features: beside.features + values,
    lastLayer: beside.lastLayer,
    extract(parameters, images) {
      const blocks = tf.reshape(images, [-1, imageChannels, side, block, side, block]);
      const small = tf.reshape(block === 1 ? images : tf.mean(blocks, [3, 5]), [-1, values]);
      return tf.concat([beside.extract(parameters, images), tf.sub<tf.Tensor2D>(small, MIDDLE_GREY)], 1);
    },
    generate(parameters, code) {
      const { logits } = beside.generate(parameters, code);
      const drawn = dense(parameters, draw.name, tf.relu(dense(parameters, hidden.name, code)));
      const blocks = tf.add(
        tf.reshape(logits, [-1, imageChannels, side, block, side, block]),
        tf.reshape(drawn, [-1, imageChannels, side, 1, side, 1]),
      );
      return sigmoidPrediction(tf.reshape(blocks, [-1, imageChannels, size, size]));
    },
  };
}
