/**
 * Beta-VAE: a VAE whose code has a higher price, in one of two ways:
 *   beta       E_q[ -log p(x | z) ] + beta KL,   beta > 1 (Higgins et al. 2017, "beta-VAE: learning basic visual concepts with a
 *              constrained variational framework", eq. 4)
 *   capacity   E_q[ -log p(x | z) ] + gamma |KL - C|,   C rising from 0 during the training (Burgess et al. 2018, "Understanding
 *              disentangling in beta-VAE", eq. 8)
 */
import * as tf from '@tensorflow/tfjs-core';
import { assemble, drawAndDecode, gaussianEncoder, numberSetting, posteriorNoise } from './assemble.ts';
import type { ModelDefinition, ModelPlan } from './definition.ts';
import { meanKl } from './gaussians.ts';
import { LIKELIHOODS } from './likelihoods.ts';
import { buildNetwork } from './networks.ts';

export function defineBetaVae(plan: ModelPlan): ModelDefinition {
  const network = buildNetwork(plan);
  const encoder = gaussianEncoder(plan, network);
  const parts = { encode: encoder.encode, predict: network.generate };
  const withCapacity = plan.settings['objective'] === 'capacity';
  const gamma = numberSetting(plan, 'capacityWeight');
  return assemble(plan, {
    separable: !withCapacity,
    judgedByTrainingAlone: withCapacity,
    ...parts,
    layers: [...network.layers, ...encoder.layers],
    noise: posteriorNoise(plan),
    schedule: withCapacity ? { capacity: numberSetting(plan, 'capacity') } : { beta: 4 },
    loss(parameters, inputs) {
      const { mean, logVariance, prediction } = drawAndDecode(parts, parameters, inputs);
      const reconstruction = LIKELIHOODS[plan.likelihood].loss(inputs.images, prediction);
      const kl = meanKl(mean, logVariance);
      const price = withCapacity
        ? tf.mul(tf.abs(tf.sub(kl, inputs.schedule['capacity']!)), gamma)
        : tf.mul(kl, inputs.schedule['beta']!);
      return { loss: tf.add(reconstruction, price), reconstruction, kl };
    },
  });
}
