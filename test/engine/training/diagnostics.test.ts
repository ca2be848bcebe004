import { describe, expect, it } from 'vitest';
import { findSkippedSteps, findWarnings, type Stage } from '../../../src/engine/training/diagnostics.ts';
import { planTraining } from '../../../src/engine/training/plan.ts';
import type { TrainingOptions, Validation } from '../../../src/shared/models.ts';
import { warningLine } from '../../../src/shared/warnings.ts';

const planOf = (options: TrainingOptions) =>
  planTraining({ images: 100, channels: 1, medianShortSide: 28, nearBinary: false }, options, 'cpu');
const plan = planOf({ latent: 20, beta: 1 });

const learnt = { images: 50, mse: 0.01, psnr: 20, reconstruction: 95, kl: 12 };
const healthy: Validation = {
  images: 50,
  mse: 0.011,
  psnr: 19.6,
  reconstruction: 100,
  kl: 12,
  elbo: -112,
  activeUnits: 10,
  klPerDimension: Array.from({ length: 20 }, (_, i) => (i < 10 ? 1.2 : 0)),
  meanVariance: Array.from({ length: 20 }, (_, i) => (i < 10 ? 0.7 : 0.001)),
  sharpness: 0.4,
  training: learnt,
  gap: 5,
};
const collapsed: Validation = { ...healthy, kl: 0.4, elbo: -100.4, activeUnits: 0 };

const kinds = (validation: Validation, stage: Stage = 'finished', of = plan) =>
  findWarnings(of, validation, stage).map(({ kind }) => kind);

describe('warnings', () => {
  it('are none for a healthy model', () => {
    expect(kinds(healthy)).toEqual([]);
  });

  it('tell of a collapsed posterior and what to do about it', () => {
    const [warning] = findWarnings(planOf({ latent: 20, beta: 100 }), collapsed, 'finished');
    expect(warning!.kind).toBe('collapse');
    expect(warningLine(warning!)).toMatch(/^Posterior collapse: .*almost nothing.*0\.40 nats/);
    expect(warning!.advice).toContain('beta 1 or less (now 100)');
  });

  it('tell of collapse when fewer than a fifth of the dimensions are in use, with a better number of them', () => {
    expect(kinds({ ...healthy, activeUnits: 4 })).toEqual([]);
    const [warning] = findWarnings(plan, { ...healthy, activeUnits: 3 }, 'finished');
    expect(warning!.kind).toBe('collapse');
    expect(warning!.message).toContain('Only 3 of 20');
    expect(warning!.advice).toContain('latent space of 6');
  });

  it('advise another likelihood where the fixed variance is what outweighs the images', () => {
    const [warning] = findWarnings(planOf({ likelihood: 'gaussian', beta: 1 }), collapsed, 'finished');
    expect(warning!.advice).toContain('optimal-sigma');
  });

  it('wait for the KL term to have its full weight', () => {
    expect(kinds(collapsed, 'warming-up')).toEqual([]);
    expect(kinds(collapsed, 'training')).toEqual(['collapse']);
  });

  it('never speak of collapse where codes are points', () => {
    expect(kinds({ ...collapsed, kl: 0, elbo: null, klPerDimension: [] })).toEqual([]);
  });

  it('tell of overfitting when held-out images have half as much error again', () => {
    expect(kinds({ ...healthy, mse: 0.0149, gap: 20 })).toEqual([]);
    const [warning] = findWarnings(plan, { ...healthy, mse: 0.02, gap: 1234 }, 'training');
    expect(warning!.kind).toBe('overfitting');
    expect(warning!.message).toContain('2.0 times');
    expect(warning!.message).toContain('1,234 nats');
    expect(warning!.advice).toContain('allow mirroring');
  });

  it('take a handful of images for no proof of overfitting, and say nothing without a comparison', () => {
    expect(kinds({ ...healthy, images: 9, mse: 0.02, gap: 20 })).toEqual([]);
    expect(kinds({ ...healthy, mse: 0.02, training: null, gap: null })).toEqual([]);
  });

  it('tell of blur once training is over, and of its cause', () => {
    const blurred = { ...healthy, sharpness: 0.06 };
    expect(kinds(blurred, 'training')).toEqual([]);
    expect(kinds(blurred)).toEqual(['blur']);
    const [stronger] = findWarnings(planOf({ beta: 8 }), blurred, 'finished');
    expect(stronger!.advice).toContain('lower beta (now 8)');
    const full = { ...blurred, activeUnits: 20, klPerDimension: Array<number>(20).fill(2) };
    const [small] = findWarnings(plan, full, 'finished');
    expect(small!.kind).toBe('small-latent');
    expect(small!.message).toContain('6 % of the fine detail');
    expect(small!.advice).toContain('40');
    // A model that draws one image for all is blurred too: that is the same finding.
    expect(kinds({ ...collapsed, sharpness: 0.01 })).toEqual(['collapse']);
  });

  it('tell of skipped steps when they are more than one in a hundred', () => {
    expect(findSkippedSteps(1000, 10)).toEqual([]);
    expect(findSkippedSteps(1000, 11)[0]!.message).toContain('11 of 1,000 steps');
  });
});
