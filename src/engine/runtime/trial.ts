/** Whether two executors train alike: the same steps from the same state, compared number by number. */
import { FIRST_MOMENT } from '../compile/training-step.ts';
import type { StepInputs, TrainingSession, TrainingState } from './training-session.ts';

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

export async function traceSteps(session: TrainingSession, steps: readonly StepInputs[]): Promise<Trace> {
  const losses: number[] = [];
  for (const inputs of steps) losses.push((await session.step(inputs)).loss);
  return { losses, state: await session.readState() };
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
