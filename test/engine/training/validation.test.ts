import { describe, expect, it } from 'vitest';
import { findWarnings } from '../../../src/engine/training/diagnostics.ts';
import { planTraining } from '../../../src/engine/training/plan.ts';
import { psnrOf } from '../../../src/engine/latent/psnr.ts';
import { heldOutScore, ValidationSums } from '../../../src/engine/training/validation.ts';
import { heldOutNoise } from '../../../src/engine/training/held-out.ts';
import { defineModel } from '../../../src/engine/models/define.ts';
import { Random } from '../../../src/engine/models/random.ts';
import type { TrainingOptions, Validation } from '../../../src/shared/models.ts';

const planOf = (options: TrainingOptions) =>
  planTraining({ images: 100, channels: 1, medianShortSide: 28, nearBinary: false }, options, 'cpu');

describe('a validation', () => {
  const latent = 3;
  const n = 50;
  const random = new Random(1);
  const measures = {
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
    expect(heldOutScore(validation)).toBe(-validation.elbo!);
    // Variances 0.25, 0.000625 and 0.0625 against the threshold of 0.01.
    expect(validation.activeUnits).toBe(2);
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
    expect(heldOutScore(sums.validation())).toBeCloseTo(average(measures.reconstruction), 3);
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

describe('warnings', () => {
  const plan = planOf({ latent: 20, beta: 1 });
  const validation: Validation = {
    images: 10,
    mse: 0.1,
    psnr: 10,
    reconstruction: 100,
    kl: 12,
    elbo: -112,
    activeUnits: 10,
    klPerDimension: [],
  };
  const run = { plan, validation, steps: 1000, skippedSteps: 0, warmedUp: true };

  it('are none for a healthy run', () => {
    expect(findWarnings(run)).toEqual([]);
  });

  it('tell of a collapsed posterior and what to do about it', () => {
    const [warning] = findWarnings({ ...run, validation: { ...validation, kl: 0.4, activeUnits: 0 } });
    expect(warning).toContain('posterior collapse');
    expect(warning).toContain('Lower beta (now 1)');
  });

  it('tell of unused dimensions, with a better number of them', () => {
    const [warning] = findWarnings({ ...run, validation: { ...validation, activeUnits: 3 } });
    expect(warning).toContain('Only 3 of 20');
    expect(warning).toContain('about 6');
  });

  it('wait for the KL term to have its full weight, and never concern an autoencoder', () => {
    const collapsed = { ...run, validation: { ...validation, kl: 0, activeUnits: 0 } };
    expect(findWarnings({ ...collapsed, warmedUp: false })).toEqual([]);
    expect(findWarnings({ ...collapsed, plan: planOf({ family: 'autoencoder' }) })).toEqual([]);
  });

  it('tell of skipped steps when they are more than one in a hundred', () => {
    expect(findWarnings({ ...run, skippedSteps: 10 })).toEqual([]);
    expect(findWarnings({ ...run, skippedSteps: 11 })[0]).toContain('11 of 1,000 steps');
  });
});
