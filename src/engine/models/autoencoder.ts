/**
 * Autoencoder: minimises E_x[ -log p(x | z = f(x)) ], the reconstruction alone (Hinton and Salakhutdinov 2006,
 * "Reducing the dimensionality of data with neural networks"). With the Gaussian likelihood that is the squared error.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { ModelDefinition, ModelPlan } from './definition.ts';
import { dense, denseSpec, initialWeights, shapesOf } from './layers.ts';
import { LIKELIHOODS, squaredErrorPerImage } from './likelihoods.ts';
import { buildNetwork } from './networks.ts';
import { Random } from './random.ts';

export function defineAutoencoder(plan: ModelPlan): ModelDefinition {
  const network = buildNetwork(plan);
  const likelihood = LIKELIHOODS[plan.likelihood];
  const layers = [...network.layers, denseSpec('encoder.code', network.features, plan.latent, 'linear')];

  const definition: ModelDefinition = {
    plan,
    parameterShapes: shapesOf(layers),
    noise: {},
    schedule: {},
    initialise: (seed) => initialWeights(layers, new Random(seed)),
    encode: (parameters, images) => ({
      mean: dense(parameters, 'encoder.code', network.extract(parameters, images)),
    }),
    decode: (parameters, code) => tf.sigmoid(network.generate(parameters, code)),
    loss(parameters, { images }) {
      const { mean } = definition.encode(parameters, images);
      const reconstruction = likelihood.loss(images, network.generate(parameters, mean));
      return { loss: reconstruction, reconstruction, kl: tf.scalar(0) };
    },
    evaluate(parameters, { images }) {
      const { mean } = definition.encode(parameters, images);
      const logits = network.generate(parameters, mean);
      return {
        reconstructions: tf.sigmoid(logits),
        squaredError: squaredErrorPerImage(images, logits),
        reconstruction: likelihood.perImage(images, logits),
        // Zeros as long as the batch, which a constant could not be.
        kl: tf.sub(mean, mean),
        mean,
      };
    },
    averageReconstruction: (perImage) => likelihood.average(perImage, plan.imageChannels * plan.size ** 2),
  };
  return definition;
}
