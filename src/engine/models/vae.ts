/**
 * Variational autoencoder: minimises the negative evidence lower bound
 *   E_q(z|x)[ -log p(x | z) ] + beta KL( q(z | x) || N(0, I) ),   q(z | x) = N(mean, exp(logVariance)),
 * with z = mean + exp(logVariance / 2) noise (Kingma and Welling 2014, "Auto-encoding variational Bayes", eq. 3 and 10).
 * beta is 1 except while it is warmed up, or where somebody asks for another price of the code.
 */
import * as tf from '@tensorflow/tfjs-core';
import { assemble, drawAndDecode, gaussianEncoder, posteriorNoise } from './assemble.ts';
import type { ModelDefinition, ModelPlan } from './definition.ts';
import { meanKl } from './gaussians.ts';
import { LIKELIHOODS } from './likelihoods.ts';
import { buildNetwork } from './networks.ts';

export function defineVae(plan: ModelPlan): ModelDefinition {
  const network = buildNetwork(plan);
  const encoder = gaussianEncoder(plan, network);
  const parts = { encode: encoder.encode, predict: network.generate };
  return assemble(plan, {
    separable: true,
    ...parts,
    layers: [...network.layers, ...encoder.layers],
    noise: posteriorNoise(plan),
    schedule: { beta: 1 },
    loss(parameters, inputs) {
      const { mean, logVariance, prediction } = drawAndDecode(parts, parameters, inputs);
      const reconstruction = LIKELIHOODS[plan.likelihood].loss(inputs.images, prediction);
      const kl = meanKl(mean, logVariance);
      return { loss: tf.add(reconstruction, tf.mul(kl, inputs.schedule['beta']!)), reconstruction, kl };
    },
  });
}
