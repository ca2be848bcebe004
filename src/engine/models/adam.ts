/** Adam (Kingma and Ba 2015, "Adam: a method for stochastic optimization", algorithm 1). */
import * as tf from '@tensorflow/tfjs-core';
import type { OptimiserSettings, Parameters } from './definition.ts';

/** The authors' constants. */
export const ADAM: OptimiserSettings = { meanDecay: 0.9, squareDecay: 0.999, rate: 1 };
const EPSILON = 1e-8;

export interface AdamState {
  /** Running means of the gradients and of their squares, by weight. */
  firstMoments: Parameters;
  secondMoments: Parameters;
  /** Updates made so far, []. */
  step: tf.Scalar;
}

export interface AdamInputs {
  learningRate: tf.Scalar;
  /** Factor on every gradient. */
  scale: tf.Scalar;
  /** Whether to update at all, bool []; left out where whoever asks throws an update away that should not have been. */
  finite?: tf.Scalar;
}

/**
 * The paper's update with its factors gathered into scalars, as the end of its section 2 proposes: few passes over the
 * weights. Where `finite` is false the scalars are those of an update that changes nothing, bit for bit.
 */
export function adamUpdate(
  parameters: Parameters,
  gradients: Readonly<Record<string, tf.Tensor>>,
  { firstMoments, secondMoments, step }: AdamState,
  { learningRate, scale, finite }: AdamInputs,
  { meanDecay, squareDecay, rate: rateFactor }: OptimiserSettings = ADAM,
): AdamState & { parameters: Parameters } {
  const when = (value: tf.Tensor | number, otherwise: number): tf.Tensor | number =>
    finite ? tf.where(finite, value, otherwise) : value;
  const nextStep = tf.add(step, finite ? tf.cast(finite, 'float32') : 1) as tf.Scalar;
  const meanBias = tf.sub(1, tf.pow(meanDecay, nextStep));
  const squareBias = tf.sqrt(tf.sub(1, tf.pow(squareDecay, nextStep)));
  const rate = when(tf.div(tf.mul(tf.mul(learningRate, rateFactor), squareBias), meanBias), 0);
  const epsilon = when(tf.mul(squareBias, EPSILON), EPSILON);
  const keepMean = when(meanDecay, 1);
  const keepSquare = when(squareDecay, 1);
  const addMean = when(tf.mul(scale, 1 - meanDecay), 0);
  const addSquare = when(tf.mul(tf.square(scale), 1 - squareDecay), 0);

  const next = {
    parameters: {} as Record<string, tf.Tensor>,
    firstMoments: {} as Record<string, tf.Tensor>,
    secondMoments: {} as Record<string, tf.Tensor>,
  };
  for (const [name, parameter] of Object.entries(parameters)) {
    const gradient = when(gradients[name]!, 0);
    const mean = tf.add(tf.mul(firstMoments[name]!, keepMean), tf.mul(gradient, addMean));
    const square = tf.add(tf.mul(secondMoments[name]!, keepSquare), tf.mul(tf.square(gradient), addSquare));
    const change = tf.div(tf.mul(mean, rate), tf.add(tf.sqrt(square), epsilon));
    next.firstMoments[name] = mean;
    next.secondMoments[name] = square;
    next.parameters[name] = tf.sub(parameter, change);
  }
  return { ...next, step: nextStep };
}
