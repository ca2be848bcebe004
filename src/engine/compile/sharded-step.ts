/**
 * A training step in parts of the batch that need nothing of one another: each part has a graph for its gradients, and one graph makes
 * the update from their average. On a processor this keeps every core at work, where operations that are not shared
 * among threads would let all but one wait (data parallelism, as between machines).
 */
import * as tf from '@tensorflow/tfjs-core';
import type { ModelDefinition } from '../models/definition.ts';
import { applyGradients, lossAndGradients } from '../models/training-step.ts';
import type { Recorder } from './backend.ts';
import type { ShardedStep, TensorSpec } from './compiled.ts';
import {
  type CompileOptions,
  NEXT,
  SCHEDULE,
  compileProgram,
  lossInputsFrom,
  stateByName,
  stateFrom,
  stepSignature,
} from './training-step.ts';

const GRADIENT = 'gradient:';
const RATES = ['learning_rate', 'clip_norm'].map((name) => ({ name, dtype: 'float32', shape: [] }) as const);

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
  const update = await compileProgram(`${family} update`, (recorder) => {
    const parts = Array.from({ length: shards }, (_, i) => declare(recorder, outputs, shardPrefix(i)));
    const average = (name: string) => tf.mul(tf.addN(parts.map((part) => part(name))), 1 / shards);
    const results = updateFrom(definition, declare(recorder, [...state, ...RATES]), average);
    for (const { name } of state) recorder.output(NEXT + name, results.state.get(name)!);
    for (const name of losses) recorder.output(name, average(name));
    recorder.output('gradient_norm', results.gradientNorm);
  });
  return {
    ...{ batch, shards, state, weights, metrics },
    gradients: { model: gradients.model, inputs, outputs },
    update: update.model,
    report: { ...gradients.report, nodes: gradients.report.nodes + update.report.nodes },
  };
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

function updateFrom(definition: ModelDefinition, input: Lookup, average: Lookup) {
  const names = Object.keys(definition.parameterShapes);
  const gradients = Object.fromEntries(names.map((name) => [name, average(GRADIENT + name)]));
  const { state, gradientNorm } = applyGradients(
    stateFrom(definition, input),
    [{ gradients, loss: average('loss') as tf.Scalar }],
    { learningRate: input('learning_rate') as tf.Scalar, clipNorm: input('clip_norm') as tf.Scalar },
  );
  return { state: stateByName(state), gradientNorm };
}
