/**
 * Variational autoencoder: minimises the negative evidence lower bound
 *   E_q(z|x)[ -log p(x | z) ] + beta KL( q(z | x) || N(0, I) ),   q(z | x) = N(mean, exp(logVariance)),
 * with z = mean + exp(logVariance / 2) noise (Kingma and Welling 2014, "Auto-encoding variational Bayes", eq. 3 and 10).
 * beta other than 1 is beta-VAE (Higgins et al. 2017); it is a scalar of the schedule, so that it can be warmed up.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { ModelDefinition, ModelPlan, Parameters } from './definition.ts';
import { dense, denseSpec, initialWeights, shapesOf } from './layers.ts';
import { LIKELIHOODS, squaredErrorPerImage } from './likelihoods.ts';
import { buildNetwork } from './networks.ts';
import { Random } from './random.ts';

/** KL(N(mean, exp(logVariance)) || N(0, 1)) for every dimension, in nats (Kingma and Welling 2014, appendix B). */
export function klFromStandardNormal(mean: tf.Tensor2D, logVariance: tf.Tensor2D): tf.Tensor2D {
  const secondMoment = tf.add(tf.exp(logVariance), tf.square(mean));
  return tf.mul(tf.sub(secondMoment, tf.add(logVariance, 1)), 0.5);
}

function sampleCode(mean: tf.Tensor2D, logVariance: tf.Tensor2D, noise: tf.Tensor): tf.Tensor2D {
  return tf.add(mean, tf.mul(tf.exp(tf.mul(logVariance, 0.5)), noise));
}

export function defineVae(plan: ModelPlan): ModelDefinition {
  const network = buildNetwork(plan);
  const likelihood = LIKELIHOODS[plan.likelihood];
  const layers = [
    ...network.layers,
    denseSpec('encoder.mean', network.features, plan.latent, 'linear'),
    denseSpec('encoder.log_variance', network.features, plan.latent, 'linear'),
  ];

  function posterior(parameters: Parameters, images: tf.Tensor4D) {
    const features = network.extract(parameters, images);
    return {
      mean: dense(parameters, 'encoder.mean', features),
      logVariance: dense(parameters, 'encoder.log_variance', features),
    };
  }

  return {
    plan,
    parameterShapes: shapesOf(layers),
    noise: { posterior: [plan.latent] },
    schedule: { beta: 1 },
    initialise: (seed) => initialWeights(layers, new Random(seed)),
    encode: posterior,
    decode: (parameters, code) => tf.sigmoid(network.generate(parameters, code)),
    loss(parameters, { images, noise, schedule }) {
      const { mean, logVariance } = posterior(parameters, images);
      const code = sampleCode(mean, logVariance, noise['posterior']!);
      const reconstruction = likelihood.loss(images, network.generate(parameters, code));
      const kl = tf.mean(tf.sum(klFromStandardNormal(mean, logVariance), 1)) as tf.Scalar;
      return { loss: tf.add(reconstruction, tf.mul(kl, schedule['beta']!)), reconstruction, kl };
    },
    evaluate(parameters, { images, noise }) {
      const { mean, logVariance } = posterior(parameters, images);
      const atMean = network.generate(parameters, mean);
      const atSample = network.generate(parameters, sampleCode(mean, logVariance, noise['posterior']!));
      return {
        reconstructions: tf.sigmoid(atMean),
        squaredError: squaredErrorPerImage(images, atMean),
        reconstruction: likelihood.perImage(images, atSample),
        kl: klFromStandardNormal(mean, logVariance),
        mean,
      };
    },
    averageReconstruction: (perImage) => likelihood.average(perImage, plan.imageChannels * plan.size ** 2),
  };
}
