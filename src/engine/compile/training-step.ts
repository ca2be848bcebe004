/** Compiles the update of a model, forward, backward and Adam, into one ONNX graph with a fixed batch. */
import * as tf from '@tensorflow/tfjs-core';
import type { LossInputs, ModelDefinition } from '../models/definition.ts';
import { type StepState, trainingStep } from '../models/training-step.ts';
import { type Recorder, record } from './backend.ts';
import type { CompileReport, CompiledStep, TensorSpec } from './compiled.ts';
import type { GraphNode } from './graph.ts';
import './kernels/register.ts';
import { type Choose, chooseFirst, hasChoice, lower, signatureOf } from './lowering.ts';
import { writeModel } from './onnx/model.ts';
import { simplify } from './simplify.ts';

/** Names by which the role of an input or output can be told. */
export const FIRST_MOMENT = 'adam.m:';
export const SECOND_MOMENT = 'adam.v:';
export const STEP_COUNT = 'adam.step';
export const SKIPPED_COUNT = 'skipped';
export const NEXT = 'next:';
export const NOISE = 'noise:';
export const SCHEDULE = 'schedule:';
export const LABELS = 'labels';
/** The loss of a model's discriminator among its metrics. */
export const DISCRIMINATOR_LOSS = 'discriminator';

export interface CompileOptions {
  batch: number;
  /** Finds the fastest way for computations that have several; the first way is taken without it. */
  tune?: (undecided: readonly GraphNode[]) => Promise<Choose>;
}

export async function compileTrainingStep(
  definition: ModelDefinition,
  { batch, tune }: CompileOptions,
): Promise<CompiledStep> {
  const signature = stepSignature(definition, batch);
  const name = `${definition.plan.family} training step`;
  const compiled = await compileProgram(
    name,
    (recorder) => recordStep(recorder, definition, signature),
    tune,
  );
  return { ...signature, batch, ...compiled };
}

/** From a function of tensors to a model. */
export async function compileProgram(
  name: string,
  program: (recorder: Recorder) => void,
  tune?: CompileOptions['tune'],
): Promise<{ model: Uint8Array; report: CompileReport }> {
  const started = performance.now();
  const simplified = simplify(record(program));
  const recordedAt = performance.now();

  const undecided = simplified.nodes.filter(hasChoice);
  const choose = tune ? await tune(undecided) : chooseFirst;
  const choices: Record<string, string> = {};
  const decided = lower(simplified, (node, candidates) => {
    const choice = choose(node, candidates);
    choices[signatureOf(node)] = choice.name;
    return choice;
  });
  const decidedAt = performance.now();

  const model = writeModel(decided, { name });
  const report = {
    nodes: decided.nodes.length,
    recording: recordedAt - started,
    choosing: decidedAt - recordedAt,
    writing: performance.now() - decidedAt,
    choices,
  };
  return { model, report };
}

export type StepSignature = Pick<
  CompiledStep,
  'state' | 'images' | 'labels' | 'noise' | 'scalars' | 'metrics'
>;

/** What goes in and out of the step of a model. */
export function stepSignature(definition: ModelDefinition, batch: number): StepSignature {
  const { size, imageChannels, labels } = definition.plan;
  const float = (name: string, shape: readonly number[]): TensorSpec => ({ name, dtype: 'float32', shape });
  const weights = Object.entries(definition.parameterShapes);
  return {
    state: [
      ...['', FIRST_MOMENT, SECOND_MOMENT].flatMap((role) =>
        weights.map(([name, shape]) => float(role + name, shape)),
      ),
      float(STEP_COUNT, []),
      float(SKIPPED_COUNT, []),
    ],
    images: { name: 'images', dtype: 'uint8', shape: [batch, imageChannels, size, size] },
    labels: labels.length > 0 ? float(LABELS, [batch, labels.length]) : null,
    noise: Object.entries(definition.noise).map(([name, { shape }]) =>
      float(NOISE + name, [batch, ...shape]),
    ),
    scalars: [
      float('learning_rate', []),
      float('clip_norm', []),
      ...Object.keys(definition.schedule).map((name) => float(SCHEDULE + name, [])),
    ],
    metrics: [
      ...['loss', 'reconstruction', 'kl', 'gradient_norm'],
      ...definition.terms,
      ...(definition.discriminator ? [DISCRIMINATOR_LOSS] : []),
    ],
  };
}

function recordStep(recorder: Recorder, definition: ModelDefinition, signature: StepSignature): void {
  const { state: stateSpecs, images, labels, noise, scalars } = signature;
  const specs = [...stateSpecs, images, ...(labels ? [labels] : []), ...noise, ...scalars];
  const inputs = new Map(specs.map(({ name, shape, dtype }) => [name, recorder.input(name, shape, dtype)]));
  const { state, metrics } = runStep(definition, (name) => inputs.get(name)!);
  for (const { name } of signature.state) recorder.output(NEXT + name, state.get(name)!);
  for (const name of signature.metrics) recorder.output(name, metrics[name]!);
}

/** The step of a model over tensors by the names of its signature, whichever backend is at work. */
export function runStep(definition: ModelDefinition, input: (name: string) => tf.Tensor) {
  const { losses, discriminatorLoss, gradientNorm, state } = trainingStep(
    definition,
    stateFrom(definition, input),
    {
      ...lossInputsFrom(definition, input),
      learningRate: input('learning_rate') as tf.Scalar,
      clipNorm: input('clip_norm') as tf.Scalar,
    },
  );
  const { loss, reconstruction, kl, terms } = losses;
  const metrics: Record<string, tf.Scalar> = {
    ...{ loss, reconstruction, kl, gradient_norm: gradientNorm, ...terms },
    ...(discriminatorLoss && { [DISCRIMINATOR_LOSS]: discriminatorLoss }),
  };
  return { state: stateByName(state), metrics };
}

function stateFrom(definition: ModelDefinition, input: (name: string) => tf.Tensor): StepState {
  const role = (prefix: string) =>
    Object.fromEntries(Object.keys(definition.parameterShapes).map((name) => [name, input(prefix + name)]));
  return {
    parameters: role(''),
    firstMoments: role(FIRST_MOMENT),
    secondMoments: role(SECOND_MOMENT),
    step: input(STEP_COUNT) as tf.Scalar,
    skipped: input(SKIPPED_COUNT) as tf.Scalar,
  };
}

export function lossInputsFrom(definition: ModelDefinition, input: (name: string) => tf.Tensor): LossInputs {
  const named = (prefix: string, keys: readonly string[]) =>
    Object.fromEntries(keys.map((key) => [key, input(prefix + key) as tf.Scalar]));
  return {
    images: tf.mul(input('images'), 1 / 255) as tf.Tensor4D,
    ...(definition.plan.labels.length > 0 && { labels: input(LABELS) as tf.Tensor2D }),
    noise: named(NOISE, Object.keys(definition.noise)),
    schedule: named(SCHEDULE, Object.keys(definition.schedule)),
  };
}

function stateByName({ parameters, firstMoments, secondMoments, step, skipped }: StepState) {
  const state = new Map<string, tf.Tensor>([
    [STEP_COUNT, step],
    [SKIPPED_COUNT, skipped],
  ]);
  for (const name of Object.keys(parameters)) {
    state.set(name, parameters[name]!);
    state.set(FIRST_MOMENT + name, firstMoments[name]!);
    state.set(SECOND_MOMENT + name, secondMoments[name]!);
  }
  return state;
}
