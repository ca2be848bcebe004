import { describe, expect, it } from 'vitest';
import { planTraining, type DatasetFacts } from '../../../src/engine/training/plan.ts';
import { trainingPlanSchema } from '../../../src/shared/models.ts';

const facts = (changes: Partial<DatasetFacts>): DatasetFacts => ({
  images: 3000,
  channels: 3,
  medianShortSide: 200,
  nearBinary: false,
  ...changes,
});

describe('automatic mode', () => {
  it.each([
    [30, { size: 64, latent: 16, batch: 16, channels: [16, 32, 32, 64] }],
    [400, { size: 64, latent: 16, batch: 32, channels: [16, 32, 32, 64], shift: 0.05 }],
    [3_000, { size: 64, latent: 32, batch: 64, channels: [32, 32, 64, 64], shift: 0 }],
    [60_000, { size: 64, latent: 64, batch: 64, channels: [32, 64, 128, 256] }],
    [500_000, { size: 64, latent: 128, batch: 64, shift: 0 }],
  ])('suits %i images', (images, expected) => {
    expect(planTraining(facts({ images }), {}, 'cpu')).toMatchObject(expected);
  });

  it.each([
    [16, 28],
    [28, 28],
    [31, 28],
    [32, 32],
    [63, 32],
    [64, 64],
    [4000, 64],
  ])(
    'takes images whose short side is %i at %i pixels, and never enlarges above 28',
    (medianShortSide, size) => {
      expect(planTraining(facts({ medianShortSide }), {}, 'cpu').size).toBe(size);
    },
  );

  it('goes to 128 pixels for many images on a graphics processor only', () => {
    expect(planTraining(facts({ images: 20_000 }), {}, 'webgpu').size).toBe(128);
    expect(planTraining(facts({ images: 20_000 }), {}, 'cpu').size).toBe(64);
    expect(planTraining(facts({ images: 2_000 }), {}, 'webgpu').size).toBe(64);
  });

  it('gives small images on a processor narrow convolutions', () => {
    const small = facts({ images: 60_000, medianShortSide: 28 });
    expect(planTraining(small, {}, 'cpu').channels).toEqual([16, 32]);
    expect(planTraining(small, {}, 'webgpu').channels).toEqual([32, 64]);
  });

  it('fills the batch of a graphics processor with more images', () => {
    expect(planTraining(facts({ images: 60_000 }), {}, 'webgpu').batch).toBe(128);
  });

  it('gives photographs an optimal variance, drawings a Bernoulli likelihood, and autoencoders the squared error', () => {
    expect(planTraining(facts({}), {}, 'cpu').likelihood).toBe('optimal-sigma');
    expect(planTraining(facts({ nearBinary: true }), {}, 'cpu').likelihood).toBe('bernoulli');
    expect(planTraining(facts({ nearBinary: true }), { family: 'autoencoder' }, 'cpu').likelihood).toBe(
      'gaussian',
    );
  });

  it('fixes the variance where beta weighs against it', () => {
    expect(planTraining(facts({}), { beta: 100 }, 'cpu').likelihood).toBe('gaussian');
    expect(planTraining(facts({}), { family: 'beta-vae' }, 'cpu').likelihood).toBe('gaussian');
    expect(planTraining(facts({}), { beta: 4, likelihood: 'optimal-sigma' }, 'cpu').likelihood).toBe(
      'optimal-sigma',
    );
  });

  it.each([28, 32, 64, 128, 256] as const)('ends with maps of 4 to 7 pixels at size %i', (size) => {
    const { channels } = planTraining(facts({}), { size }, 'cpu');
    const map = size / 2 ** channels.length;
    expect(map).toBeGreaterThanOrEqual(4);
    expect(map).toBeLessThanOrEqual(7);
  });

  it('sees small collections more often than large ones', () => {
    const epochs = [50, 2_000, 10_000, 70_000].map(
      (images) => planTraining(facts({ images }), {}, 'cpu').epochs,
    );
    expect(epochs).toEqual([300, 150, 30, 4]);
    expect(planTraining(facts({ images: 70_000, medianShortSide: 28 }), {}, 'cpu').epochs).toBe(10);
  });

  it('keeps what the person chose', () => {
    const chosen = {
      family: 'autoencoder',
      size: 32,
      latent: 3,
      beta: 4,
      likelihood: 'bernoulli',
      architecture: 'dense',
      channels: [100, 50],
      epochs: 7,
      minutes: 2,
      batch: 10,
      learningRate: 0.01,
      seed: 5,
      flips: true,
      shift: 0.1,
      patience: 0,
    } as const;
    expect(planTraining(facts({}), { ...chosen, channels: [...chosen.channels] }, 'webgpu')).toEqual({
      ...chosen,
      settings: {},
      labels: [],
      device: 'webgpu',
      imageChannels: 3,
    });
  });

  it('leaves the epochs open when only the minutes are limited', () => {
    const { epochs, minutes } = planTraining(facts({}), { minutes: 2 }, 'cpu');
    expect(minutes).toBe(2);
    expect(epochs).toBe(100_000);
  });

  it('makes plans that the contract accepts', () => {
    for (const images of [2, 100, 1_000, 10_000, 1_000_000]) {
      for (const architecture of ['convolutional', 'dense'] as const) {
        const plan = planTraining(facts({ images }), { architecture }, 'cpu');
        expect(trainingPlanSchema.parse(plan)).toEqual(plan);
      }
    }
  });

  it.each([0, 1])('refuses %i images with an advice', (images) => {
    expect(() => planTraining(facts({ images }), {}, 'cpu')).toThrowError(
      expect.objectContaining({
        code: 'too-few-images',
        advice: expect.stringContaining('Add more images') as string,
      }),
    );
  });
});
