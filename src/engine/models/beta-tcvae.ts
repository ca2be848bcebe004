/**
 * Beta-TCVAE: takes the KL term of a VAE apart and prices its parts,
 *   E_q[ -log p(x | z) ] + alpha I(x; z) + beta KL( q(z) || prod_j q(z_j) ) + gamma sum_j KL( q(z_j) || p(z_j) ),
 * mutual information, total correlation and dimension-wise KL (Chen et al. 2018, "Isolating sources of disentanglement in
 * VAEs", eq. 2 and 4). q(z) is estimated from the batch by minibatch-weighted sampling (eq. 3, appendix C.1),
 *   log q(z_i) ≈ log 1/(N M) sum_j q(z_i | x_j),   N training images, M of them in the batch,
 * from which all three follow as differences of logarithms. At alpha = beta = gamma = 1 the estimates cancel, and
 * what is left is the negative evidence lower bound.
 */
import * as tf from '@tensorflow/tfjs-core';
import { assemble, drawAndDecode, gaussianEncoder, numberSetting, posteriorNoise } from './assemble.ts';
import type { ModelDefinition, ModelPlan } from './definition.ts';
import { logNormalDensity, meanKl } from './gaussians.ts';
import { LIKELIHOODS } from './likelihoods.ts';
import { buildNetwork } from './networks.ts';

export interface KlParts {
  mutualInformation: tf.Scalar;
  totalCorrelation: tf.Scalar;
  dimensionwise: tf.Scalar;
}

/**
 * Estimates in nats, averaged over the batch.
 *
 * @param code, mean and logVariance [batch, latent]: codes drawn from the posteriors of a batch.
 * @param images that the batch was drawn from, N, [].
 */
export function klParts(
  code: tf.Tensor2D,
  mean: tf.Tensor2D,
  logVariance: tf.Tensor2D,
  images: tf.Tensor,
): KlParts {
  const [batch, latent] = code.shape;
  const zero = tf.scalar(0);
  const logPrior = tf.sum(logNormalDensity(code, zero, zero), 1);
  const logConditional = tf.sum(logNormalDensity(code, mean, logVariance), 1);
  // Of code i under the posterior of image j, [batch, batch, latent].
  const logPairs = logNormalDensity(
    tf.reshape(code, [batch, 1, latent]),
    tf.reshape(mean, [1, batch, latent]),
    tf.reshape(logVariance, [1, batch, latent]),
  );
  const logWeight = tf.log(tf.mul(images, batch));
  const logAggregate = tf.sub(tf.logSumExp(tf.sum(logPairs, 2), 1), logWeight);
  const logMarginals = tf.sum(tf.sub(tf.logSumExp(logPairs, 1), logWeight), 1);
  return {
    mutualInformation: tf.mean(tf.sub(logConditional, logAggregate)),
    totalCorrelation: tf.mean(tf.sub(logAggregate, logMarginals)),
    dimensionwise: tf.mean(tf.sub(logMarginals, logPrior)),
  };
}

export function defineBetaTcvae(plan: ModelPlan): ModelDefinition {
  const network = buildNetwork(plan);
  const encoder = gaussianEncoder(plan, network);
  const parts = { encode: encoder.encode, predict: network.generate };
  const alpha = numberSetting(plan, 'mutualInformationWeight');
  const gamma = numberSetting(plan, 'dimensionWeight');
  return assemble(plan, {
    judgedByTrainingAlone: true,
    ...parts,
    layers: [...network.layers, ...encoder.layers],
    noise: posteriorNoise(plan),
    schedule: { beta: 6, warmUp: 1, trainingImages: 1 },
    terms: ['mutualInformation', 'totalCorrelation', 'dimensionwise'],
    loss(parameters, inputs) {
      const { beta, warmUp, trainingImages } = inputs.schedule;
      const { mean, logVariance, code, prediction } = drawAndDecode(parts, parameters, inputs);
      const reconstruction = LIKELIHOODS[plan.likelihood].loss(inputs.images, prediction);
      const terms = klParts(code, mean, logVariance, trainingImages!);
      const loss = tf.addN([
        reconstruction,
        tf.mul(terms.mutualInformation, tf.mul(warmUp!, alpha)),
        tf.mul(terms.totalCorrelation, beta!),
        tf.mul(terms.dimensionwise, tf.mul(warmUp!, gamma)),
      ]) as tf.Scalar;
      return { loss, reconstruction, kl: meanKl(mean, logVariance), terms: { ...terms } };
    },
  });
}
