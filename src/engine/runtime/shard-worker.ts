/** A shard in a thread of its own, asked like one in this thread. */
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { fromErrorRecord } from '../../shared/errors.ts';
import type { ShardInputs, ShardResults } from './shard.ts';
import type { ShardOrder, ShardReply } from './shard-thread.ts';

export class ShardWorker {
  readonly #worker: Worker;

  private constructor(worker: Worker) {
    this.#worker = worker;
  }

  static async start(order: ShardOrder): Promise<ShardWorker> {
    const shard = new ShardWorker(new Worker(threadFile(), { workerData: order }));
    await shard.#reply();
    return shard;
  }

  /** Sends copies, all in one buffer that is given away. Calls may not overlap. */
  run(inputs: ShardInputs): Promise<ShardResults> {
    const { copies, buffer } = packed(inputs);
    this.#worker.postMessage(copies, [buffer]);
    return this.#reply();
  }

  async stop(): Promise<void> {
    await this.#worker.terminate();
  }

  /** Rejects when the thread dies, which would otherwise be waited for in vain. */
  async #reply(): Promise<ShardResults> {
    const [reply] = (await once(this.#worker, 'message')) as [ShardReply];
    if ('error' in reply) throw fromErrorRecord(reply.error);
    return reply.results;
  }
}

/** Every array begins at a multiple of so many bytes. */
const ALIGNMENT = 64;

function packed(inputs: ShardInputs): { copies: ShardInputs; buffer: ArrayBuffer } {
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
  return { copies: Object.fromEntries(copies) as ShardInputs, buffer };
}

/** The source when this runs from sources, else what the build put beside this file. */
function threadFile(): string {
  const name = import.meta.url.endsWith('.ts') ? './shard-thread.ts' : './shard-thread.js';
  return fileURLToPath(new URL(name, import.meta.url));
}
