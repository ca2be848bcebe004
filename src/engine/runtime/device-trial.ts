/** Whether two executors train alike: the same steps from the same state, compared number by number. */
import type { Device } from '../../shared/models.ts';
import { FIRST_MOMENT, compileTrainingStep } from '../compile/training-step.ts';
import type { ModelDefinition } from '../models/definition.ts';
import { openCompiledSession } from './compiled-session.ts';
import { type EvaluationInputs, openEvaluationSession } from './evaluation.ts';
import { type OnnxDevice, isOnnxDevice } from './onnx-devices.ts';
import { openTensorflowSession } from './tensorflow.ts';
import {
  type StepInputs,
  type TrainingSession,
  type TrainingState,
  initialState,
} from './training-session.ts';

/** What a few steps did. */
export interface Trace {
  /** One per step. */
  readonly losses: readonly number[];
  readonly state: TrainingState;
}

/** The largest relative difference of each kind; 0 for the same numbers, Infinity where one is not finite. */
export interface Difference {
  /** Of the loss of any step. */
  readonly loss: number;
  /** Euclidean, of the running mean of the gradients of any one tensor. */
  readonly gradients: number;
  /** Euclidean, of the way that any one tensor of weights has gone from its beginning. */
  readonly weights: number;
}

/**
 * How far a device is from the processor after the same steps of a new model, each batch of the same size.
 *
 * @throws MorphospaceError `device-failed`, or what a driver throws.
 */
export async function tryDevice(
  definition: ModelDefinition,
  device: Device,
  batch: number,
  steps: readonly StepInputs[],
): Promise<Difference> {
  const begin = initialState(definition, 1);
  const trace = async (executor: Device) =>
    traceSteps(await openUntuned(definition, executor, batch, begin), steps);
  return differenceOf(await trace(device), await trace('cpu'), begin);
}

/** How far the codes of images and their reconstructions by a new model are from those on the processor, whichever is farther. */
export async function tryEvaluation(
  definition: ModelDefinition,
  device: OnnxDevice,
  inputs: EvaluationInputs,
): Promise<number> {
  const weights = definition.initialise(1);
  const evaluate = async (executor: OnnxDevice) => {
    const session = await openEvaluationSession(definition, { device: executor });
    try {
      return await session.run(weights, inputs);
    } finally {
      await session.dispose();
    }
  };
  const [actual, expected] = [await evaluate(device), await evaluate('cpu')];
  const from = (values: Float32Array, start: number) => new Float32Array(values.length).fill(start);
  return Math.max(
    distance(actual.mean, expected.mean, from(expected.mean, 0)),
    // What a new model draws is nearly grey.
    distance(actual.reconstructions, expected.reconstructions, from(expected.reconstructions, 0.5)),
  );
}

/** As `openTrainingSession`, without timing the ways to compute: each of them was compared with the first when it was timed. */
async function openUntuned(
  definition: ModelDefinition,
  device: Device,
  batch: number,
  state: TrainingState,
): Promise<TrainingSession> {
  if (!isOnnxDevice(device)) return openTensorflowSession(definition, batch, state);
  const compiled = await compileTrainingStep(definition, { batch });
  return openCompiledSession(compiled, { device, schedule: definition.schedule, state });
}

async function traceSteps(session: TrainingSession, steps: readonly StepInputs[]): Promise<Trace> {
  try {
    const losses: number[] = [];
    for (const inputs of steps) losses.push((await session.step(inputs)).loss);
    return { losses, state: await session.readState() };
  } finally {
    await session.dispose();
  }
}

/** @param begin the state that both set out from. */
export function differenceOf(actual: Trace, expected: Trace, begin: TrainingState): Difference {
  const moments = Object.keys(begin).filter((name) => name.startsWith(FIRST_MOMENT));
  const weights = moments.map((name) => name.slice(FIRST_MOMENT.length));
  const largest = (names: readonly string[]) =>
    Math.max(...names.map((name) => distance(actual.state[name]!, expected.state[name]!, begin[name]!)));
  return {
    loss: Math.max(...expected.losses.map((loss, i) => relative(Math.abs(actual.losses[i]! - loss), loss))),
    gradients: largest(moments),
    weights: largest(weights),
  };
}

/** ‖actual - expected‖ / ‖expected - begin‖. */
function distance(actual: Float32Array, expected: Float32Array, begin: Float32Array): number {
  let [apart, gone] = [0, 0];
  for (let i = 0; i < expected.length; i++) {
    apart += (actual[i]! - expected[i]!) ** 2;
    gone += (expected[i]! - begin[i]!) ** 2;
  }
  return relative(Math.sqrt(apart), Math.sqrt(gone));
}

function relative(difference: number, size: number): number {
  if (difference === 0) return 0;
  const ratio = difference / Math.abs(size);
  return Number.isNaN(ratio) ? Infinity : ratio;
}
