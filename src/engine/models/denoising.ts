/**
 * Denoising autoencoder: minimises E_x E_{x' ~ C(x' | x)}[ -log p(x | z = f(x')) ], the clean image from the code of a spoilt one
 * (Vincent et al. 2010, "Stacked denoising autoencoders", section 3). C is, for every value by itself,
 *   gaussian           x' = x + strength N(0, 1)
 *   masking            x' = 0 with probability `strength`
 *   salt-and-pepper    x' = 0 or 1, by the toss of a coin, with probability `strength`
 * After training images are encoded as they are.
 */
import * as tf from '@tensorflow/tfjs-core';
import { assemble, numberSetting, pointEncoder } from './assemble.ts';
import type { ModelDefinition, ModelPlan } from './definition.ts';
import { LIKELIHOODS } from './likelihoods.ts';
import { buildNetwork } from './networks.ts';

type Corrupt = (images: tf.Tensor4D, noise: tf.Tensor, strength: number) => tf.Tensor4D;

/** From images and noise of their shape, normal for `gaussian` and uniform for the others, to spoilt images. */
export const CORRUPTIONS: Readonly<Record<string, Corrupt>> = {
  gaussian: (images, noise, strength) => tf.add(images, tf.mul(noise, strength)),
  masking: (images, noise, strength) => tf.mul(images, tf.cast(tf.greaterEqual(noise, strength), 'float32')),
  'salt-and-pepper'(images, noise, strength) {
    const untouched = tf.cast(tf.greaterEqual(noise, strength), 'float32');
    const salt = tf.cast(tf.less(noise, strength / 2), 'float32');
    return tf.add(tf.mul(images, untouched), salt);
  },
};

export function defineDenoisingAutoencoder(plan: ModelPlan): ModelDefinition {
  const network = buildNetwork(plan);
  const encoder = pointEncoder(plan, network);
  const corruption = String(plan.settings['corruption']);
  const corrupt = CORRUPTIONS[corruption]!;
  const strength = numberSetting(plan, 'corruptionStrength');
  return assemble(plan, {
    separable: true,
    layers: [...network.layers, ...encoder.layers],
    encode: encoder.encode,
    predict: network.generate,
    noise: {
      corruption: {
        distribution: corruption === 'gaussian' ? 'normal' : 'uniform',
        shape: [plan.imageChannels, plan.size, plan.size],
      },
    },
    loss(parameters, { images, noise }) {
      const spoilt = corrupt(images, noise['corruption']!, strength);
      const { mean: code } = encoder.encode(parameters, spoilt);
      const reconstruction = LIKELIHOODS[plan.likelihood].loss(images, network.generate(parameters, code));
      return { loss: reconstruction, reconstruction, kl: tf.scalar(0) };
    },
  });
}
