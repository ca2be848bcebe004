/** Contestants for one operation: each a way to compute it, by itself on a device, given the same random numbers and timed. */
import { type InferenceSession, Tensor } from 'onnxruntime-node';
import type { Candidate } from '../compile/candidate.ts';
import { Graph, type GraphNode, sizeOf } from '../compile/graph.ts';
import { writeModel } from '../compile/onnx/model.ts';
import { Random } from '../models/random.ts';
import { type SessionSettings, createSession } from './session.ts';

export type Feeds = Readonly<Record<string, Tensor>>;

export interface Contestant {
  readonly candidate: Candidate;
  readonly session: InferenceSession;
  readonly feeds: Feeds;
  /** Milliseconds of every run so far. */
  readonly times: number[];
}

/** The same numbers for every way to compute `node`. */
export function randomFeeds({ inputs }: GraphNode): Feeds {
  const random = new Random(1);
  return Object.fromEntries(
    inputs.map(({ shape }, i) => [
      `input${i}`,
      new Tensor('float32', random.fillUniform(new Float32Array(sizeOf(shape)), -1, 1), shape),
    ]),
  );
}

/** @throws MorphospaceError where this device or this build of the runtime does not have the way. */
export async function enter(
  candidate: Candidate,
  node: GraphNode,
  feeds: Feeds,
  settings: SessionSettings,
): Promise<Contestant> {
  const graph = new Graph();
  const inputs = node.inputs.map(({ shape }, i) => graph.input(`input${i}`, { shape }));
  graph.output('result', candidate.build(graph, { ...node, inputs }));
  const model = writeModel(graph, { name: 'candidate' });
  const session = await createSession(model, { ...settings, silent: true });
  return { candidate, session, feeds, times: [] };
}

export async function runOnce({ session, feeds, times }: Contestant): Promise<Float32Array> {
  const started = performance.now();
  const { result } = await session.run(feeds);
  times.push(performance.now() - started);
  return result!.data as Float32Array;
}

export const bestTime = ({ times }: Contestant): number => Math.min(...times);

/** Whether the best time came twice: on a machine busy with other work one lucky run proves nothing. */
export function isSteady({ times }: Contestant): boolean {
  const [best, second] = times.toSorted((a, b) => a - b) as [number, number?];
  return second !== undefined && second <= best * (1 + JITTER);
}

const JITTER = 0.15;

/** Largest difference of two results, relative to the largest number, that rounding explains. */
const ROUNDING = 1e-4;

export function agrees(result: Float32Array, expected: Float32Array): boolean {
  let largest = 0;
  for (const value of expected) largest = Math.max(largest, Math.abs(value));
  return expected.every((value, i) => Math.abs(value - result[i]!) <= ROUNDING * largest);
}
