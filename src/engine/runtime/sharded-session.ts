/**
 * Training on the cores of a processor, each at work on its own part of the batch and its own share of the weights: this thread is
 * one shard, and each other shard is a thread. They meet twice a step, to exchange gradients and weights, and not in every
 * operation, so that neither operations that cannot be shared nor other programs make all of them wait.
 */
import type { ShardedStep } from '../compile/compiled.ts';
import { shardPrefix } from '../compile/sharded-step.ts';
import { LABELS, NOISE, SCHEDULE, SKIPPED_COUNT, STEP_COUNT } from '../compile/training-step.ts';
import { keepFreedMemory } from './freed-memory.ts';
import { type Arrays, type PartResult, Shard, type UpdateResult } from './shard.ts';
import { ShardWorker } from './shard-worker.ts';
import {
  type StepInputs,
  type StepMetrics,
  type TrainingSession,
  type TrainingState,
  DEFAULT_CLIP_NORM,
  checkedState,
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
  const orders = step.updates.map((update, shard) => ({
    ...{ gradients: step.gradients, update, shard },
    threads: Math.floor(threads / step.shards),
  }));
  const [own, ...others] = await Promise.all([
    Shard.open(orders[0]!),
    ...orders.slice(1).map((order) => ShardWorker.start(order)),
  ]);
  const session = new ShardedSession(step, own, others, schedule);
  await session.writeState(state);
  return session;
}

class ShardedSession implements TrainingSession {
  readonly device = 'cpu';
  readonly batch: number;
  readonly #step: ShardedStep;
  readonly #own: Shard;
  /** From the second on; this thread is the first. */
  readonly #others: readonly ShardWorker[];
  readonly #schedule: Readonly<Record<string, number>>;
  #weights: Record<string, Float32Array> = {};
  #updates = 0;
  #skipped = 0;

  constructor(
    step: ShardedStep,
    own: Shard,
    others: readonly ShardWorker[],
    schedule: Readonly<Record<string, number>>,
  ) {
    this.#step = step;
    this.#own = own;
    this.#others = others;
    this.#schedule = schedule;
    this.batch = step.batch;
  }

  async step(inputs: StepInputs): Promise<StepMetrics> {
    // The other threads first: this one does nothing else while it computes its own part.
    const elsewhere = this.#others.map((shard, i) => shard.computePart(this.#inputsOf(i + 1, inputs)));
    const parts = await Promise.all([this.#own.computePart(this.#inputsOf(0, inputs)), ...elsewhere]);
    const loss = this.#average(parts, 'loss');
    const { gradientNorm, weights } = await this.#update(parts, inputs);
    const skipped = !Number.isFinite(loss + gradientNorm);
    for (const shard of [this.#own, ...this.#others]) shard.settle(!skipped);
    if (skipped) this.#skipped++;
    else {
      this.#updates++;
      // Outdated memory goes now instead of at some garbage collection.
      for (const { buffer } of Object.values(this.#weights)) (buffer as ArrayBuffer).transfer(0);
      this.#weights = weights;
    }
    const metrics = this.#step.metrics.map((name) => [
      name,
      name === 'gradient_norm' ? gradientNorm : this.#average(parts, name),
    ]);
    return toMetrics(Object.fromEntries(metrics) as Record<string, number>);
  }

  /**
   * Lets every shard update its weights. Whether gradients must be clipped is known when all have added up their squares; that is
   * rare, so the update is made at once and, if need be, again.
   */
  async #update(parts: readonly PartResult[], { learningRate, clipNorm = DEFAULT_CLIP_NORM }: StepInputs) {
    const update = async (scale: number, withGradients: boolean): Promise<UpdateResult[]> => {
      const inputsOf = (shard: number) => ({
        gradients: withGradients ? this.#gradientsFor(shard, parts) : {},
        ...{ learningRate, scale, step: this.#updates },
      });
      const elsewhere = this.#others.map((shard, i) => shard.update(inputsOf(i + 1)));
      return Promise.all([this.#own.update(inputsOf(0)), ...elsewhere]);
    };
    let results = await update(1, true);
    const gradientNorm = Math.sqrt(results.reduce((sum, { squares }) => sum + squares, 0));
    if (Number.isFinite(gradientNorm) && gradientNorm > clipNorm)
      results = await update(clipNorm / gradientNorm, false);
    return {
      gradientNorm,
      weights: Object.assign({}, ...results.map(({ weights }) => weights)) as TrainingState,
    };
  }

  /** The gradients of a shard's own weights in all the other parts. */
  #gradientsFor(shard: number, parts: readonly PartResult[]): Record<string, Float32Array> {
    const { owned } = this.#step.updates[shard]!;
    const named = parts.flatMap(({ gradients }, from) =>
      from === shard ? [] : owned.map((name) => [shardPrefix(from) + name, gradients[name]!]),
    );
    return Object.fromEntries(named) as Record<string, Float32Array>;
  }

  #average(parts: readonly PartResult[], name: string): number {
    return parts.reduce((sum, { metrics }) => sum + metrics[name]!, 0) / parts.length;
  }

  async readState(): Promise<TrainingState> {
    const shares = await Promise.all([this.#own.read(), ...this.#others.map((shard) => shard.read())]);
    const all = Object.assign({}, ...shares, {
      [STEP_COUNT]: Float32Array.of(this.#updates),
      [SKIPPED_COUNT]: Float32Array.of(this.#skipped),
    }) as TrainingState;
    return Object.fromEntries(this.#step.state.map(({ name }) => [name, all[name]!]));
  }

  async writeState(state: TrainingState): Promise<void> {
    const checked = checkedState(this.#step.state, state);
    const share = (shard: number) =>
      Object.fromEntries(this.#step.updates[shard]!.state.map(({ name }) => [name, checked[name]!]));
    this.#own.write(share(0));
    await Promise.all(this.#others.map((shard, i) => shard.write(share(i + 1))));
    this.#weights = Object.fromEntries(this.#step.weights.map(({ name }) => [name, checked[name]!.slice()]));
    this.#updates = checked[STEP_COUNT]![0]!;
    this.#skipped = checked[SKIPPED_COUNT]![0]!;
  }

  async dispose(): Promise<void> {
    await Promise.all([this.#own, ...this.#others].map((shard) => shard.release()));
  }

  /** The weights that other shards own, the values of the schedule, and the part of the batch that a shard computes. */
  #inputsOf(shard: number, { images, labels, noise, schedule }: StepInputs): Arrays {
    const part = <T extends Float32Array | Uint8Array>(whole: T): T => {
      const length = whole.length / this.#step.shards;
      return whole.subarray(shard * length, (shard + 1) * length) as T;
    };
    const inputs: Arrays = { images: part(images) };
    if (labels) inputs[LABELS] = part(labels);
    for (const [name, values] of Object.entries(noise)) inputs[NOISE + name] = part(values);
    for (const [name, value] of Object.entries({ ...this.#schedule, ...schedule }))
      inputs[SCHEDULE + name] = Float32Array.of(value);
    const owned = new Set(this.#step.updates[shard]!.owned);
    for (const { name } of this.#step.weights) if (!owned.has(name)) inputs[name] = this.#weights[name]!;
    return inputs;
  }
}
