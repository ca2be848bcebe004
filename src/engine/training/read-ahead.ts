/**
 * Batches and the noise of their steps, ready before they are needed. ONNX Runtime computes on the thread that asks it to, so nothing
 * can be prepared beside it on the same one: pixels that lie in a file are read, varied and given their noise by a thread of their own,
 * which is some batches ahead. What a step gets is the same either way.
 */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { programBeside } from '../jobs/program-file.ts';
import { fromErrorRecord } from '../../shared/errors.ts';
import type { TrainingPlan } from '../../shared/models.ts';
import type { PixelSource } from '../images/pixel-source.ts';
import type { ModelDefinition } from '../models/definition.ts';
import type { BatchOrder, BatchReply } from './batch-thread.ts';
import { type Batch, trainingBatches } from './batches.ts';
import { stepNoise } from './streams.ts';

export interface PreparedBatch extends Batch {
  /** See `ModelDefinition.noise`. */
  noise: Record<string, Float32Array>;
}

/** Batches that are waiting at any time, one of them in the making. */
const AHEAD = 3;

/** All batches of a run from a step on, without end; see `trainingBatches`. */
export function preparedBatches(
  source: PixelSource,
  training: Uint32Array,
  plan: TrainingPlan,
  { noise }: Pick<ModelDefinition, 'noise'>,
  firstStep: number,
): AsyncGenerator<PreparedBatch, never> {
  return source.cache
    ? fromThread({ cache: source.cache, training, plan, noise, firstStep })
    : fromHere(source, training, plan, noise, firstStep);
}

async function* fromHere(
  source: PixelSource,
  training: Uint32Array,
  plan: TrainingPlan,
  noise: ModelDefinition['noise'],
  firstStep: number,
): AsyncGenerator<PreparedBatch, never> {
  const batches = trainingBatches(source, training, plan, firstStep);
  for (;;) {
    const { value: batch } = await batches.next();
    yield { ...batch, noise: stepNoise({ noise }, plan, batch.step) };
  }
}

async function* fromThread(order: BatchOrder): AsyncGenerator<PreparedBatch, never> {
  const worker = new Worker(programBeside(import.meta.url, 'batch-thread'), { workerData: order });
  const waiting: BatchReply[] = [];
  worker.on('message', (reply: BatchReply) => waiting.push(reply));
  try {
    for (let i = 0; i < AHEAD; i++) worker.postMessage(null);
    for (;;) {
      // Rejects when the thread dies, which would otherwise be waited for in vain.
      while (waiting.length === 0) await once(worker, 'message');
      const reply = waiting.shift()!;
      if ('error' in reply) throw fromErrorRecord(reply.error);
      worker.postMessage(null);
      yield reply.batch;
    }
  } finally {
    await worker.terminate();
  }
}
