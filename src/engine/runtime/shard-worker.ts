/** A shard in a thread of its own, asked like one in this thread. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { programBeside } from '../jobs/program-file.ts';
import { fromErrorRecord } from '../../shared/errors.ts';
import type { Arrays, PartResult, ShardOrder, UpdateInputs, UpdateResult } from './shard.ts';
import type { ShardReply, ShardRequest } from './shard-thread.ts';
import type { TrainingState } from './training-session.ts';

/** Calls may not overlap. */
export class ShardWorker {
  readonly #worker: Worker;

  private constructor(worker: Worker) {
    this.#worker = worker;
  }

  static async start(order: ShardOrder): Promise<ShardWorker> {
    const shard = new ShardWorker(
      new Worker(programBeside(import.meta.url, 'shard-thread'), { workerData: order }),
    );
    await shard.#reply();
    return shard;
  }

  /** Sends copies, all in one buffer that is given away. */
  async computePart(inputs: Arrays): Promise<PartResult> {
    const { copies, buffer } = packed(inputs);
    return ((await this.#ask({ part: copies }, [buffer])) as { part: PartResult }).part;
  }

  /** Gives the gradients' memory away. */
  async update(inputs: UpdateInputs): Promise<UpdateResult> {
    const buffers = Object.values(inputs.gradients).map(({ buffer }) => buffer as ArrayBuffer);
    return ((await this.#ask({ update: inputs }, buffers)) as { update: UpdateResult }).update;
  }

  settle(accepted: boolean): void {
    this.#worker.postMessage({ settle: accepted } satisfies ShardRequest);
  }

  async read(): Promise<TrainingState> {
    return ((await this.#ask({ read: true })) as { state: TrainingState }).state;
  }

  async write(state: TrainingState): Promise<void> {
    await this.#ask({ write: state });
  }

  async release(): Promise<void> {
    await this.#worker.terminate();
  }

  #ask(request: ShardRequest, given: ArrayBuffer[] = []): Promise<ShardReply> {
    this.#worker.postMessage(request, given);
    return this.#reply();
  }

  /** Rejects when the thread dies, which would otherwise be waited for in vain. */
  async #reply(): Promise<ShardReply> {
    const [reply] = (await once(this.#worker, 'message')) as [ShardReply];
    if ('error' in reply) throw fromErrorRecord(reply.error);
    return reply;
  }
}

/** Every array begins at a multiple of so many bytes. */
const ALIGNMENT = 64;

function packed(inputs: Arrays): { copies: Arrays; buffer: ArrayBuffer } {
  const aligned = (bytes: number) => Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
  const arrays = Object.entries(inputs);
  const buffer = new ArrayBuffer(arrays.reduce((sum, [, { byteLength }]) => sum + aligned(byteLength), 0));
  let offset = 0;
  const copies = arrays.map(([name, array]) => {
    const copy =
      array instanceof Uint8Array
        ? new Uint8Array(buffer, offset, array.length)
        : new Float32Array(buffer, offset, array.length);
    copy.set(array);
    offset += aligned(array.byteLength);
    return [name, copy];
  });
  return { copies: Object.fromEntries(copies) as Arrays, buffer };
}
