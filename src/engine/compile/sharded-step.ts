/**
 * A training step in parts of the batch that need nothing of one another. Each shard has a graph for the gradients of its part, and
 * one that updates its share of the weights from the average of all (data parallelism as between machines, with the state of the
 * optimiser dealt out: Rajbhandari et al. 2020, "ZeRO"). On a processor this keeps every core at work, where operations that are
 * not shared among threads would let all but one wait.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { ModelDefinition } from '../models/definition.ts';
import { adamUpdate } from '../models/adam.ts';
import { lossAndGradients } from '../models/training-step.ts';
import type { Recorder } from './backend.ts';
import type { ShardUpdate, ShardedStep, TensorSpec } from './compiled.ts';
import { sizeOf } from './graph.ts';
import {
  type CompileOptions,
  FIRST_MOMENT,
  NEXT,
  SCHEDULE,
  SECOND_MOMENT,
  STEP_COUNT,
  compileProgram,
  lossInputsFrom,
  stepSignature,
} from './training-step.ts';

export const GRADIENT = 'gradient:';
/** Of the averaged gradients of a shard's own weights. */
export const SQUARES = 'squares';
const RATES = [STEP_COUNT, 'learning_rate', 'scale'].map(
  (name) => ({ name, dtype: 'float32', shape: [] }) as const,
);

/** Before the names of what comes from a shard, among the inputs of the update. */
export const shardPrefix = (shard: number): string => `shard${shard}:`;

/** Whether averaged gradients of parts of a batch are the gradient of the whole, for all that the model learns. */
export function canBeSharded({ separable, discriminator }: ModelDefinition): boolean {
  return separable === true && discriminator === undefined;
}

/** @param definition of a model that can be sharded. @param batch a multiple of `shards`. */
export async function compileShardedStep(
  definition: ModelDefinition,
  { batch, shards, tune }: CompileOptions & { shards: number },
): Promise<ShardedStep> {
  const { state, images, labels, noise, scalars, metrics } = stepSignature(definition, batch / shards);
  const weights = state.slice(0, Object.keys(definition.parameterShapes).length);
  const schedule = scalars.filter(({ name }) => name.startsWith(SCHEDULE));
  const inputs = [...weights, images, ...(labels ? [labels] : []), ...noise, ...schedule];
  // The norm is that of the averaged gradients.
  const losses = metrics.filter((name) => name !== 'gradient_norm');
  const outputs: TensorSpec[] = [
    ...weights.map(({ name, ...type }) => ({ name: GRADIENT + name, ...type })),
    ...losses.map((name) => ({ name, dtype: 'float32' as const, shape: [] })),
  ];
  const { family } = definition.plan;
  const gradients = await compileProgram(
    `${family} gradients`,
    (recorder) => {
      const results = gradientsOfShard(definition, declare(recorder, inputs));
      for (const { name } of outputs) recorder.output(name, results[name]!);
    },
    tune,
  );
  const updates: ShardUpdate[] = [];
  let nodes = gradients.report.nodes;
  for (const owned of dealOut(weights, shards)) {
    const { model, report } = await compileUpdate(family, owned, shards);
    updates.push({ model, owned: owned.map(({ name }) => name), state: statesOf(owned) });
    nodes += report.nodes;
  }
  return {
    ...{ batch, shards, state, weights, metrics, updates },
    gradients: { model: gradients.model, inputs, outputs },
    report: { ...gradients.report, nodes },
  };
}

/** Shares of nearly the same size: the largest first, each to who has the least. */
function dealOut(weights: readonly TensorSpec[], shards: number): TensorSpec[][] {
  const shares = Array.from({ length: shards }, () => ({ owned: [] as TensorSpec[], size: 0 }));
  for (const weight of weights.toSorted((a, b) => sizeOf(b.shape) - sizeOf(a.shape))) {
    const share = shares.reduce((least, other) => (other.size < least.size ? other : least));
    share.owned.push(weight);
    share.size += sizeOf(weight.shape);
  }
  return shares.map(({ owned }) => owned);
}

/** The weights and their moments, as they are among the state of the whole. */
function statesOf(weights: readonly TensorSpec[]): TensorSpec[] {
  return ['', FIRST_MOMENT, SECOND_MOMENT].flatMap((role) =>
    weights.map((weight) => ({ ...weight, name: role + weight.name })),
  );
}

function compileUpdate(family: string, owned: readonly TensorSpec[], shards: number) {
  return compileProgram(`${family} update`, (recorder) => {
    const input = declare(recorder, [...statesOf(owned), ...RATES]);
    const parts = Array.from({ length: shards }, (_, i) => declare(recorder, owned, shardPrefix(i)));
    const role = (prefix: string) =>
      Object.fromEntries(owned.map(({ name }) => [name, input(prefix + name)]));
    // Sums in place of averages: what is left to divide by is in the factors of the update.
    const sums = Object.fromEntries(
      owned.map(({ name }) => [name, tf.addN(parts.map((part) => part(name)))]),
    );
    const { parameters, firstMoments, secondMoments } = adamUpdate(
      role(''),
      sums,
      {
        firstMoments: role(FIRST_MOMENT),
        secondMoments: role(SECOND_MOMENT),
        step: input(STEP_COUNT) as tf.Scalar,
      },
      {
        learningRate: input('learning_rate') as tf.Scalar,
        scale: tf.mul(input('scale'), 1 / shards) as tf.Scalar,
      },
    );
    for (const { name } of owned) {
      recorder.output(NEXT + name, parameters[name]!);
      recorder.output(NEXT + FIRST_MOMENT + name, firstMoments[name]!);
      recorder.output(NEXT + SECOND_MOMENT + name, secondMoments[name]!);
    }
    const squares = Object.values(sums).map((sum) => tf.sum(tf.square(sum)));
    recorder.output(SQUARES, tf.mul(tf.addN(squares), 1 / shards ** 2));
  });
}

type Lookup = (name: string) => tf.Tensor;

function declare(recorder: Recorder, specs: readonly TensorSpec[], prefix = ''): Lookup {
  const tensors = new Map(
    specs.map(({ name, shape, dtype }) => [name, recorder.input(prefix + name, shape, dtype)]),
  );
  return (name) => tensors.get(name)!;
}

function gradientsOfShard(definition: ModelDefinition, input: Lookup): Record<string, tf.Tensor> {
  const names = Object.keys(definition.parameterShapes);
  const parameters = Object.fromEntries(names.map((name) => [name, input(name)]));
  const { losses, gradients } = lossAndGradients(definition, parameters, lossInputsFrom(definition, input));
  const { terms, ...scalars } = losses;
  const named = names.map((name) => [GRADIENT + name, gradients[name]!]);
  return { ...Object.fromEntries(named), ...scalars, ...terms } as Record<string, tf.Tensor>;
}
