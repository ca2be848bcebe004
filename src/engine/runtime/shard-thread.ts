/** The program of a thread that is a shard. */
import { parentPort, workerData } from 'node:worker_threads';
import { type ErrorRecord, toErrorRecord } from '../../shared/errors.ts';
import {
  type Arrays,
  type PartResult,
  type ShardOrder,
  type UpdateInputs,
  type UpdateResult,
  Shard,
} from './shard.ts';
import type { TrainingState } from './training-session.ts';

export type ShardRequest =
  | { part: Arrays }
  | { update: UpdateInputs }
  | { settle: boolean }
  | { read: true }
  | { write: TrainingState };

/** One for the start of the thread and one for each request but `settle`. */
export type ShardReply =
  | { part: PartResult }
  | { update: UpdateResult }
  | { state: TrainingState }
  | { ready: true }
  | { error: ErrorRecord };

async function answer(shard: Shard, request: ShardRequest): Promise<ShardReply | null> {
  if ('part' in request) {
    const part = await shard.computePart(request.part);
    // Let go now instead of at some garbage collection. Several inputs share a buffer.
    for (const buffer of new Set(Object.values(request.part).map((input) => input.buffer as ArrayBuffer)))
      buffer.transfer(0);
    return { part };
  }
  if ('update' in request) return { update: await shard.update(request.update) };
  if ('read' in request) return { state: shard.read() };
  if ('write' in request) {
    shard.write(request.write);
    return { ready: true };
  }
  shard.settle(request.settle);
  return null;
}

/** The arrays of a reply, whose memory is given away. */
function arraysOf(reply: ShardReply): Float32Array[] {
  if ('part' in reply) return Object.values(reply.part.gradients);
  if ('update' in reply) return Object.values(reply.update.weights);
  return 'state' in reply ? Object.values(reply.state) : [];
}

function post(reply: ShardReply): void {
  parentPort!.postMessage(reply, arraysOf(reply).map(({ buffer }) => buffer) as ArrayBuffer[]);
}

try {
  const shard = await Shard.open(workerData as ShardOrder);
  let last: Promise<void> = Promise.resolve();
  // In order: a request may come before the one before it is done.
  parentPort!.on('message', (request: ShardRequest) => {
    last = last.then(async () => {
      try {
        const reply = await answer(shard, request);
        if (reply) post(reply);
      } catch (error) {
        post({ error: toErrorRecord(error) });
      }
    });
  });
  post({ ready: true });
} catch (error) {
  post({ error: toErrorRecord(error) });
}
