/**
 * Ladder VAE: a hierarchy of two or three levels z_1, z_2, …, in which each level's prior depends on those above it,
 *   E_q[ -log p(x | z) ] + beta sum_l KL( q(z_l | z_<l, x) || p(z_l | z_<l) ),   p(z_1) = N(0, I)
 * (Sønderby et al. 2016, "Ladder variational autoencoders", eq. 5 to 12: encoder and decoder share the way down). A lower level's
 * posterior is written relative to its prior N(m, s^2), as N(m + s dm, s^2 exp(dv)) (Vahdat and Kautz 2020, "NVAE", section 3.2).
 *
 * A level's part of the code is e_l = (z_l - m) / s. Given the levels above, its prior is N(0, 1) and its posterior
 * N(dm, exp(dv)), and KL does not change under such a change of variable: so the whole code has the prior N(0, I), and everything that
 * works with the codes of a VAE works with these. `encode` gives each level's posterior at the mean of the levels above.
 */
import * as tf from '@tensorflow/tfjs-core';
import { assemble, numberSetting, posteriorNoise } from './assemble.ts';
import type { ModelDefinition, ModelPlan, Parameters } from './definition.ts';
import { meanKl, sampleCode } from './gaussians.ts';
import { type LayerSpec, dense, denseSpec } from './layers.ts';
import { LIKELIHOODS } from './likelihoods.ts';
import { buildNetwork } from './networks.ts';

/** Width of the deterministic way up and down between the levels. */
const UNITS = 256;

interface Posteriors {
  mean: tf.Tensor2D;
  logVariance: tf.Tensor2D;
}

/** Dimensions of each level, the first level first; they differ by one at most. */
export function levelWidths(latent: number, levels: number): number[] {
  return Array.from({ length: levels }, (_, level) => Math.ceil((latent - level) / levels));
}

export function defineLadderVae(plan: ModelPlan): ModelDefinition {
  const widths = levelWidths(plan.latent, numberSetting(plan, 'levels'));
  const levels = widths.map((_, level) => level);
  const starts = levels.map((level) => widths.slice(0, level).reduce((sum, width) => sum + width, 0));
  const network = buildNetwork(plan, UNITS);
  const up = (level: number): string => `encoder.up${level + 1}`;
  const down = (level: number): string => `decoder.down${level + 1}`;
  const heads = (level: number) => ({
    mean: `encoder.mean${level + 1}`,
    logVariance: `encoder.log_variance${level + 1}`,
    priorMean: `decoder.prior_mean${level + 1}`,
    priorLogVariance: `decoder.prior_log_variance${level + 1}`,
  });

  const layers = levels.flatMap((level): LayerSpec[] => {
    const width = widths[level]!;
    const isLowest = level === levels.length - 1;
    const seen = level === 0 ? UNITS : 2 * UNITS;
    const { mean, logVariance, priorMean, priorLogVariance } = heads(level);
    return [
      // The way up begins at the lowest level.
      denseSpec(up(level), isLowest ? network.features : UNITS, UNITS, 'relu'),
      denseSpec(mean, seen, width, 'linear'),
      denseSpec(logVariance, seen, width, 'linear'),
      denseSpec(down(level), level === 0 ? width : UNITS + width, UNITS, 'relu'),
      ...(level === 0
        ? []
        : [
            denseSpec(priorMean, UNITS, width, 'linear'),
            denseSpec(priorLogVariance, UNITS, width, 'linear'),
          ]),
    ];
  });

  /** What the image says to each level, [batch, UNITS] each. */
  function bottomUp(parameters: Parameters, images: tf.Tensor4D): tf.Tensor2D[] {
    const evidence: tf.Tensor2D[] = [];
    let x = network.extract(parameters, images);
    for (const level of levels.toReversed()) {
      x = tf.relu(dense(parameters, up(level), x));
      evidence[level] = x;
    }
    return evidence;
  }

  /** Goes one level down with that level's part of the code. @param above what came from the levels above; null at the top. */
  function descend(parameters: Parameters, level: number, above: tf.Tensor2D | null, e: tf.Tensor2D) {
    if (!above) return tf.relu(dense(parameters, down(level), e));
    const { priorMean, priorLogVariance } = heads(level);
    const [m, logVariance] = [priorMean, priorLogVariance].map((name) => dense(parameters, name, above));
    const z = sampleCode(m!, logVariance!, e);
    return tf.relu(dense(parameters, down(level), tf.concat([above, z], 1)));
  }

  /** The posterior of every level in its own part of the code, given what `choose` makes of the levels above. */
  function posteriors(
    parameters: Parameters,
    images: tf.Tensor4D,
    choose: (posterior: Posteriors, level: number) => tf.Tensor2D,
  ) {
    const evidence = bottomUp(parameters, images);
    let above: tf.Tensor2D | null = null;
    const found = levels.map((level): Posteriors => {
      const seen: tf.Tensor2D = above ? tf.concat([evidence[level]!, above], 1) : evidence[level]!;
      const { mean, logVariance } = heads(level);
      const posterior = {
        mean: dense(parameters, mean, seen),
        logVariance: dense(parameters, logVariance, seen),
      };
      above = descend(parameters, level, above, choose(posterior, level));
      return posterior;
    });
    return { found, lowest: above! as tf.Tensor2D };
  }

  function predict(parameters: Parameters, code: tf.Tensor2D) {
    const lowest = levels.reduce<tf.Tensor2D | null>(
      (above, level) =>
        descend(parameters, level, above, tf.slice(code, [0, starts[level]!], [-1, widths[level]!])),
      null,
    );
    return network.generate(parameters, lowest!);
  }

  return assemble(plan, {
    separable: true,
    layers: [...network.layers, ...layers],
    encode(parameters, images) {
      const { found } = posteriors(parameters, images, ({ mean }) => mean);
      return {
        mean: tf.concat(
          found.map(({ mean }) => mean),
          1,
        ),
        logVariance: tf.concat(
          found.map(({ logVariance }) => logVariance),
          1,
        ),
      };
    },
    predict,
    noise: posteriorNoise(plan),
    schedule: { beta: 1 },
    terms: levels.map((level) => `klLevel${level + 1}`),
    loss(parameters, { images, noise, schedule }) {
      const { found, lowest } = posteriors(parameters, images, ({ mean, logVariance }, level) => {
        const part = tf.slice(noise['posterior']!, [0, starts[level]!], [-1, widths[level]!]);
        return sampleCode(mean, logVariance, part);
      });
      const reconstruction = LIKELIHOODS[plan.likelihood].loss(images, network.generate(parameters, lowest));
      const parts = found.map(({ mean, logVariance }) => meanKl(mean, logVariance));
      const kl = tf.addN(parts) as tf.Scalar;
      const terms = Object.fromEntries(parts.map((part, level) => [`klLevel${level + 1}`, part]));
      return { loss: tf.add(reconstruction, tf.mul(kl, schedule['beta']!)), reconstruction, kl, terms };
    },
  });
}
