/** One update of a model as a pure function: (state, inputs) -> (state, metrics). */
import * as tf from '@tensorflow/tfjs-core';
// The Node build of tfjs-core comes without the gradients of its operations; this package registers them when loaded.
import '@tensorflow/tfjs-layers';
import { type AdamState, adamUpdate } from './adam.ts';
import {
  DISCRIMINATOR,
  type LossInputs,
  type Losses,
  type ModelDefinition,
  type OptimiserSettings,
  type Parameters,
} from './definition.ts';

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
  /** Of the discriminator, []; absent where the model has none. */
  discriminatorLoss?: tf.Scalar;
  /** Euclidean norm of all gradients of the model together, before clipping, []. */
  gradientNorm: tf.Scalar;
}

/** Weights that are moved together, by the gradients of one loss. */
interface Player {
  gradients: Record<string, tf.Tensor>;
  loss: tf.Scalar;
  optimiser?: OptimiserSettings;
}

/** The model, and its discriminator if it has one, make a step each from the same weights. */
export function trainingStep(
  definition: ModelDefinition,
  state: StepState,
  inputs: UpdateInputs,
): StepResult {
  const { losses, gradients } = lossAndGradients(definition, state.parameters, inputs);
  const players: Player[] = [{ gradients, loss: losses.loss }];
  const opponent = discriminatorGradients(definition, state.parameters, inputs);
  if (opponent) players.push(opponent);
  return {
    ...applyGradients(state, players, inputs),
    losses,
    ...(opponent && { discriminatorLoss: opponent.loss }),
  };
}

/**
 * Gradients are clipped by their global norm, each player's by itself (Pascanu, Mikolov and Bengio 2013, algorithm 1). Where a loss
 * or a norm is not finite, the returned state is the given one except for `skipped`.
 */
function applyGradients(
  state: StepState,
  players: readonly Player[],
  { learningRate, clipNorm }: Pick<UpdateInputs, 'learningRate' | 'clipNorm'>,
): Pick<StepResult, 'state' | 'gradientNorm'> {
  const norms = players.map((player) => globalNorm(player.gradients));
  const finite = tf.isFinite(tf.addN(players.flatMap(({ loss }, i) => [loss, norms[i]!]))) as tf.Scalar;
  const updates = players.map((player, i) =>
    adamUpdate(
      only(state.parameters, player.gradients),
      player.gradients,
      state,
      { learningRate, scale: tf.minimum(tf.div(clipNorm, norms[i]!), 1) as tf.Scalar, finite },
      player.optimiser,
    ),
  );
  const joined = (key: 'parameters' | 'firstMoments' | 'secondMoments'): Parameters =>
    Object.assign({}, ...updates.map((update) => update[key])) as Parameters;
  return {
    state: {
      parameters: joined('parameters'),
      firstMoments: joined('firstMoments'),
      secondMoments: joined('secondMoments'),
      step: updates[0]!.step,
      skipped: tf.add(state.skipped, tf.sub(1, tf.cast(finite, 'float32'))),
    },
    gradientNorm: norms[0]!,
  };
}

function globalNorm(gradients: Readonly<Record<string, tf.Tensor>>): tf.Scalar {
  const squares = Object.values(gradients).map((gradient) => tf.sum(tf.square(gradient)));
  return tf.sqrt(tf.addN(squares)) as tf.Scalar;
}

function only(parameters: Parameters, names: Readonly<Record<string, unknown>>): Parameters {
  return Object.fromEntries(Object.keys(names).map((name) => [name, parameters[name]!]));
}

/** Of the model's own weights; those of a discriminator are constants to it. */
export function lossAndGradients(
  definition: ModelDefinition,
  parameters: Parameters,
  inputs: LossInputs,
): { losses: Losses; gradients: Record<string, tf.Tensor> } {
  const constants = definition.constants?.(parameters, inputs);
  let losses: Losses | null = null;
  const { gradients } = gradientsOf(
    (all) => {
      losses = definition.loss(all, constants ? { ...inputs, constants } : inputs);
      // Kept: they are read after the tape has been put away.
      const { terms, ...scalars } = losses;
      for (const value of [...Object.values(scalars), ...Object.values(terms ?? {})]) tf.keep(value);
      return losses.loss;
    },
    parameters,
    (name) => !name.startsWith(DISCRIMINATOR),
  );
  return { losses: losses!, gradients };
}

function discriminatorGradients(
  { discriminator }: ModelDefinition,
  parameters: Parameters,
  inputs: LossInputs,
): Player | null {
  if (!discriminator) return null;
  const { loss, optimiser } = discriminator;
  const isItsOwn = (name: string) => name.startsWith(DISCRIMINATOR);
  return { ...gradientsOf((all) => loss(all, inputs), parameters, isItsOwn), optimiser };
}

function gradientsOf(
  loss: (parameters: Parameters) => tf.Scalar,
  parameters: Parameters,
  isVariable: (name: string) => boolean,
): { loss: tf.Scalar; gradients: Record<string, tf.Tensor> } {
  const names = Object.keys(parameters).filter(isVariable);
  const { value, grads } = tf.valueAndGrads((...tensors: tf.Tensor[]) =>
    loss({ ...parameters, ...Object.fromEntries(names.map((name, i) => [name, tensors[i]!])) }),
  )(names.map((name) => parameters[name]!));
  return {
    loss: value as tf.Scalar,
    gradients: Object.fromEntries(names.map((name, i) => [name, grads[i]!])),
  };
}
