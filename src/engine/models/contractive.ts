/**
 * Contractive autoencoder: minimises E_x[ -log p(x | z = f(x)) + lambda ||df/dx||_F^2 ] (Rifai et al. 2011, "Contractive
 * auto-encoders: explicit invariance during feature extraction", eq. 5). The norm of the Jacobian has a closed form for one layer
 * only. Here it is estimated from one direction u of random signs per image, for which E[u u^T] = I:
 *   ||J||_F^2 = E_u ||J u||^2,   J u ≈ ( f(x + eps u) - f(x) ) / eps
 * (Hutchinson 1990 for the trace of J^T J; Rifai et al. 2011, "Higher order contractive auto-encoder", for noise in place of derivatives).
 */
import * as tf from '@tensorflow/tfjs-core';
import { assemble, numberSetting, pointEncoder } from './assemble.ts';
import type { ModelDefinition, ModelPlan } from './definition.ts';
import { LIKELIHOODS } from './likelihoods.ts';
import { buildNetwork } from './networks.ts';

/** Small beside the kinks of ReLU, large beside the rounding of float32. */
const EPSILON = 0.01;

/** Estimate of ||df/dx||_F^2, averaged over the batch, []. @param direction of the shape of the images, E[u u^T] = I. */
export function jacobianNorm(
  f: (images: tf.Tensor4D) => tf.Tensor2D,
  images: tf.Tensor4D,
  direction: tf.Tensor,
): tf.Scalar {
  const moved = f(tf.add(images, tf.mul(direction, EPSILON)));
  return tf.mean(tf.sum(tf.square(tf.mul(tf.sub(moved, f(images)), 1 / EPSILON)), 1));
}

export function defineContractiveAutoencoder(plan: ModelPlan): ModelDefinition {
  const network = buildNetwork(plan);
  const encoder = pointEncoder(plan, network);
  const weight = numberSetting(plan, 'contractionWeight');
  return assemble(plan, {
    separable: true,
    layers: [...network.layers, ...encoder.layers],
    encode: encoder.encode,
    predict: network.generate,
    noise: { direction: { distribution: 'sign', shape: [plan.imageChannels, plan.size, plan.size] } },
    terms: ['contraction'],
    loss(parameters, { images, noise }) {
      const codeOf = (some: tf.Tensor4D) => encoder.encode(parameters, some).mean;
      const reconstruction = LIKELIHOODS[plan.likelihood].loss(
        images,
        network.generate(parameters, codeOf(images)),
      );
      const contraction = tf.mul(jacobianNorm(codeOf, images, noise['direction']!), weight) as tf.Scalar;
      return {
        loss: tf.add(reconstruction, contraction),
        reconstruction,
        kl: tf.scalar(0),
        terms: { contraction },
      };
    },
  });
}
