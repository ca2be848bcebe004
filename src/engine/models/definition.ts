/**
 * What a model is: parameters, an encoder, a decoder and a loss, as pure functions over TensorFlow.js operations.
 * Whoever runs them (the compiler to ONNX, or TensorFlow itself) decides where the arithmetic happens. A function
 * here draws nothing and keeps nothing: noise and schedules come in as inputs.
 */
import type { Scalar, Tensor, Tensor1D, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import type { TrainingPlan } from '../../shared/models.ts';

/** The choices that shape the model itself, as opposed to how long and on what it is trained. */
export type ModelPlan = Pick<
  TrainingPlan,
  'family' | 'size' | 'imageChannels' | 'latent' | 'likelihood' | 'architecture' | 'channels'
>;

/** Weights by name. Convolutions are [out, in, height, width], their transposes [in, out, …], dense layers [out, in]. */
export type Parameters = Readonly<Record<string, Tensor>>;

export interface LossInputs {
  /** [batch, channels, height, width], in 0..1. */
  images: Tensor4D;
  /** Standard normal numbers, one tensor [batch, …] for every entry of `ModelDefinition.noise`. */
  noise: Readonly<Record<string, Tensor>>;
  /** One scalar for every entry of `ModelDefinition.schedule`. */
  schedule: Readonly<Record<string, Scalar>>;
}

/** In nats, summed over pixels and latent dimensions, averaged over the batch. `loss` is what is minimised. */
export interface Losses {
  loss: Scalar;
  reconstruction: Scalar;
  kl: Scalar;
}

export interface Posterior {
  /** [batch, latent]; the code of an autoencoder. */
  mean: Tensor2D;
  /** [batch, latent], natural logarithm of the variance per dimension; absent where codes are points. */
  logVariance?: Tensor2D;
}

/**
 * Held-out measures per image. The squared error is that of the posterior mean, which is what people see as the
 * reconstruction. The likelihood is that of one code drawn from the posterior: only its expectation makes the
 * evidence lower bound a bound, and at the mean it would look better than it is. With the same noise it is the same.
 */
export interface Evaluation {
  /** [batch, channels, height, width], the decoded posterior mean. */
  reconstructions: Tensor4D;
  /** [batch], sum over pixels and channels of the squared error of `reconstructions`. */
  squaredError: Tensor1D;
  /** [batch], what `ModelDefinition.averageReconstruction` makes nats of. */
  reconstruction: Tensor1D;
  /** [batch, latent], nats per dimension; zeros for an autoencoder. */
  kl: Tensor2D;
  /** [batch, latent]. */
  mean: Tensor2D;
}

export interface ModelDefinition {
  readonly plan: ModelPlan;
  readonly parameterShapes: Readonly<Record<string, readonly number[]>>;
  /** Shape per image of every standard normal input of the loss. */
  readonly noise: Readonly<Record<string, readonly number[]>>;
  /** Scalars that may change from step to step, with the value they have when no schedule says otherwise. */
  readonly schedule: Readonly<Record<string, number>>;
  /** Initial weights, the same for the same seed. */
  initialise(seed: number): Record<string, Float32Array>;
  /** @param images [n, channels, height, width], in 0..1. */
  encode(parameters: Parameters, images: Tensor4D): Posterior;
  /** @param code [n, latent]. @returns [n, channels, height, width], in 0..1. */
  decode(parameters: Parameters, code: Tensor2D): Tensor4D;
  loss(parameters: Parameters, inputs: LossInputs): Losses;
  /** Noise as for the loss. */
  evaluate(parameters: Parameters, inputs: Pick<LossInputs, 'images' | 'noise'>): Evaluation;
  /** Mean negative log-likelihood in nats over the images whose `Evaluation.reconstruction` values these are. */
  averageReconstruction(perImage: Float32Array): number;
}

/** Number of weights, for people and for memory estimates. */
export function countParameters({ parameterShapes }: ModelDefinition): number {
  return Object.values(parameterShapes).reduce((sum, shape) => sum + shape.reduce((a, b) => a * b, 1), 0);
}
