/**
 * Chooses the fastest way for every computation of a graph that has several, by timing each on the device. A way
 * whose result differs from the first one's, or that the device cannot run, is out of the running. What was chosen can
 * be kept and handed in again: the same choices give the same rounding, so that a run resumes bit for bit.
 */
import { availableParallelism, loadavg } from 'node:os';
import type { Candidate } from '../compile/candidate.ts';
import type { GraphNode } from '../compile/graph.ts';
import { type Choose, candidatesFor, signatureOf } from '../compile/lowering.ts';
import type { SessionSettings } from './session.ts';
import { type Contestant, agrees, bestTime, isSteady, enter, randomFeeds, runOnce } from './contest.ts';

/** Names of the chosen candidates by the signature of the computation. */
export type Choices = Record<string, string>;

/** Ways take turns this often, so that what else the machine does meets them all alike. */
const ROUNDS = 6;
/** A way whose best time is this many times the best of all is not timed again. */
const HOPELESS = 1.4;
/** The same after the very first run, in which memory is still being fetched. */
const HOPELESS_AT_FIRST = 3;
/** After so many milliseconds what is left is chosen untimed: on a busy machine, waiting costs more than it saves. */
const PATIENCE = 4000;

/** Where programs queue for the cores, even times that come twice say little. Windows does not tell, which counts as idle. */
const isBusy = (): boolean => loadavg()[0]! > 2 * availableParallelism();

/** What this process has found out about a device. */
export interface TimedChoices {
  /** Found by times that came more than once. */
  steady: Choices;
  /** Found on a machine that was busy with something else, or without timing. They count until somebody finds out better. */
  provisional: Choices;
}

interface Known extends TimedChoices {
  /** All that have been taken, given ones too: models of the same shape need no second timing, and compute alike. */
  taken: Choices;
}

/** By device and threads. */
const known = new Map<string, Known>();

function knownOn({ device, threads }: Pick<SessionSettings, 'device' | 'threads'>): Known {
  const key = `${device} ${threads}`;
  const found = known.get(key) ?? { steady: {}, provisional: {}, taken: {} };
  known.set(key, found);
  return found;
}

/** With however many threads: a model is trained with as many as suit it. */
export function timedChoices({ device }: Pick<SessionSettings, 'device'>): TimedChoices {
  const found = [...known].filter(([key]) => key.startsWith(`${device} `)).map(([, choices]) => choices);
  const joined = (kind: keyof TimedChoices) =>
    Object.assign({}, ...found.map((choices) => choices[kind])) as Choices;
  return { steady: joined('steady'), provisional: joined('provisional') };
}

/**
 * @param given choices of an earlier run, taken over without timing where they are right on this machine too.
 * @param patience milliseconds of timing at most; none on a busy machine when left out.
 */
export async function tune(
  nodes: readonly GraphNode[],
  settings: SessionSettings,
  given: Readonly<Choices> = {},
  patience = isBusy() ? 0 : PATIENCE,
): Promise<Choose> {
  const { steady, provisional, taken } = knownOn(settings);
  const chosen: Choices = {};
  const deadline = performance.now() + patience;
  for (const node of nodes) {
    const signature = signatureOf(node);
    if (chosen[signature]) continue;
    const candidates = candidatesOn(settings.device, node);
    const wanted = candidates.find(({ name }) => name === given[signature]);
    if (wanted && (taken[signature] === wanted.name || (await isRight(wanted, node, settings)))) {
      taken[signature] = wanted.name;
    } else if (!taken[signature]) {
      const winner = performance.now() < deadline ? await fastest(candidates, node, settings) : null;
      const name = winner ?? (await usuallyFastest(candidates, node, settings));
      taken[signature] = (winner ? steady : provisional)[signature] = name;
    }
    chosen[signature] = taken[signature]!;
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

/** The name of the fastest way; null where the times say nothing, because the machine is busy with something else. */
async function fastest(
  candidates: readonly Candidate[],
  node: GraphNode,
  settings: SessionSettings,
): Promise<string | null> {
  const contestants = await enterAgreeing(candidates, node, settings);
  try {
    let running = stillRunning(contestants, HOPELESS_AT_FIRST);
    for (let round = 1; round < ROUNDS && running.length > 1; round++) {
      for (const contestant of running) await runOnce(contestant);
      running = stillRunning(running, HOPELESS);
    }
    const best = running.reduce((a, b) => (expectedTime(b) < expectedTime(a) ? b : a));
    return running.length === 1 || isSteady(best) ? best.candidate.name : null;
  } finally {
    for (const { session } of contestants) await session.release();
  }
}

/** Among the operations of a model. */
function expectedTime(contestant: Contestant): number {
  return bestTime(contestant) * (1 - (contestant.candidate.saving ?? 0));
}

function stillRunning(contestants: readonly Contestant[], hopeless: number): Contestant[] {
  const limit = hopeless * Math.min(...contestants.map(bestTime));
  return contestants.filter((contestant) => bestTime(contestant) <= limit);
}

/** Sets up and runs every way once, and keeps those that give what the first one gives. */
async function enterAgreeing(
  candidates: readonly Candidate[],
  node: GraphNode,
  settings: SessionSettings,
): Promise<Contestant[]> {
  const feeds = randomFeeds(node);
  const contestants: Contestant[] = [];
  let expected: Float32Array | null = null;
  for (const candidate of candidates) {
    try {
      const contestant = await enter(candidate, node, feeds, settings);
      const result = await runOnce(contestant).catch(() => null);
      expected ??= result;
      if (result && agrees(result, expected!)) contestants.push(contestant);
      else await contestant.session.release();
    } catch {
      // A way that this device or this build of the runtime does not have.
    }
  }
  return contestants;
}

/** Whether a way is right here: a choice may come from another processor. */
async function isRight(wanted: Candidate, node: GraphNode, settings: SessionSettings): Promise<boolean> {
  const standard = candidatesOn(settings.device, node)[0]!;
  if (wanted.name === standard.name) return true;
  const contestants = await enterAgreeing([standard, wanted], node, settings);
  for (const { session } of contestants) await session.release();
  return contestants.some(({ candidate }) => candidate.name === wanted.name);
}

/** Without timing: on the CPU, ways made for it are listed in the order in which they usually win. */
async function usuallyFastest(
  candidates: readonly Candidate[],
  node: GraphNode,
  settings: SessionSettings,
): Promise<string> {
  for (const candidate of candidates) {
    if (candidate.processorOnly && (await isRight(candidate, node, settings))) return candidate.name;
  }
  return candidates[0]!.name;
}
