/**
 * VAE-GAN: a VAE with a discriminator that judges pictures and in whose features they are compared,
 *   -log p(x | z) + w/2 || f(x) - f(x~) ||^2 + beta KL( q(z | x) || N(0, I) ) + a lambda ( -log D(x~) - log D(x_p) ) / 2,
 * x~ decoded from a code of x, x_p from a draw of the prior, f the discriminator's last features and D its verdict; the
 * discriminator itself minimises -log D(x) - ( log(1 - D(x~)) + log(1 - D(x_p)) ) / 2 (Larsen et al. 2016, "Autoencoding beyond pixels
 * using a learned similarity metric", eq. 6 to 9 and algorithm 1; -log D instead of log(1 - D) for the model: Goodfellow et al. 2014).
 *
 * Two departures keep it from going astray. The error of pixels stays, since features alone do not say which of them matter. And lambda
 * brings the gradients of both parts level at the last layer of the decoder, lambda = ||d reconstruction|| / ||d judgement|| (Esser,
 * Rombach and Ommer 2021, "Taming transformers", eq. 7). Judging begins when `adversarial` (a and the switch of w) leaves 0.
 */
import * as tf from '@tensorflow/tfjs-core';
import { assemble, drawAndDecode, gaussianEncoder, numberSetting, posteriorNoise } from './assemble.ts';
import type { LossInputs, ModelDefinition, ModelPlan, Parameters } from './definition.ts';
import { meanKl } from './gaussians.ts';
import { buildJudge } from './judge.ts';
import { LIKELIHOODS } from './likelihoods.ts';
import { buildNetwork } from './networks.ts';

/** Where the judgement has no gradient, lambda would be infinite. */
const LARGEST_BALANCE = 1e4;
const LEAST_NORM = 1e-6;

export function defineVaeGan(plan: ModelPlan): ModelDefinition {
  const network = buildNetwork(plan);
  const encoder = gaussianEncoder(plan, network);
  const judge = buildJudge(plan);
  const parts = { encode: encoder.encode, predict: network.generate };
  const featureWeight = numberSetting(plan, 'featureWeight');
  const adversarialWeight = numberSetting(plan, 'adversarialWeight');

  /** The likelihood and the likeness in features, of which the model is to find the balance with the judgement. */
  function compare(parameters: Parameters, inputs: LossInputs) {
    const { mean, logVariance, prediction } = drawAndDecode(parts, parameters, inputs);
    const reconstruction = LIKELIHOODS[plan.likelihood].loss(inputs.images, prediction);
    const judged = judge.verdict(parameters, prediction.image);
    const real = judge.verdict(parameters, inputs.images);
    const distance = tf.mean(tf.sum(tf.squaredDifference(judged.features, real.features), 1));
    const likeness = tf.mul(
      distance,
      tf.mul(inputs.schedule['adversarial']!, featureWeight / 2),
    ) as tf.Scalar;
    return {
      mean,
      logVariance,
      reconstruction,
      likeness,
      judged,
      compared: tf.add(reconstruction, likeness),
    };
  }

  /** How little the judge takes pictures for real ones, from codes of images and from the prior. */
  function judgement(parameters: Parameters, decodedLogit: tf.Tensor2D, { noise }: LossInputs): tf.Scalar {
    const drawn = network.generate(parameters, noise['prior'] as tf.Tensor2D);
    const { logit } = judge.verdict(parameters, drawn.image);
    return tf.mul(tf.mean(tf.add(tf.softplus(tf.neg(decodedLogit)), tf.softplus(tf.neg(logit)))), 0.5);
  }

  return assemble(plan, {
    judgedByTrainingAlone: true,
    ...parts,
    layers: [...network.layers, ...encoder.layers, ...judge.layers],
    noise: { ...posteriorNoise(plan), prior: { distribution: 'normal', shape: [plan.latent] } },
    schedule: { beta: 1, adversarial: 1 },
    terms: ['likeness', 'judgement', 'balance'],
    constants(parameters, inputs) {
      const last = `${network.lastLayer}.weight`;
      const normOfGradient = (f: (some: Parameters) => tf.Scalar): tf.Scalar => {
        const gradient = tf.grad((weight: tf.Tensor) => f({ ...parameters, [last]: weight }))(
          parameters[last]!,
        );
        return tf.sqrt(tf.sum(tf.square(gradient)));
      };
      const compared = normOfGradient((some) => compare(some, inputs).compared as tf.Scalar);
      const judged = normOfGradient((some) => judgement(some, compare(some, inputs).judged.logit, inputs));
      const balance = tf.minimum(tf.div(compared, tf.add(judged, LEAST_NORM)), LARGEST_BALANCE);
      return { balance };
    },
    loss(parameters, inputs) {
      const { mean, logVariance, reconstruction, likeness, judged, compared } = compare(parameters, inputs);
      const kl = meanKl(mean, logVariance);
      const verdict = judgement(parameters, judged.logit, inputs);
      const balance = inputs.constants!['balance'] as tf.Scalar;
      const { beta, adversarial } = inputs.schedule;
      const weight = tf.mul(tf.mul(adversarial!, adversarialWeight), balance);
      const loss = tf.addN([compared, tf.mul(kl, beta!), tf.mul(verdict, weight)]) as tf.Scalar;
      return { loss, reconstruction, kl, terms: { likeness, judgement: verdict, balance } };
    },
    discriminator: {
      // As fast as the model, as in the paper: a tenth of it never learned to tell faces from drawings of them.
      optimiser: { meanDecay: 0.5, squareDecay: 0.9, rate: 1 },
      loss(parameters, inputs) {
        const { prediction } = drawAndDecode(parts, parameters, inputs);
        const drawn = network.generate(parameters, inputs.noise['prior'] as tf.Tensor2D);
        const real = tf.softplus(tf.neg(judge.verdict(parameters, inputs.images).logit));
        const [decoded, sampled] = [prediction.image, drawn.image].map((image) =>
          tf.softplus(judge.verdict(parameters, image).logit),
        );
        const fake = tf.mul(tf.add(decoded!, sampled!), 0.5);
        return tf.mul(tf.mean(tf.add(real, fake)), inputs.schedule['adversarial']!) as tf.Scalar;
      },
    },
  });
}
