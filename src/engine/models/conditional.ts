/**
 * Conditional VAE: a VAE whose encoder and decoder see the label y of an image,
 *   E_q(z|x,y)[ -log p(x | z, y) ] + beta KL( q(z | x, y) || N(0, I) )
 * (Kingma et al. 2014, "Semi-supervised learning with deep generative models", eq. 6; Sohn, Lee and Yan 2015, "Learning structured output
 * representation using deep conditional generative models"). The label is one-hot. It joins the features of the encoder in
 * one more layer, and the code at the beginning of the decoder. One label in ten is hidden from a training step at random, so that
 * images without a label, all zeros, are nothing new to the model.
 */
import * as tf from '@tensorflow/tfjs-core';
import { assemble, drawAndDecode, gaussianHeads, gaussianOf, posteriorNoise } from './assemble.ts';
import type { ModelDefinition, ModelPlan, Parameters } from './definition.ts';
import { meanKl } from './gaussians.ts';
import { dense, denseSpec } from './layers.ts';
import { LIKELIHOODS } from './likelihoods.ts';
import { buildNetwork } from './networks.ts';

const HIDDEN_SHARE = 0.1;
/** Units of the layer in which features and label meet. */
const JOINT_UNITS = 256;
const JOINT = 'encoder.joint';

export function defineConditionalVae(plan: ModelPlan): ModelDefinition {
  const classes = plan.labels.length;
  const network = buildNetwork(plan, plan.latent + classes);
  const parts = {
    encode(parameters: Parameters, images: tf.Tensor4D, labels?: tf.Tensor2D) {
      const features = tf.concat([network.extract(parameters, images), labels!], 1);
      return gaussianOf(parameters, tf.relu(dense(parameters, JOINT, features)));
    },
    predict: (parameters: Parameters, code: tf.Tensor2D, labels?: tf.Tensor2D) =>
      network.generate(parameters, tf.concat([code, labels!], 1)),
  };
  return assemble(plan, {
    separable: true,
    ...parts,
    layers: [
      ...network.layers,
      denseSpec(JOINT, network.features + classes, JOINT_UNITS, 'relu'),
      ...gaussianHeads(JOINT_UNITS, plan.latent),
    ],
    noise: { ...posteriorNoise(plan), hideLabel: { distribution: 'uniform', shape: [1] } },
    schedule: { beta: 1 },
    loss(parameters, inputs) {
      const shown = tf.cast(tf.greaterEqual(inputs.noise['hideLabel']!, HIDDEN_SHARE), 'float32');
      const labels: tf.Tensor2D = tf.mul(inputs.labels!, shown);
      const { mean, logVariance, prediction } = drawAndDecode(parts, parameters, { ...inputs, labels });
      const reconstruction = LIKELIHOODS[plan.likelihood].loss(inputs.images, prediction);
      const kl = meanKl(mean, logVariance);
      return { loss: tf.add(reconstruction, tf.mul(kl, inputs.schedule['beta']!)), reconstruction, kl };
    },
  });
}
