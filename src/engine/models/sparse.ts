/**
 * Sparse autoencoder: minimises E_x[ -log p(x | z = f(x)) ] + lambda D penalty(z), with D values per image, so that lambda stands
 * beside the error of one value whatever the size of the images. The penalty is either
 *   l1   mean_j |z_j|, averaged over the batch, or
 *   kl   sum_j KL(rho || rho_j), rho_j the mean over the batch of the activation z_j = sigmoid(h_j) in 0..1, rho its target
 * (Ng 2011, "Sparse autoencoder", CS294A lecture notes, section 3).
 */
import * as tf from '@tensorflow/tfjs-core';
import { assemble, numberSetting, pointEncoder } from './assemble.ts';
import type { ModelDefinition, ModelPlan, Parameters } from './definition.ts';
import { LIKELIHOODS } from './likelihoods.ts';
import { buildNetwork } from './networks.ts';

/** A dimension that is never on, or always, would have an infinite penalty. */
const LEAST_ACTIVATION = 1e-6;

/** sum_j KL(Bernoulli(rho) || Bernoulli(mean of column j)), in nats. @param activations [batch, latent], in 0..1. */
export function klFromTargetActivation(activations: tf.Tensor2D, rho: number): tf.Scalar {
  const mean = tf.clipByValue(tf.mean(activations, 0), LEAST_ACTIVATION, 1 - LEAST_ACTIVATION);
  const on = tf.mul(tf.log(mean), -rho);
  const off = tf.mul(tf.log(tf.sub(1, mean)), rho - 1);
  const entropy = rho * Math.log(rho) + (1 - rho) * Math.log(1 - rho);
  return tf.sum(tf.add(tf.add(on, off), entropy));
}

export function defineSparseAutoencoder(plan: ModelPlan): ModelDefinition {
  const network = buildNetwork(plan);
  const encoder = pointEncoder(plan, network);
  const usesKl = plan.settings['penalty'] === 'kl';
  const rho = numberSetting(plan, 'targetActivation');
  const weight = numberSetting(plan, 'sparsityWeight') * plan.imageChannels * plan.size ** 2;

  function encode(parameters: Parameters, images: tf.Tensor4D) {
    const { mean: code } = encoder.encode(parameters, images);
    return { mean: usesKl ? tf.sigmoid(code) : code };
  }

  return assemble(plan, {
    separable: !usesKl,
    layers: [...network.layers, ...encoder.layers],
    encode,
    predict: network.generate,
    terms: ['sparsity'],
    loss(parameters, { images }) {
      const { mean: code } = encode(parameters, images);
      const reconstruction = LIKELIHOODS[plan.likelihood].loss(images, network.generate(parameters, code));
      const penalty = usesKl ? klFromTargetActivation(code, rho) : (tf.mean(tf.abs(code)) as tf.Scalar);
      const sparsity = tf.mul(penalty, weight) as tf.Scalar;
      return {
        loss: tf.add(reconstruction, sparsity),
        reconstruction,
        kl: tf.scalar(0),
        terms: { sparsity },
      };
    },
  });
}
