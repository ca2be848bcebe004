import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defineModel } from '../../../src/engine/models/define.ts';
import {
  initialState,
  type StepMetrics,
  type TrainingSession,
} from '../../../src/engine/runtime/training-session.ts';
import { emptySums } from '../../../src/engine/training/averages.ts';
import { lastCheckpointPath } from '../../../src/engine/training/checkpoint.ts';
import { HeldOut } from '../../../src/engine/training/held-out.ts';
import { planTraining } from '../../../src/engine/training/plan.ts';
import { type RunListeners, TrainingRun } from '../../../src/engine/training/run.ts';
import { splitImages } from '../../../src/engine/training/split.ts';
import type { EpochRecord } from '../../../src/shared/models.ts';
import { drawShapes } from './shapes.ts';

let folder: string;
beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), 'morphospace-'))));
afterAll(() => rm(folder, { recursive: true }));

const shapes = drawShapes(80);
const split = splitImages(shapes.ids, 0);
const plan = planTraining(
  { images: 80, channels: 1, medianShortSide: 28, nearBinary: true },
  { latent: 2, architecture: 'dense', channels: [4], batch: 8, epochs: 30 },
  'cpu',
);
const definition = defineModel(plan);
const good: StepMetrics = { loss: 3, reconstruction: 2, kl: 1, terms: {}, gradientNorm: 1, skipped: false };
const skipped: StepMetrics = {
  loss: NaN,
  reconstruction: NaN,
  kl: NaN,
  terms: {},
  gradientNorm: Infinity,
  skipped: true,
};

/** A run whose steps do nothing but say what `metricsAt` says. */
async function runWith(metricsAt: (step: number) => StepMetrics, listeners: RunListeners = {}) {
  let step = 0;
  const session: TrainingSession = {
    device: 'cpu',
    batch: plan.batch,
    step: () => Promise.resolve(metricsAt(step++)),
    readState: () => Promise.resolve(initialState(definition, 0)),
    writeState: () => Promise.resolve(),
    dispose: () => Promise.resolve(),
  };
  const heldOut = await HeldOut.open(definition, shapes, split, { device: 'cpu', seed: 0 });
  const sums = emptySums();
  return new TrainingRun({
    ...{ plan, definition, source: shapes, split, folder, session, heldOut, listeners },
    position: {
      plan,
      images: 80,
      warmUp: 1,
      step: 0,
      skippedSteps: 0,
      seconds: 0,
      stepSeconds: 0,
      sums,
      choices: {},
    },
    best: null,
    began: performance.now(),
  });
}

describe('a training run', () => {
  it('counts skipped steps, keeps them out of the averages, and goes on', async () => {
    const records: EpochRecord[] = [];
    const run = await runWith((step) => (step % 3 === 0 ? skipped : good), {
      onEpoch: (record) => records.push(record),
    });
    expect(await run.train()).toBe('epochs');
    const steps = Math.ceil(split.training.length / 8);
    expect(records).toHaveLength(30);
    expect(records[0]).toMatchObject({
      loss: 3,
      reconstruction: 2,
      kl: 1,
      skippedSteps: Math.ceil(steps / 3),
    });
    expect(run.position.skippedSteps).toBe(records.reduce((sum, record) => sum + record.skippedSteps, 0));
    expect(run.warnings.map(({ kind }) => kind)).toContain('skipped-steps');
  });

  it('gives up when no step is any good any more, and still leaves its state', async () => {
    const run = await runWith((step) => (step < 20 ? good : skipped));
    expect(await run.train()).toBe('diverged');
    expect(run.position.step).toBe(70);
    expect((await stat(lastCheckpointPath(folder))).size).toBeGreaterThan(0);
  });

  it('stops before the first step when it was cancelled before', async () => {
    const run = await runWith(() => good, { signal: AbortSignal.abort() });
    expect(await run.train()).toBe('cancelled');
    expect(run.position.step).toBe(0);
  });
});
