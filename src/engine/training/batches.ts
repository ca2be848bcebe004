/** Batches of training images, shuffled anew every epoch, varied, and read ahead while the last one is being worked on. */
import type { TrainingPlan } from '../../shared/models.ts';
import { augment } from './augment.ts';
import { imageBytes, type PixelSource } from '../images/pixel-source.ts';
import { randomStream } from './streams.ts';

export interface Batch {
  /** 0 for the first of the run. */
  step: number;
  /** [batch, channels, size, size] packed; valid until the next batch is asked for. */
  images: Uint8Array;
  /** Which images of the source these are; valid as long. */
  positions: Uint32Array;
}

/** Steps that it takes to see every training image. */
export function stepsPerEpoch(trainingImages: number, batch: number): number {
  return Math.ceil(trainingImages / batch);
}

/**
 * All batches from a step on, without end. Every epoch goes through all training images in an order of its own; a last batch that
 * would be short is filled up from the beginning of that order, so that every image is seen and all batches have one size. Which
 * images a step sees, and how they are varied, follows from the plan's seed and the step alone.
 */
export async function* trainingBatches(
  source: PixelSource,
  training: Uint32Array,
  plan: TrainingPlan,
  firstStep: number,
): AsyncGenerator<Batch, never> {
  const steps = stepsPerEpoch(training.length, plan.batch);
  const buffers = [0, 1].map(() => new Uint8Array(plan.batch * imageBytes(source)));
  const scratch = new Uint8Array(source.size ** 2);
  const chosen = [0, 1].map(() => new Uint32Array(plan.batch));
  let orderEpoch = -1;
  let order: Uint32Array = new Uint32Array(0);

  const prepare = async (step: number): Promise<Batch> => {
    const epoch = Math.floor(step / steps);
    if (epoch !== orderEpoch) {
      order = randomStream(plan.seed, 'order', epoch).permutation(training.length);
      orderEpoch = epoch;
    }
    const start = (step % steps) * plan.batch;
    const positions = chosen[step % 2]!;
    for (let i = 0; i < plan.batch; i++) positions[i] = training[order[(start + i) % order.length]!]!;
    const images = buffers[step % 2]!;
    await source.read(positions, images);
    augment(
      images,
      source.channels,
      source.size,
      plan,
      randomStream(plan.seed, 'augmentation', step),
      scratch,
    );
    return { step, images, positions };
  };

  let next = prepare(firstStep);
  // A failed read must wait for its turn to be thrown, not count as unhandled meanwhile.
  next.catch(() => undefined);
  for (let step = firstStep; ; step++) {
    const batch = await next;
    next = prepare(step + 1);
    next.catch(() => undefined);
    yield batch;
  }
}
