/**
 * Chooses the fastest way for every computation of a graph that has several, by timing each once on the device. A way
 * whose result differs from the first one's, or that the device cannot run, is out of the running. What was chosen can
 * be kept and handed in again: the same choices give the same rounding, so that a run resumes bit for bit.
 */
import { Tensor } from 'onnxruntime-node';
import type { Candidate } from '../compile/candidate.ts';
import { Graph, type GraphNode, sizeOf } from '../compile/graph.ts';
import { type Choose, candidatesFor, signatureOf } from '../compile/lowering.ts';
import { writeModel } from '../compile/onnx/model.ts';
import { Random } from '../models/random.ts';
import { type SessionSettings, createSession } from './session.ts';

/** Names of the chosen candidates by the signature of the computation. */
export type Choices = Record<string, string>;

const ROUNDS = 4;
/** A way that takes this much longer than the best once is not timed again. */
const HOPELESS = 2;
/** After so many milliseconds what is left goes the first way: on a busy machine, waiting costs more than it saves. */
const PATIENCE = 4000;
/** Largest difference of two results, relative to the largest number, that rounding explains. */
const ROUNDING = 1e-4;

/** Choices made by this process, by device and threads: models of the same shape need no second timing. */
const known = new Map<string, Choices>();

/** What this process has timed so far on a device. */
export function timedChoices({
  device,
  threads,
}: Pick<SessionSettings, 'device' | 'threads'>): Readonly<Choices> {
  return known.get(`${device} ${threads}`) ?? {};
}

/** @param given choices of an earlier run, taken over without timing where they are right on this machine too. */
export async function tune(
  nodes: readonly GraphNode[],
  settings: SessionSettings,
  given: Readonly<Choices> = {},
): Promise<Choose> {
  const key = `${settings.device} ${settings.threads}`;
  const choices = known.get(key) ?? {};
  known.set(key, choices);
  const chosen: Choices = {};
  const deadline = performance.now() + PATIENCE;
  // Where there are few ways, the first is less likely to be the best of them.
  for (const node of nodes.toSorted((a, b) => candidatesFor(a).length - candidatesFor(b).length)) {
    const signature = signatureOf(node);
    if (chosen[signature]) continue;
    const kept = (await confirmed(node, given[signature], settings)) ?? choices[signature];
    if (kept) chosen[signature] = kept;
    else if (performance.now() < deadline)
      chosen[signature] = choices[signature] = await fastest(node, settings);
  }
  return (node, candidates) => {
    const wanted = chosen[signatureOf(node)];
    return candidates.find(({ name }) => name === wanted) ?? candidates[0]!;
  };
}

/** The ways that exist on a device; the first one exists on all. */
function candidatesOn(device: SessionSettings['device'], node: GraphNode): Candidate[] {
  return candidatesFor(node).filter(({ processorOnly }) => device === 'cpu' || !processorOnly);
}

async function fastest(node: GraphNode, settings: SessionSettings): Promise<string> {
  const candidates = candidatesOn(settings.device, node);
  const feeds = randomInputs(node);
  let best = { name: candidates[0]!.name, milliseconds: Infinity };
  let expected: Float32Array | null = null;
  for (const candidate of candidates) {
    try {
      const { milliseconds, result } = await timeCandidate(
        candidate,
        node,
        feeds,
        settings,
        best.milliseconds,
      );
      expected ??= result;
      if (milliseconds < best.milliseconds && agrees(result, expected))
        best = { name: candidate.name, milliseconds };
    } catch {
      // A way that this device or this build of the runtime does not have.
    }
  }
  return best.name;
}

/** The wanted candidate's name if its result is right here; a choice may come from another processor. */
async function confirmed(node: GraphNode, wanted: string | undefined, settings: SessionSettings) {
  const [standard, ...others] = candidatesOn(settings.device, node);
  if (wanted === standard!.name) return wanted;
  const candidate = others.find(({ name }) => name === wanted);
  if (!candidate) return null;
  try {
    const feeds = randomInputs(node);
    const expected = await runCandidate(standard!, node, feeds, settings);
    return agrees(await runCandidate(candidate, node, feeds, settings), expected) ? candidate.name : null;
  } catch {
    return null;
  }
}

async function runCandidate(
  candidate: Candidate,
  node: GraphNode,
  feeds: Readonly<Record<string, Tensor>>,
  settings: SessionSettings,
): Promise<Float32Array> {
  return (await timeCandidate(candidate, node, feeds, settings, 0)).result;
}

async function timeCandidate(
  candidate: Candidate,
  node: GraphNode,
  feeds: Readonly<Record<string, Tensor>>,
  settings: SessionSettings,
  timeToBeat: number,
): Promise<{ milliseconds: number; result: Float32Array }> {
  const graph = new Graph();
  const inputs = node.inputs.map(({ shape }, i) => graph.input(`input${i}`, { shape }));
  graph.output('result', candidate.build(graph, { ...node, inputs }));
  const session = await createSession(writeModel(graph, { name: 'candidate' }), {
    ...settings,
    silent: true,
  });
  try {
    let milliseconds = Infinity;
    let rounds = 0;
    for (;;) {
      const started = performance.now();
      const { result } = await session.run(feeds);
      milliseconds = Math.min(milliseconds, performance.now() - started);
      rounds++;
      if (rounds === ROUNDS || milliseconds > HOPELESS * timeToBeat) {
        return { milliseconds, result: result!.data as Float32Array };
      }
    }
  } finally {
    await session.release();
  }
}

function randomInputs({ inputs }: GraphNode): Record<string, Tensor> {
  const random = new Random(1);
  return Object.fromEntries(
    inputs.map(({ shape }, i) => [
      `input${i}`,
      new Tensor('float32', random.fillUniform(new Float32Array(sizeOf(shape)), -1, 1), shape),
    ]),
  );
}

function agrees(result: Float32Array, expected: Float32Array): boolean {
  let largest = 0;
  for (const value of expected) largest = Math.max(largest, Math.abs(value));
  return expected.every((value, i) => Math.abs(value - result[i]!) <= ROUNDING * largest);
}
