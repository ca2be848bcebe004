/**
 * A part of every batch and a share of the weights: computes the gradients of the one, and updates the other from the gradients of
 * all parts. An update is pending until it is settled, since whether it should have been made is only known from all shares.
 */
import { type InferenceSession, Tensor } from 'onnxruntime-node';
import type { ShardProgram, ShardUpdate } from '../compile/compiled.ts';
import { GRADIENT, SQUARES, shardPrefix } from '../compile/sharded-step.ts';
import { NEXT, STEP_COUNT } from '../compile/training-step.ts';
import { type Tensors, release, toArrays, toTensors } from './compiled-session.ts';
import { createSession } from './session.ts';
import type { TrainingState } from './training-session.ts';

export interface ShardOrder {
  gradients: ShardProgram;
  update: ShardUpdate;
  /** Which of the shards it is. */
  shard: number;
  threads: number;
}

/** Packed tensors by name. */
export type Arrays = Record<string, Float32Array | Uint8Array>;

export interface PartResult {
  /** Of the weights that other shards own. */
  gradients: Record<string, Float32Array>;
  /** Metrics of the part. */
  metrics: Record<string, number>;
}

export interface UpdateInputs {
  /** Of this shard's own weights in the other shards, by `shardPrefix`. */
  gradients: Record<string, Float32Array>;
  learningRate: number;
  /** Factor on the averaged gradients. */
  scale: number;
  /** Updates made before. */
  step: number;
}

export interface UpdateResult {
  weights: Record<string, Float32Array>;
  squares: number;
}

const scalar = (value: number): Tensor => new Tensor('float32', Float32Array.of(value), []);

export class Shard {
  readonly #order: ShardOrder;
  readonly #gradientsSession: InferenceSession;
  readonly #updateSession: InferenceSession;
  #state: Tensors = {};
  /** Of its own weights in its own part. */
  #gradients: Tensors = {};
  #received: Tensors = {};
  #pending: Tensors | null = null;

  private constructor(order: ShardOrder, gradients: InferenceSession, update: InferenceSession) {
    this.#order = order;
    this.#gradientsSession = gradients;
    this.#updateSession = update;
  }

  static async open(order: ShardOrder): Promise<Shard> {
    const { gradients, update, threads } = order;
    const [forGradients, forUpdate] = await Promise.all([
      createSession(gradients.model, { device: 'cpu', threads }),
      // Threads that wait for the next update would keep the gradients from their cores.
      createSession(update.model, { device: 'cpu', threads: 1 }),
    ]);
    return new Shard(order, forGradients, forUpdate);
  }

  /** @param inputs the part of the batch, the schedule, and the weights that other shards own. */
  async computePart(inputs: Arrays): Promise<PartResult> {
    const { gradients, update, shard } = this.#order;
    const feeds = gradients.inputs.map(({ name, dtype, shape }) => {
      const own = this.#state[name];
      if (own) return [name, own];
      return [
        name,
        dtype === 'uint8'
          ? new Tensor('uint8', inputs[name] as Uint8Array, shape)
          : new Tensor('float32', inputs[name] as Float32Array, shape),
      ];
    });
    const results = await this.#gradientsSession.run(Object.fromEntries(feeds) as Tensors);
    const part: PartResult = { gradients: {}, metrics: {} };
    for (const { name } of gradients.outputs) {
      const result = results[name] as Tensor;
      const weight = name.startsWith(GRADIENT) ? name.slice(GRADIENT.length) : null;
      if (weight === null) part.metrics[name] = (result.data as Float32Array)[0]!;
      else if (update.owned.includes(weight)) this.#gradients[shardPrefix(shard) + weight] = result;
      else part.gradients[weight] = result.data as Float32Array;
    }
    return part;
  }

  /** Makes an update that is pending until `settle`. Asked again, it makes another from the same state. */
  async update({ gradients, learningRate, scale, step }: UpdateInputs): Promise<UpdateResult> {
    const { update } = this.#order;
    for (const [name, values] of Object.entries(gradients))
      this.#received[name] = new Tensor('float32', values, this.#shapeOf(name));
    if (this.#pending) Object.values(this.#pending).forEach(release);
    const results = await this.#updateSession.run({
      ...this.#state,
      ...this.#gradients,
      ...this.#received,
      ...{ learning_rate: scalar(learningRate), scale: scalar(scale), [STEP_COUNT]: scalar(step) },
    });
    this.#pending = Object.fromEntries(
      update.state.map(({ name }) => [name, results[NEXT + name] as Tensor]),
    );
    const weights = update.owned.map((name) => [name, (this.#pending![name]!.data as Float32Array).slice()]);
    return {
      weights: Object.fromEntries(weights) as Record<string, Float32Array>,
      squares: (results[SQUARES]!.data as Float32Array)[0]!,
    };
  }

  /** Takes the pending update over, or throws it away. */
  settle(accepted: boolean): void {
    for (const gone of [this.#gradients, this.#received, accepted ? this.#state : this.#pending!])
      Object.values(gone).forEach(release);
    this.#gradients = {};
    this.#received = {};
    if (accepted) this.#state = this.#pending!;
    this.#pending = null;
  }

  /** A copy of the state of its own weights. */
  read(): TrainingState {
    return toArrays(this.#state);
  }

  write(state: TrainingState): void {
    const tensors = toTensors(this.#order.update.state, state);
    Object.values(this.#state).forEach(release);
    this.#state = tensors;
  }

  async release(): Promise<void> {
    Object.values(this.#state).forEach(release);
    await Promise.all([this.#gradientsSession.release(), this.#updateSession.release()]);
  }

  #shapeOf(prefixed: string): readonly number[] {
    return this.#order.update.state.find(({ name }) => prefixed.endsWith(`:${name}`))!.shape;
  }
}
