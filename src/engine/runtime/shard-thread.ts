/** The program of a thread that computes the gradients of a part of every batch. */
import { parentPort, workerData } from 'node:worker_threads';
import { type ErrorRecord, toErrorRecord } from '../../shared/errors.ts';
import type { ShardProgram } from '../compile/compiled.ts';
import { type ShardInputs, type ShardResults, Shard } from './shard.ts';

export interface ShardOrder {
  program: ShardProgram;
  threads: number;
}

/** The first reply says that the thread is ready, and has no results. */
export type ShardReply = { results: ShardResults } | { error: ErrorRecord };

const { program, threads } = workerData as ShardOrder;

function reply(message: ShardReply): void {
  const given = 'results' in message ? Object.values(message.results) : [];
  parentPort!.postMessage(message, given.map(({ buffer }) => buffer) as ArrayBuffer[]);
}

function replyWithError(error: unknown): void {
  reply({ error: toErrorRecord(error) });
}

try {
  const shard = await Shard.open(program, threads);
  parentPort!.on('message', (inputs: ShardInputs) => {
    shard.run(inputs).then((results) => {
      // Let go now instead of at some garbage collection. Several inputs share a buffer.
      for (const buffer of new Set(Object.values(inputs).map((input) => input.buffer as ArrayBuffer)))
        buffer.transfer(0);
      reply({ results });
    }, replyWithError);
  });
  reply({ results: {} });
} catch (error) {
  replyWithError(error);
}
