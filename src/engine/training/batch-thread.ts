/** The program of a thread that prepares batches: it makes one more whenever it is asked for one. */
import { parentPort, workerData } from 'node:worker_threads';
import { type ErrorRecord, toErrorRecord } from '../../shared/errors.ts';
import type { TrainingPlan } from '../../shared/models.ts';
import { PixelCache, type PixelShape } from '../images/pixel-cache.ts';
import type { ModelDefinition } from '../models/definition.ts';
import { trainingBatches } from './batches.ts';
import type { PreparedBatch } from './read-ahead.ts';
import { stepNoise } from './streams.ts';

export interface BatchOrder {
  cache: { folder: string; shape: PixelShape };
  training: Uint32Array;
  plan: TrainingPlan;
  noise: ModelDefinition['noise'];
  firstStep: number;
}

export type BatchReply = { batch: PreparedBatch } | { error: ErrorRecord };

const { cache, training, plan, noise, firstStep } = workerData as BatchOrder;
const source = new PixelCache(cache.folder, cache.shape);
const batches = trainingBatches(source, training, plan, firstStep);

parentPort!.on('message', async () => {
  try {
    const { value } = await batches.next();
    // Copies, which can be given away: the generator fills its own buffers again and again.
    const batch = {
      ...value,
      images: value.images.slice(),
      positions: value.positions.slice(),
      noise: stepNoise({ noise }, plan, value.step),
    };
    const buffers = [batch.images, batch.positions, ...Object.values(batch.noise)].map(
      ({ buffer }) => buffer,
    );
    parentPort!.postMessage({ batch } satisfies BatchReply, buffers as ArrayBuffer[]);
  } catch (error) {
    parentPort!.postMessage({ error: toErrorRecord(error) } satisfies BatchReply);
  }
});
