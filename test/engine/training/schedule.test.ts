import { describe, expect, it } from 'vitest';
import type { TrainingOptions } from '../../../src/shared/models.ts';
import { defineModel } from '../../../src/engine/models/define.ts';
import { drawShapes } from './shapes.ts';
import { isNearBinary } from '../../../src/engine/training/binary.ts';
import { planTraining } from '../../../src/engine/training/plan.ts';
import {
  type Progress,
  learningRateAt,
  scheduleAt,
  warmUpSteps,
} from '../../../src/engine/training/schedule.ts';
import { randomStream } from '../../../src/engine/training/streams.ts';

const plan = (epochs: number) =>
  planTraining({ images: 1000, channels: 1, medianShortSide: 28, nearBinary: true }, { epochs }, 'cpu');

function scheduleFor(options: TrainingOptions, progress: Partial<Progress>): Record<string, number> {
  const facts = { images: 1000, channels: 1, medianShortSide: 28, nearBinary: true } as const;
  const made = planTraining(facts, options, 'cpu');
  return scheduleAt(defineModel(made), made, {
    ...{ step: 0, warmUp: 100, shareDone: 0, trainingImages: 900 },
    ...progress,
  });
}

describe('the weight of the KL term', () => {
  it('rises in a line from nothing to beta over a fifth of a short run', () => {
    expect(warmUpSteps(plan(10), 50)).toBe(100);
    const betas = [0, 25, 50, 100, 400].map((step) => scheduleFor({ family: 'vae', beta: 4 }, { step }));
    expect(betas).toEqual([0, 1, 2, 4, 4].map((beta) => ({ beta })));
  });

  it('rises over 300 steps of a long run', () => {
    expect(warmUpSteps(plan(100_000), 1000)).toBe(300);
  });
});

describe('schedules of other families', () => {
  it('let the capacity of a beta-VAE rise in a line, and stay', () => {
    const options = { family: 'beta-vae', settings: { objective: 'capacity', capacity: 30 } } as const;
    const capacities = [0, 0.3, 0.6, 1].map((shareDone) => scheduleFor(options, { shareDone })['capacity']);
    expect(capacities).toEqual([0, 15, 30, 30]);
  });

  it('leave the judge of a VAE-GAN out until its share of the run', () => {
    const at = (shareDone: number) => scheduleFor({ family: 'vae-gan' }, { shareDone })['adversarial'];
    expect([at(0), at(0.29), at(0.3)]).toEqual([0, 0, 0]);
    expect(at(0.325)).toBeCloseTo(0.5, 6);
    expect(at(0.9)).toBe(1);
  });

  it('tell a beta-TCVAE how many images it learns from', () => {
    expect(scheduleFor({ family: 'beta-tcvae' }, { step: 100, trainingImages: 900 })).toEqual({
      beta: 6,
      warmUp: 1,
      trainingImages: 900,
    });
  });
});

describe('the learning rate', () => {
  it('is constant for three quarters of a run and then falls in a line to a twentieth', () => {
    const rates = [0, 0.5, 0.75, 0.875, 1, 1.2].map((share) => learningRateAt(share, 1e-3));
    const expected = [1e-3, 1e-3, 1e-3, 0.525e-3, 0.05e-3, 0.05e-3];
    rates.forEach((rate, i) => expect(rate).toBeCloseTo(expected[i]!, 12));
  });
});

describe('random streams', () => {
  const first = (...key: Parameters<typeof randomStream>) => randomStream(...key).uint32();

  it('are the same for the same seed, purpose and position, and differ otherwise', () => {
    expect(first(3, 'noise', 10)).toBe(first(3, 'noise', 10));
    const others = [first(4, 'noise', 10), first(3, 'order', 10), first(3, 'noise', 11)];
    expect(new Set([...others, first(3, 'noise', 10)]).size).toBe(4);
  });

  it('are independent from step to step: their first normal numbers have mean 0 and variance 1 and do not correlate', () => {
    const steps = 20_000;
    const draws = Array.from(
      { length: steps },
      (_, step) => randomStream(0, 'noise', step).fillNormal(new Float32Array(1))[0]!,
    );
    const mean = draws.reduce((sum, draw) => sum + draw, 0) / steps;
    const variance = draws.reduce((sum, draw) => sum + draw ** 2, 0) / steps;
    const lagged = draws.slice(1).reduce((sum, draw, i) => sum + draw * draws[i]!, 0) / steps;
    // Four standard errors.
    expect(Math.abs(mean)).toBeLessThan(0.03);
    expect(Math.abs(variance - 1)).toBeLessThan(0.04);
    expect(Math.abs(lagged)).toBeLessThan(0.03);
  });
});

describe('near-binary images', () => {
  it('are drawings in black and white', async () => {
    expect(await isNearBinary(drawShapes(200))).toBe(true);
  });

  it('are not greys, nor dark pictures with a few grey spots, nor a single tone', async () => {
    const of = (tone: (byte: number, at: number) => number) => {
      const shapes = drawShapes(50);
      shapes.bytes.forEach((byte, at) => (shapes.bytes[at] = tone(byte, at)));
      return isNearBinary(shapes);
    };
    expect(await of((byte, at) => 60 + (byte >> 1) + (at % 28))).toBe(false);
    expect(await of((byte) => byte >> 2)).toBe(false);
    expect(await of(() => 255)).toBe(false);
  });
});
