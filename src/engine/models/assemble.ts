/** What all families have in common: from the parts that make a family to a `ModelDefinition`. */
import * as tf from '@tensorflow/tfjs-core';
import { FAMILIES } from '../../shared/families.ts';
import type {
  LossInputs,
  ModelDefinition,
  ModelPlan,
  NoiseSpec,
  Parameters,
  Posterior,
} from './definition.ts';
import { klFromStandardNormal, sampleCode } from './gaussians.ts';
import { type LayerSpec, dense, denseSpec, initialWeights, shapesOf } from './layers.ts';
import { LIKELIHOODS, type Prediction, squaredErrorPerImage } from './likelihoods.ts';
import type { Network } from './networks.ts';
import { Random } from './random.ts';

/** Parts of a family. What may be left out has the value of the simplest one, which needs no noise and no schedule. */
export interface FamilyParts extends Pick<
  ModelDefinition,
  'encode' | 'loss' | 'constants' | 'discriminator'
> {
  readonly layers: readonly LayerSpec[];
  /** The decoder up to what the likelihood needs. @param code [n, latent]. */
  predict(parameters: Parameters, code: tf.Tensor2D, labels?: tf.Tensor2D): Prediction;
  readonly noise?: ModelDefinition['noise'];
  readonly schedule?: ModelDefinition['schedule'];
  readonly terms?: ModelDefinition['terms'];
  /** Whether the family's own terms are; false when left out. */
  readonly separable?: boolean;
  /** False when left out. */
  readonly judgedByTrainingAlone?: boolean;
}

export function assemble(plan: ModelPlan, parts: FamilyParts): ModelDefinition {
  const { layers, encode, predict, loss, constants, discriminator } = parts;
  const likelihood = LIKELIHOODS[plan.likelihood];
  return {
    plan,
    parameterShapes: shapesOf(layers),
    noise: parts.noise ?? {},
    evaluationNoise: FAMILIES[plan.family].variational ? posteriorNoise(plan) : {},
    schedule: parts.schedule ?? {},
    terms: parts.terms ?? [],
    // That likelihood has one variance for the whole batch.
    separable: (parts.separable ?? false) && plan.likelihood !== 'optimal-sigma',
    judgedByTrainingAlone: parts.judgedByTrainingAlone ?? false,
    initialise: (seed, meanImage) => initialWeights(layers, new Random(seed), meanImage),
    encode,
    decode(parameters, code, labels) {
      const { image } = predict(parameters, code, labels);
      // Without a sigmoid it may leave the range of pixels.
      return plan.architecture === 'linear' ? tf.clipByValue(image, 0, 1) : image;
    },
    loss,
    ...(constants && { constants }),
    ...(discriminator && { discriminator }),
    evaluate(parameters, { images, labels, noise }) {
      const { mean, logVariance } = encode(parameters, images, labels);
      const atMean = predict(parameters, mean, labels);
      const atSample = logVariance
        ? predict(parameters, sampleCode(mean, logVariance, noise['posterior']!), labels)
        : atMean;
      return {
        reconstructions: atMean.image,
        squaredError: squaredErrorPerImage(images, atMean),
        reconstruction: likelihood.perImage(images, atSample),
        // Of points: zeros as long as the batch, which a constant could not be.
        kl: logVariance ? klFromStandardNormal(mean, logVariance) : tf.sub(mean, mean),
        mean,
      };
    },
    averageReconstruction: (perImage) => likelihood.average(perImage, plan.imageChannels * plan.size ** 2),
  };
}

/** The noise that draws a code from its posterior. */
export function posteriorNoise({ latent }: ModelPlan): Record<'posterior', NoiseSpec> {
  return { posterior: { distribution: 'normal', shape: [latent] } };
}

/** An encoder whose codes are points. */
export function pointEncoder({ latent }: ModelPlan, network: Network) {
  return {
    layers: [denseSpec('encoder.code', network.features, latent, 'linear')],
    encode: (parameters: Parameters, images: tf.Tensor4D): { mean: tf.Tensor2D } => ({
      mean: dense(parameters, 'encoder.code', network.extract(parameters, images)),
    }),
  };
}

/** An encoder whose codes are normal distributions with independent dimensions, q(z | x) = N(mean, exp(logVariance)). */
export function gaussianEncoder({ latent }: ModelPlan, network: Network) {
  return {
    layers: gaussianHeads(network.features, latent),
    encode: (parameters: Parameters, images: tf.Tensor4D): Required<Posterior> =>
      gaussianOf(parameters, network.extract(parameters, images)),
  };
}

/** The two layers that end an encoder in a normal distribution. */
export function gaussianHeads(features: number, latent: number): LayerSpec[] {
  return ['encoder.mean', 'encoder.log_variance'].map((name) => denseSpec(name, features, latent, 'linear'));
}

export function gaussianOf(parameters: Parameters, features: tf.Tensor2D): Required<Posterior> {
  return {
    mean: dense(parameters, 'encoder.mean', features),
    logVariance: dense(parameters, 'encoder.log_variance', features),
  };
}

/** A value that only one family has, as `completeSettings` has put it into the plan. */
export function numberSetting({ settings }: ModelPlan, name: string): number {
  return Number(settings[name]);
}

/** What most losses begin with: a code drawn from the posterior of a batch, and what is decoded from it. */
export function drawAndDecode(
  { encode, predict }: Pick<FamilyParts, 'encode' | 'predict'>,
  parameters: Parameters,
  { images, labels, noise }: LossInputs,
) {
  const { mean, logVariance } = encode(parameters, images, labels) as Required<Posterior>;
  const code = sampleCode(mean, logVariance, noise['posterior']!);
  return { mean, logVariance, code, prediction: predict(parameters, code, labels) };
}
