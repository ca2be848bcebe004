/**
 * Autoencoder: minimises E_x[ -log p(x | z = f(x)) ], the reconstruction alone (Hinton and Salakhutdinov 2006,
 * "Reducing the dimensionality of data with neural networks"). With the Gaussian likelihood that is the squared error.
 */
import * as tf from '@tensorflow/tfjs-core';
import { assemble, pointEncoder } from './assemble.ts';
import type { ModelDefinition, ModelPlan } from './definition.ts';
import { LIKELIHOODS } from './likelihoods.ts';
import { buildNetwork } from './networks.ts';

export function defineAutoencoder(plan: ModelPlan): ModelDefinition {
  const network = buildNetwork(plan);
  const encoder = pointEncoder(plan, network);
  return assemble(plan, {
    separable: true,
    layers: [...network.layers, ...encoder.layers],
    encode: encoder.encode,
    predict: network.generate,
    loss(parameters, { images }) {
      const { mean: code } = encoder.encode(parameters, images);
      const reconstruction = LIKELIHOODS[plan.likelihood].loss(images, network.generate(parameters, code));
      return { loss: reconstruction, reconstruction, kl: tf.scalar(0) };
    },
  });
}
