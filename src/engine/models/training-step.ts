/** One update of a model as a pure function: (state, inputs) -> (state, metrics). */
import * as tf from '@tensorflow/tfjs-core';
// The Node build of tfjs-core comes without the gradients of its operations; this package registers them when loaded.
import '@tensorflow/tfjs-layers';
import { type AdamState, adamUpdate } from './adam.ts';
import type { LossInputs, Losses, ModelDefinition, Parameters } from './definition.ts';

export interface StepState extends AdamState {
  parameters: Parameters;
  /** Steps left out because a gradient was not finite, []. */
  skipped: tf.Scalar;
}

export interface UpdateInputs extends LossInputs {
  learningRate: tf.Scalar;
  /** Gradients whose norm is larger are scaled down to it. */
  clipNorm: tf.Scalar;
}

export interface StepResult {
  state: StepState;
  losses: Losses;
  /** Euclidean norm of all gradients together, before clipping, []. */
  gradientNorm: tf.Scalar;
}

/**
 * Gradients are clipped by their global norm (Pascanu, Mikolov and Bengio 2013, algorithm 1). Where the loss or the
 * norm is not finite, the returned state is the given one except for `skipped`.
 */
export function trainingStep(
  definition: ModelDefinition,
  state: StepState,
  inputs: UpdateInputs,
): StepResult {
  const { losses, gradients } = lossAndGradients(definition, state.parameters, inputs);
  const squares = Object.values(gradients).map((gradient) => tf.sum(tf.square(gradient)));
  const gradientNorm = tf.sqrt(tf.addN(squares)) as tf.Scalar;
  const finite = tf.isFinite(tf.add(gradientNorm, losses.loss)) as tf.Scalar;
  const scale = tf.minimum(tf.div(inputs.clipNorm, gradientNorm), 1) as tf.Scalar;
  const updated = adamUpdate(state.parameters, gradients, state, {
    learningRate: inputs.learningRate,
    scale,
    finite,
  });
  const skipped = tf.add(state.skipped, tf.sub(1, tf.cast(finite, 'float32'))) as tf.Scalar;
  return { state: { ...updated, skipped }, losses, gradientNorm };
}

export function lossAndGradients(
  definition: ModelDefinition,
  parameters: Parameters,
  inputs: LossInputs,
): { losses: Losses; gradients: Record<string, tf.Tensor> } {
  const names = Object.keys(parameters);
  let losses: Losses | null = null;
  const { grads } = tf.valueAndGrads((...tensors: tf.Tensor[]) => {
    losses = definition.loss(Object.fromEntries(names.map((name, i) => [name, tensors[i]!])), inputs);
    // Kept: they are read after the tape has been put away.
    for (const value of Object.values(losses)) tf.keep(value as tf.Tensor);
    return losses.loss;
  })(Object.values(parameters));
  return { losses: losses!, gradients: Object.fromEntries(names.map((name, i) => [name, grads[i]!])) };
}
