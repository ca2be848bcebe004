/** Gradients of a part of a batch, computed by the thread that asks for them. */
import { type InferenceSession, Tensor } from 'onnxruntime-node';
import type { ShardProgram } from '../compile/compiled.ts';
import { createSession } from './session.ts';

/** Packed tensors by the names of the program's inputs. */
export type ShardInputs = Readonly<Record<string, Float32Array | Uint8Array>>;
/** Packed tensors by the names of the program's outputs. */
export type ShardResults = Record<string, Float32Array>;

export class Shard {
  readonly #session: InferenceSession;
  readonly #program: ShardProgram;

  private constructor(session: InferenceSession, program: ShardProgram) {
    this.#session = session;
    this.#program = program;
  }

  static async open(program: ShardProgram, threads: number): Promise<Shard> {
    return new Shard(await createSession(program.model, { device: 'cpu', threads }), program);
  }

  async run(inputs: ShardInputs): Promise<ShardResults> {
    const feeds = this.#program.inputs.map(({ name, dtype, shape }) => [
      name,
      dtype === 'uint8'
        ? new Tensor('uint8', inputs[name] as Uint8Array, shape)
        : new Tensor('float32', inputs[name] as Float32Array, shape),
    ]);
    const results = await this.#session.run(Object.fromEntries(feeds) as Record<string, Tensor>);
    const named = this.#program.outputs.map(({ name }) => [name, results[name]!.data as Float32Array]);
    return Object.fromEntries(named) as ShardResults;
  }

  release(): Promise<void> {
    return this.#session.release();
  }
}
