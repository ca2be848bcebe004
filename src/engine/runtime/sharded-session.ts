/**
 * Training on the cores of a processor, each at work on its own part of the batch: this thread computes one part and one thread each
 * the others; then this one averages their gradients and makes the update. Threads meet once a step and not in
 * every operation, so that neither operations that cannot be shared nor other programs make all of them wait.
 */
import { type InferenceSession, Tensor } from 'onnxruntime-node';
import type { ShardedStep } from '../compile/compiled.ts';
import { shardPrefix } from '../compile/sharded-step.ts';
import { LABELS, NEXT, NOISE, SCHEDULE } from '../compile/training-step.ts';
import { type Tensors, release, toArrays, toTensors } from './compiled-session.ts';
import { keepFreedMemory } from './freed-memory.ts';
import { createSession } from './session.ts';
import { type ShardInputs, Shard } from './shard.ts';
import { ShardWorker } from './shard-worker.ts';
import {
  type StepInputs,
  type StepMetrics,
  type TrainingSession,
  type TrainingState,
  DEFAULT_CLIP_NORM,
  toMetrics,
} from './training-session.ts';

export interface ShardedSessionOptions {
  /** Cores to use, at least as many as there are shards. */
  threads: number;
  /** Values of the schedule where a step gives none. */
  schedule: Readonly<Record<string, number>>;
  state: TrainingState;
}

export async function openShardedSession(
  step: ShardedStep,
  { threads, schedule, state }: ShardedSessionOptions,
): Promise<TrainingSession> {
  keepFreedMemory();
  const order = { program: step.gradients, threads: Math.floor(threads / step.shards) };
  const [own, update, ...others] = await Promise.all([
    Shard.open(order.program, order.threads),
    // Threads that wait for the next update would keep the shards from their cores.
    createSession(step.update, { device: 'cpu', threads: 1 }),
    ...Array.from({ length: step.shards - 1 }, () => ShardWorker.start(order)),
  ]);
  return new ShardedSession(step, own, others, update, schedule, toTensors(step.state, state));
}

class ShardedSession implements TrainingSession {
  readonly device = 'cpu';
  readonly batch: number;
  readonly #step: ShardedStep;
  readonly #own: Shard;
  readonly #others: readonly ShardWorker[];
  readonly #update: InferenceSession;
  readonly #schedule: Readonly<Record<string, number>>;
  #state: Tensors;

  constructor(
    step: ShardedStep,
    own: Shard,
    others: readonly ShardWorker[],
    update: InferenceSession,
    schedule: Readonly<Record<string, number>>,
    state: Tensors,
  ) {
    this.#step = step;
    this.#own = own;
    this.#others = others;
    this.#update = update;
    this.#schedule = schedule;
    this.#state = state;
    this.batch = step.batch;
  }

  async step(inputs: StepInputs): Promise<StepMetrics> {
    // The other threads first: this one does nothing else while it computes its own part.
    const elsewhere = this.#others.map((shard, i) => shard.run(this.#inputsOf(i + 1, inputs)));
    const parts = await Promise.all([this.#own.run(this.#inputsOf(0, inputs)), ...elsewhere]);

    const { learningRate, clipNorm = DEFAULT_CLIP_NORM } = inputs;
    const feeds: Tensors = {
      ...this.#state,
      learning_rate: new Tensor('float32', Float32Array.of(learningRate), []),
      clip_norm: new Tensor('float32', Float32Array.of(clipNorm), []),
    };
    for (const [i, part] of parts.entries()) {
      for (const { name, shape } of this.#step.gradients.outputs)
        feeds[shardPrefix(i) + name] = new Tensor('float32', part[name]!, shape);
    }
    const results = await this.#update.run(feeds);
    for (const part of parts)
      for (const { buffer } of Object.values(part)) (buffer as ArrayBuffer).transfer(0);
    for (const { name } of this.#step.state) {
      release(this.#state[name]!);
      this.#state[name] = results[NEXT + name] as Tensor;
    }
    const metrics = this.#step.metrics.map((name) => [name, (results[name]!.data as Float32Array)[0]!]);
    return toMetrics(Object.fromEntries(metrics) as Record<string, number>);
  }

  async readState(): Promise<TrainingState> {
    return toArrays(this.#state);
  }

  async writeState(state: TrainingState): Promise<void> {
    const tensors = toTensors(this.#step.state, state);
    Object.values(this.#state).forEach(release);
    this.#state = tensors;
  }

  async dispose(): Promise<void> {
    Object.values(this.#state).forEach(release);
    const stopped = this.#others.map((shard) => shard.stop());
    await Promise.all([this.#own.release(), this.#update.release(), ...stopped]);
  }

  /** The weights, the values of the schedule, and the part of the batch that a shard computes. */
  #inputsOf(shard: number, { images, labels, noise, schedule }: StepInputs): ShardInputs {
    const part = <T extends Float32Array | Uint8Array>(whole: T): T => {
      const length = whole.length / this.#step.shards;
      return whole.subarray(shard * length, (shard + 1) * length) as T;
    };
    const inputs: Record<string, Float32Array | Uint8Array> = { images: part(images) };
    if (labels) inputs[LABELS] = part(labels);
    for (const [name, values] of Object.entries(noise)) inputs[NOISE + name] = part(values);
    for (const [name, value] of Object.entries({ ...this.#schedule, ...schedule }))
      inputs[SCHEDULE + name] = Float32Array.of(value);
    for (const { name } of this.#step.weights) inputs[name] = this.#state[name]!.data as Float32Array;
    return inputs;
  }
}
