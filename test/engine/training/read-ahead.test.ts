import { mkdtemp, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PixelCache, PixelCacheWriter, pixelCacheFile } from '../../../src/engine/images/pixel-cache.ts';
import type { PixelSource } from '../../../src/engine/images/pixel-source.ts';
import { defineModel } from '../../../src/engine/models/define.ts';
import { Random } from '../../../src/engine/models/random.ts';
import { planTraining } from '../../../src/engine/training/plan.ts';
import { type PreparedBatch, preparedBatches } from '../../../src/engine/training/read-ahead.ts';

const shape = { size: 28, channels: 1 } as const;
const IMAGES = 30;
const training = Uint32Array.from({ length: 25 }, (_, i) => i + 5);
const plan = planTraining(
  { images: IMAGES, channels: 1, medianShortSide: 28, nearBinary: false },
  { family: 'denoising', batch: 4, shift: 0.1 },
  'cpu',
);
const definition = defineModel(plan);

let folder: string;
let cache: PixelCache;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'morphospace-batches-'));
  const writer = await PixelCacheWriter.open(folder, shape);
  const random = new Random(1);
  await writer.append(Uint8Array.from({ length: IMAGES * 28 * 28 }, () => random.below(256)));
  await writer.close();
  cache = new PixelCache(folder, shape);
});

afterEach(async () => {
  cache.close();
  await rm(folder, { recursive: true });
});

/** The same pixels without their file, which are read on this thread. */
function withoutFile(): PixelSource {
  return { ...shape, images: IMAGES, read: (indices, target) => cache.read(indices, target) };
}

async function take(source: PixelSource, count: number, firstStep: number): Promise<PreparedBatch[]> {
  const taken: PreparedBatch[] = [];
  for await (const batch of preparedBatches(source, training, plan, definition, firstStep)) {
    const { step, images, positions, noise } = batch;
    taken.push({ step, images: images.slice(), positions: positions.slice(), noise });
    if (taken.length === count) break;
  }
  return taken;
}

describe('batches that a thread reads ahead', () => {
  it('are those that would be read here, from any step on', async () => {
    expect(await take(cache, 16, 0)).toEqual(await take(withoutFile(), 16, 0));
    expect(await take(cache, 3, 11)).toEqual(await take(withoutFile(), 3, 11));
  });

  it('pass on what goes wrong with the file', async () => {
    await truncate(pixelCacheFile(folder, shape), 28 * 28);
    await expect(take(cache, 4, 0)).rejects.toThrow();
  });
});
