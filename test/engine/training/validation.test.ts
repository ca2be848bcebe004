import { describe, expect, it } from 'vitest';
import { planTraining } from '../../../src/engine/training/plan.ts';
import { psnrOf } from '../../../src/engine/latent/psnr.ts';
import {
  comparedWithTraining,
  heldOutScore,
  ValidationSums,
} from '../../../src/engine/training/validation.ts';
import { heldOutNoise } from '../../../src/engine/training/held-out.ts';
import { defineModel } from '../../../src/engine/models/define.ts';
import { Random } from '../../../src/engine/models/random.ts';
import type { TrainingOptions } from '../../../src/shared/models.ts';

const planOf = (options: TrainingOptions) =>
  planTraining({ images: 100, channels: 1, medianShortSide: 28, nearBinary: false }, options, 'cpu');

describe('a validation', () => {
  const latent = 3;
  const n = 50;
  const random = new Random(1);
  const measures = {
    images: Uint8Array.from({ length: n * 784 }, () => random.below(256)),
    reconstructions: random.fillUniform(new Float32Array(n * 784), 0, 1),
    squaredError: random.fillUniform(new Float32Array(n), 5, 20),
    reconstruction: random.fillUniform(new Float32Array(n), 50, 90),
    kl: random.fillUniform(new Float32Array(n * latent), 0, 2),
    // Far from zero, so that a careless variance would lose its digits; the second dimension hardly moves.
    mean: Float32Array.from(
      { length: n * latent },
      (_, i) => 1000 + [1, 0.05, 0.5][i % 3]! * (Math.floor(i / 3) % 2),
    ),
  };
  const average = (values: Float32Array) => values.reduce((sum, value) => sum + value, 0) / values.length;

  it('averages over the images, whatever the pieces they come in', () => {
    const definition = defineModel(planOf({ latent, likelihood: 'bernoulli', architecture: 'dense' }));
    const whole = new ValidationSums(definition, n);
    whole.add(measures);
    const pieces = new ValidationSums(definition, n);
    for (let from = 0; from < n; from += 7) {
      const to = Math.min(n, from + 7);
      pieces.add({
        images: measures.images.subarray(from * 784, to * 784),
        reconstructions: measures.reconstructions.subarray(from * 784, to * 784),
        squaredError: measures.squaredError.subarray(from, to),
        reconstruction: measures.reconstruction.subarray(from, to),
        kl: measures.kl.subarray(from * latent, to * latent),
        mean: measures.mean.subarray(from * latent, to * latent),
      });
    }
    expect(pieces.validation()).toEqual(whole.validation());
    const validation = whole.validation();
    expect(validation.mse).toBeCloseTo(average(measures.squaredError) / 784, 6);
    expect(validation.reconstruction).toBeCloseTo(average(measures.reconstruction), 3);
    expect(validation.kl).toBeCloseTo(latent * average(measures.kl), 4);
    expect(validation.elbo).toBe(-(validation.reconstruction + validation.kl));
    expect(heldOutScore(definition, 1, validation, 3)).toBe(-validation.elbo!);
    expect(heldOutScore(definition, 4, validation, 3)).toBe(validation.reconstruction + 4 * validation.kl);
    // Variances 0.25, 0.000625 and 0.0625 against the threshold of 0.01.
    expect(validation.activeUnits).toBe(2);
    validation.meanVariance.forEach((variance, d) =>
      expect(variance).toBeCloseTo([0.25, 0.000625, 0.0625][d]!, 3),
    );
  });

  it('takes the likelihood of optimal sigma from the error of all images together', () => {
    const definition = defineModel(planOf({ latent, likelihood: 'optimal-sigma', architecture: 'dense' }));
    const sums = new ValidationSums(definition, n);
    sums.add({ ...measures, reconstruction: measures.squaredError });
    const variance = average(measures.squaredError) / 784;
    // The negative log density of a normal distribution at its own variance, over 784 values.
    const expected = 784 * (0.5 * Math.log(2 * Math.PI * variance) + 0.5);
    expect(sums.validation().reconstruction / expected).toBeCloseTo(1, 5);
  });

  it('has no bound and no KL for an autoencoder', () => {
    const definition = defineModel(planOf({ family: 'autoencoder', latent, architecture: 'dense' }));
    const sums = new ValidationSums(definition, n);
    sums.add(measures);
    expect(sums.validation()).toMatchObject({ elbo: null, kl: 0, klPerDimension: [] });
    expect(heldOutScore(definition, 0, sums.validation(), 3)).toBeCloseTo(
      average(measures.reconstruction),
      3,
    );
  });

  it('is as sharp as the images when it draws them, and has no sharpness where these are flat', () => {
    const definition = defineModel(planOf({ latent, architecture: 'dense' }));
    const sharpnessOf = (images: Uint8Array, shown: (byte: number) => number) => {
      const sums = new ValidationSums(definition, n);
      sums.add({ ...measures, images, reconstructions: Float32Array.from(images, shown) });
      return sums.validation().sharpness;
    };
    expect(sharpnessOf(measures.images, (byte) => byte / 255)).toBeCloseTo(1, 5);
    // Half the contrast is a quarter of the energy.
    expect(sharpnessOf(measures.images, (byte) => byte / 510)).toBeCloseTo(0.25, 5);
    expect(sharpnessOf(new Uint8Array(n * 784).fill(90), (byte) => byte / 255)).toBeNull();
  });

  it('has the gap in nats between the held-out images and those that were learnt from', () => {
    const variational = { ...planOf({ latent, likelihood: 'bernoulli', architecture: 'dense' }) };
    for (const [plan, klCounts] of [
      [variational, 1],
      [{ ...variational, family: 'autoencoder' as const }, 0],
    ] as const) {
      const of = (shift: number) => {
        const sums = new ValidationSums(defineModel(plan), n);
        sums.add({
          ...measures,
          reconstruction: measures.reconstruction.map((value) => value + shift),
          kl: measures.kl.map((value) => value + shift / 10),
        });
        return sums.validation();
      };
      const compared = comparedWithTraining(of(5), of(0));
      // 5 nats of reconstruction, and in each of three dimensions half a nat of KL.
      expect(compared.gap).toBeCloseTo(5 + klCounts * 3 * 0.5, 3);
      expect(compared.training).toMatchObject({ images: n, reconstruction: of(0).reconstruction });
      expect(compared.reconstruction).toBe(of(5).reconstruction);
    }
  });

  it('has a finite psnr for a perfect reconstruction', () => {
    expect(psnrOf(0.01)).toBeCloseTo(20, 12);
    expect(psnrOf(0)).toBe(100);
  });

  it('is drawn with the same noise for an image, whatever the pieces', () => {
    const whole = heldOutNoise(3, 0, 10, [4]);
    expect(heldOutNoise(3, 6, 4, [4])).toEqual(whole.slice(24));
    expect(heldOutNoise(4, 0, 10, [4])).not.toEqual(whole);
  });
});
