/**
 * FactorVAE: a VAE that also pays for the total correlation of its codes,
 *   E_q[ -log p(x | z) ] + KL( q(z | x) || N(0, I) ) + gamma KL( q(z) || prod_j q(z_j) ),
 * which a discriminator estimates: D(z) is the probability that z is a code rather than one whose dimensions were shuffled
 * among the images of a batch, so that log D(z) / (1 - D(z)) is the logarithm of the ratio of densities (Kim and Mnih 2018,
 * "Disentangling by factorising", eq. 2 and 3, algorithm 2). The discriminator is that of the paper's appendix A, with one logit for
 * two. Codes and shuffled codes come from one batch, as in disentanglement_lib (Locatello et al. 2019).
 */
import * as tf from '@tensorflow/tfjs-core';
import { assemble, drawAndDecode, gaussianEncoder, numberSetting, posteriorNoise } from './assemble.ts';
import { DISCRIMINATOR, type ModelDefinition, type ModelPlan, type Parameters } from './definition.ts';
import { meanKl } from './gaussians.ts';
import { type LayerSpec, dense, denseSpec } from './layers.ts';
import { LIKELIHOODS } from './likelihoods.ts';
import { buildNetwork } from './networks.ts';

const HIDDEN_LAYERS = 5;
const LEAK = 0.2;

function buildDiscriminator(latent: number, units: number) {
  const widths = [latent, ...new Array<number>(HIDDEN_LAYERS).fill(units), 1];
  const layers = widths
    .slice(1)
    .map((width, i): LayerSpec =>
      denseSpec(`${DISCRIMINATOR}dense${i + 1}`, widths[i]!, width, i < HIDDEN_LAYERS ? 'relu' : 'linear'),
    );
  /** @returns [batch, 1], positive where it takes `code` for a code. */
  const logit = (parameters: Parameters, code: tf.Tensor2D): tf.Tensor2D =>
    layers.reduce((x, { name }, i) => {
      const next = dense(parameters, name, x);
      return i < HIDDEN_LAYERS ? tf.leakyRelu(next, LEAK) : next;
    }, code);
  return { layers, logit };
}

export function defineFactorVae(plan: ModelPlan): ModelDefinition {
  const network = buildNetwork(plan);
  const encoder = gaussianEncoder(plan, network);
  const discriminator = buildDiscriminator(plan.latent, numberSetting(plan, 'discriminatorUnits'));
  const gamma = numberSetting(plan, 'totalCorrelationWeight');
  const parts = { encode: encoder.encode, predict: network.generate };
  return assemble(plan, {
    judgedByTrainingAlone: true,
    ...parts,
    layers: [...network.layers, ...encoder.layers, ...discriminator.layers],
    noise: { ...posteriorNoise(plan), shuffle: { distribution: 'permutation', shape: [plan.latent] } },
    schedule: { beta: 1, warmUp: 1 },
    terms: ['totalCorrelation'],
    loss(parameters, inputs) {
      const { mean, logVariance, code, prediction } = drawAndDecode(parts, parameters, inputs);
      const reconstruction = LIKELIHOODS[plan.likelihood].loss(inputs.images, prediction);
      const kl = meanKl(mean, logVariance);
      const totalCorrelation: tf.Scalar = tf.mean(discriminator.logit(parameters, code));
      const { beta, warmUp } = inputs.schedule;
      const loss = tf.addN([
        reconstruction,
        tf.mul(kl, beta!),
        tf.mul(totalCorrelation, tf.mul(warmUp!, gamma)),
      ]) as tf.Scalar;
      return { loss, reconstruction, kl, terms: { totalCorrelation } };
    },
    discriminator: {
      // The paper's: Adam with 1e-4 and decays 0.5 and 0.9 beside a model that learns with 1e-4; a tenth of 1e-3 here.
      optimiser: { meanDecay: 0.5, squareDecay: 0.9, rate: 0.1 },
      loss(parameters, inputs) {
        const { code } = drawAndDecode(parts, parameters, inputs);
        const shuffled = tf.gather(tf.reshape(code, [-1]), tf.cast(inputs.noise['shuffle']!, 'int32'));
        const real = tf.softplus(tf.neg(discriminator.logit(parameters, code)));
        const fake = tf.softplus(discriminator.logit(parameters, shuffled as tf.Tensor2D));
        return tf.mul(tf.mean(tf.add(real, fake)), 0.5) as tf.Scalar;
      },
    },
  });
}
