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
  | 'family'
  | 'size'
  | 'imageChannels'
  | 'latent'
  | 'likelihood'
  | 'architecture'
  | 'channels'
  | 'settings'
  | 'labels'
>;

/** Weights by name. Convolutions are [out, in, height, width], their transposes [in, out, …], dense layers [out, in]. */
export type Parameters = Readonly<Record<string, Tensor>>;

/** Weights whose name begins so belong to the model's opponent, which has a loss of its own. */
export const DISCRIMINATOR = 'discriminator.';

/**
 * Random numbers of one input: `normal` N(0, 1), `uniform` in [0, 1), `sign` -1 or 1. Of a `permutation` [batch, n] every column
 * is a random order of the batch, as places in the flattened tensor: `row * n + column`.
 */
export type Distribution = 'normal' | 'uniform' | 'sign' | 'permutation';

export interface NoiseSpec {
  readonly distribution: Distribution;
  /** Per image. */
  readonly shape: readonly number[];
}

export interface LossInputs {
  /** [batch, channels, height, width], in 0..1. */
  images: Tensor4D;
  /** [batch, labels], one-hot, zeros where the label is not known; absent unless the model is conditional. */
  labels?: Tensor2D;
  /** One tensor [batch, …] for every entry of `ModelDefinition.noise`. */
  noise: Readonly<Record<string, Tensor>>;
  /** One scalar for every entry of `ModelDefinition.schedule`. */
  schedule: Readonly<Record<string, Scalar>>;
  /** What `ModelDefinition.constants` made of the other inputs. */
  constants?: Readonly<Record<string, Tensor>>;
}

/** In nats, summed over pixels and latent dimensions, averaged over the batch. `loss` is what is minimised. */
export interface Losses {
  loss: Scalar;
  reconstruction: Scalar;
  kl: Scalar;
  /** What else the loss is made of, by the names of `ModelDefinition.terms`. */
  terms?: Readonly<Record<string, Scalar>>;
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

/** A second player, which learns to tell what the model makes from what it should make. */
export interface Discriminator {
  /** Minimised by the weights whose names begin with `DISCRIMINATOR`; all others are constants to it. */
  loss(parameters: Parameters, inputs: LossInputs): Scalar;
  readonly optimiser: OptimiserSettings;
}

export interface OptimiserSettings {
  /** Decay of the running mean of the gradients, and of their squares. */
  readonly meanDecay: number;
  readonly squareDecay: number;
  /** Of the learning rate of the run. */
  readonly rate: number;
}

export interface ModelDefinition {
  readonly plan: ModelPlan;
  readonly parameterShapes: Readonly<Record<string, readonly number[]>>;
  /** Random inputs of the loss. */
  readonly noise: Readonly<Record<string, NoiseSpec>>;
  /** Random inputs of the evaluation. */
  readonly evaluationNoise: Readonly<Record<string, NoiseSpec>>;
  /** Scalars that may change from step to step, with the value they have when no schedule says otherwise. */
  readonly schedule: Readonly<Record<string, number>>;
  /** Names of `Losses.terms`. */
  readonly terms: readonly string[];
  /**
   * Whether the loss and its terms are means over the batch of what each image has by itself. Then gradients of parts of a
   * batch, averaged, are those of the whole.
   */
  readonly separable?: boolean;
  /**
   * Whether the objective has parts that held-out images cannot tell: an opponent, a batch, a capacity that moves. Then the last
   * weights count as the best, and only the limits end a run.
   */
  readonly judgedByTrainingAlone?: boolean;
  /**
   * Initial weights, the same for the same seed.
   *
   * @param meanImage of the images to train on, [channels, size, size], in 0..1: what the decoder then says about every code to begin
   * with, so that no step is spent on learning what all images have in common.
   */
  initialise(seed: number, meanImage?: Float32Array): Record<string, Float32Array>;
  /**
   * @param images [n, channels, height, width], in 0..1.
   * @param labels [n, labels], see `LossInputs`; for conditional models only.
   */
  encode(parameters: Parameters, images: Tensor4D, labels?: Tensor2D): Posterior;
  /** @param code [n, latent]. @returns [n, channels, height, width], in 0..1. */
  decode(parameters: Parameters, code: Tensor2D, labels?: Tensor2D): Tensor4D;
  /** Values that the loss needs and that no gradient flows through, such as a ratio of gradients. */
  constants?(parameters: Parameters, inputs: LossInputs): Readonly<Record<string, Tensor>>;
  loss(parameters: Parameters, inputs: LossInputs): Losses;
  readonly discriminator?: Discriminator;
  /** Noise as in `evaluationNoise`. */
  evaluate(parameters: Parameters, inputs: Pick<LossInputs, 'images' | 'labels' | 'noise'>): Evaluation;
  /** Mean negative log-likelihood in nats over the images whose `Evaluation.reconstruction` values these are. */
  averageReconstruction(perImage: Float32Array): number;
}

/** Number of weights of the model itself, without its opponent's; for people and for memory estimates. */
export function countParameters({ parameterShapes }: ModelDefinition): number {
  return Object.entries(parameterShapes)
    .filter(([name]) => !name.startsWith(DISCRIMINATOR))
    .reduce((sum, [, shape]) => sum + shape.reduce((a, b) => a * b, 1), 0);
}
