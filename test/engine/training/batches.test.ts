import { describe, expect, it } from 'vitest';
import { Random } from '../../../src/engine/models/random.ts';
import { augment } from '../../../src/engine/training/augment.ts';
import { stepsPerEpoch, trainingBatches } from '../../../src/engine/training/batches.ts';
import type { PixelSource } from '../../../src/engine/images/pixel-source.ts';
import { planTraining } from '../../../src/engine/training/plan.ts';

/** Images of one pixel whose value is their position. */
const numbered: PixelSource = {
  images: 50,
  channels: 1,
  size: 1,
  read(indices, target) {
    target.set(Uint8Array.from(indices));
    return Promise.resolve();
  },
};
const training = Uint32Array.from({ length: 45 }, (_, i) => i + 5);
const plan = {
  ...planTraining({ images: 50, channels: 1, medianShortSide: 28, nearBinary: false }, { shift: 0 }, 'cpu'),
  batch: 10,
};

async function take(count: number, firstStep = 0, seed = 0): Promise<number[][]> {
  const taken: number[][] = [];
  for await (const { step, images } of trainingBatches(numbered, training, { ...plan, seed }, firstStep)) {
    expect(step).toBe(firstStep + taken.length);
    taken.push([...images]);
    if (taken.length === count) break;
  }
  return taken;
}

describe('training batches', () => {
  it('show every training image in an epoch and fill up the last batch with the first ones', async () => {
    const steps = stepsPerEpoch(training.length, plan.batch);
    expect(steps).toBe(5);
    const seen = (await take(steps)).flat();
    expect([...new Set(seen)].sort((a, b) => a - b)).toEqual([...training]);
    expect(seen.slice(45)).toEqual(seen.slice(0, 5));
  });

  it('come in another order in every epoch and for every seed, and in the same for the same seed', async () => {
    const batches = await take(10);
    expect(batches.slice(0, 5)).not.toEqual(batches.slice(5));
    expect(await take(10)).toEqual(batches);
    expect(await take(10, 0, 1)).not.toEqual(batches);
  });

  it('go on from any step as if they had never stopped', async () => {
    const batches = await take(14);
    expect(await take(7, 7)).toEqual(batches.slice(7));
  });

  it('pass on an error of the reader', async () => {
    const failing = { ...numbered, read: () => Promise.reject(new Error('unreadable')) };
    await expect(trainingBatches(failing, training, plan, 0).next()).rejects.toThrow('unreadable');
  });
});

describe('augmentation', () => {
  const size = 8;
  const image = Uint8Array.from({ length: size * size }, (_, i) => (i % size) + 10 * Math.floor(i / size));
  const varied = (options: { flips: boolean; shift: number }, seed: number) => {
    const copy = image.slice();
    augment(copy, 1, size, options, new Random(seed), new Uint8Array(size * size));
    return copy;
  };

  it('mirrors about half of the images, exactly', () => {
    const mirrored = image.map((_, i) => image[Math.floor(i / size) * size + (size - 1 - (i % size))]!);
    let count = 0;
    for (let seed = 0; seed < 400; seed++) {
      const result = varied({ flips: true, shift: 0 }, seed);
      if (result[0] === mirrored[0]) {
        count++;
        expect(result).toEqual(mirrored);
      } else expect(result).toEqual(image);
    }
    expect(count).toBeGreaterThan(150);
    expect(count).toBeLessThan(250);
  });

  it('moves by whole pixels within reach, continuing the edges', () => {
    const moves = new Set<string>();
    for (let seed = 0; seed < 300; seed++) {
      const result = varied({ flips: false, shift: 0.25 }, seed);
      // The pixel in the middle tells where it came from: its value is x + 10 y.
      const right = 4 - (result[4 * size + 4]! % 10);
      const down = 4 - Math.floor(result[4 * size + 4]! / 10);
      moves.add(`${right},${down}`);
      const clamp = (value: number) => Math.min(size - 1, Math.max(0, value));
      const expected = image.map(
        (_, i) => clamp((i % size) - right) + 10 * clamp(Math.floor(i / size) - down),
      );
      expect(result).toEqual(expected);
    }
    expect(moves.size).toBe(25);
  });

  it('leaves images alone when nothing is asked for', () => {
    expect(varied({ flips: false, shift: 0 }, 1)).toEqual(image);
  });
});
