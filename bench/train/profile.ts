/**
 * Where the time of a training step goes: every program that a core runs in a step, by itself on one thread, operator by operator.
 * The fastest run of each operation counts, so that what else the machine does adds nothing.
 */
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type InferenceSession, Tensor } from 'onnxruntime-node';
import { z } from 'zod';
import type { CompileReport } from '../../src/engine/compile/compiled.ts';
import { sizeOf } from '../../src/engine/compile/graph.ts';
import { type Choose, signatureOf } from '../../src/engine/compile/lowering.ts';
import { compileShardedStep } from '../../src/engine/compile/sharded-step.ts';
import { compileTrainingStep } from '../../src/engine/compile/training-step.ts';
import type { ModelDefinition } from '../../src/engine/models/definition.ts';
import { Random } from '../../src/engine/models/random.ts';
import { release } from '../../src/engine/runtime/compiled-session.ts';
import { keepFreedMemory } from '../../src/engine/runtime/freed-memory.ts';
import { createSession } from '../../src/engine/runtime/session.ts';
import { type TrainingState, initialState } from '../../src/engine/runtime/training-session.ts';

export interface OperatorTime {
  operator: string;
  /** Nodes of the graph. */
  count: number;
  milliseconds: number;
}

export interface ProgramProfile {
  program: string;
  /** The fastest whole run. */
  milliseconds: number;
  operators: OperatorTime[];
  /** Within ONNX Runtime, but in no operation: memory, going from one operation to the next, and recording all this. */
  betweenOperators: number;
  /** Copies of inputs and outputs on their way between ONNX Runtime and JavaScript. */
  copies: number;
}

/** ONNX Runtime's record of a session: a list of events, times in microseconds. */
const eventsSchema = z.array(
  z.object({
    name: z.string(),
    dur: z.number().default(0),
    args: z.object({ op_name: z.string().optional(), node_index: z.string().optional() }).optional(),
  }),
);
const RUNS = 20;

type Events = z.infer<typeof eventsSchema>;

/** What one of the cores runs in a step: the gradients of its part and the update of its share, or the whole where there are no shards. */
export async function profileStep(
  definition: ModelDefinition,
  { batch, shards, choices }: { batch: number; shards: number; choices: CompileReport['choices'] },
): Promise<ProgramProfile[]> {
  const choose: Choose = (node, candidates) =>
    candidates.find(({ name }) => name === choices[signatureOf(node)]) ?? candidates[0]!;
  const options = { batch, tune: () => Promise.resolve(choose) };
  const state = initialState(definition, 1);
  if (shards === 1) {
    const { model } = await compileTrainingStep(definition, options);
    return [await profileProgram('step', model, state)];
  }
  const { gradients, updates } = await compileShardedStep(definition, { ...options, shards });
  return [
    await profileProgram('gradients', gradients.model, state),
    await profileProgram('update', updates[0]!.model, state),
  ];
}

/** @param known inputs by name; the others are filled with numbers in 0..1 or 0..255. */
async function profileProgram(
  program: string,
  model: Uint8Array,
  known: TrainingState,
): Promise<ProgramProfile> {
  keepFreedMemory();
  const milliseconds = Math.min(...(await timeRuns(model, known)));
  const folder = await mkdtemp(join(tmpdir(), 'morphospace-profile-'));
  try {
    const times = await timeRuns(model, known, join(folder, 'events'));
    const [file] = await readdir(folder);
    const events = eventsSchema.parse(JSON.parse(await readFile(join(folder, file!), 'utf8')));
    const inside = insideRuntime(events);
    const betweenOperators = Math.min(...inside.map(({ whole, operators }) => whole - operators));
    const copies = Math.min(...times.map((time, run) => time - inside[run]!.whole));
    return { program, milliseconds, operators: operatorTimes(events), betweenOperators, copies };
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Milliseconds of every run. @param profile where ONNX Runtime shall write what it did; nowhere when left out. */
async function timeRuns(model: Uint8Array, known: TrainingState, profile?: string): Promise<number[]> {
  const session = await createSession(model, { device: 'cpu', threads: 1, profile });
  const feeds = feedsFor(session, known);
  const times: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    const started = performance.now();
    const results = await session.run(feeds);
    times.push(performance.now() - started);
    Object.values(results).forEach(release);
  }
  if (profile !== undefined) session.endProfiling();
  await session.release();
  return times;
}

function feedsFor({ inputMetadata }: InferenceSession, known: TrainingState): Record<string, Tensor> {
  const random = new Random(1);
  const feeds: Record<string, Tensor> = {};
  for (const input of inputMetadata) {
    if (!input.isTensor) continue;
    const shape = input.shape as readonly number[];
    const count = sizeOf(shape);
    feeds[input.name] =
      input.type === 'uint8'
        ? new Tensor(
            'uint8',
            Uint8Array.from({ length: count }, () => random.below(256)),
            shape,
          )
        : new Tensor(
            'float32',
            known[input.name] ?? random.fillUniform(new Float32Array(count), 0, 1),
            shape,
          );
  }
  return feeds;
}

/** Milliseconds of every run, and of all its operations together. */
function insideRuntime(events: Events): { whole: number; operators: number }[] {
  const runs: { whole: number; operators: number }[] = [];
  let operators = 0;
  for (const { name, dur } of events) {
    if (name.endsWith('_kernel_time')) operators += dur / 1000;
    if (name !== 'model_run') continue;
    runs.push({ whole: dur / 1000, operators });
    operators = 0;
  }
  return runs;
}

/** The fastest run of every node, added up by operator, the longest first. */
function operatorTimes(events: Events): OperatorTime[] {
  const fastest = new Map<string, number>();
  const operators: Record<string, OperatorTime> = {};
  for (const { name, dur, args } of events) {
    if (!name.endsWith('_kernel_time') || !args?.op_name || !args.node_index) continue;
    operators[args.op_name] ??= { operator: args.op_name, count: 0, milliseconds: 0 };
    const operator = operators[args.op_name]!;
    const before = fastest.get(args.node_index);
    if (before === undefined) operator.count++;
    const best = Math.min(dur / 1000, before ?? Infinity);
    operator.milliseconds += best - (before ?? 0);
    fastest.set(args.node_index, best);
  }
  return Object.values(operators).toSorted((a, b) => b.milliseconds - a.milliseconds);
}
