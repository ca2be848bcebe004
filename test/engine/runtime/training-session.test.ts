import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { existsSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { defineModel } from '../../../src/engine/models/define.ts';
import { Random } from '../../../src/engine/models/random.ts';
import { openEagerSession } from '../../../src/engine/runtime/eager-session.ts';
import { openTrainingSession } from '../../../src/engine/runtime/open-training.ts';
import {
  type StepInputs,
  type TrainingSession,
  type TrainingState,
  initialState,
  weightsOf,
} from '../../../src/engine/runtime/training-session.ts';
import { stepNoise } from '../../../src/engine/training/streams.ts';
import { relativeError } from '../compile/executors.ts';
import { SMALL_CONVOLUTIONAL, SMALL_PLANS } from '../models/plans.ts';

const BATCH = 4;
const definition = defineModel(SMALL_CONVOLUTIONAL);
const begin = () => initialState(definition, 11);

function inputsOfStep(step: number): StepInputs {
  const random = new Random(100 + step);
  return {
    images: Uint8Array.from({ length: BATCH * 28 * 28 }, () => random.below(256)),
    noise: { posterior: random.fillNormal(new Float32Array(BATCH * 3)) },
    learningRate: 1e-3,
    schedule: { beta: 0.5 },
  };
}

const opened: TrainingSession[] = [];
afterEach(async () => {
  for (const session of opened.splice(0)) await session.dispose();
});

async function open(session: Promise<TrainingSession>): Promise<TrainingSession> {
  opened.push(await session);
  return opened.at(-1)!;
}

const onCpu = (state: TrainingState) =>
  open(openTrainingSession(definition, { device: 'cpu', batch: BATCH, state }));

async function train(session: TrainingSession, from: number, to: number): Promise<number[]> {
  const losses: number[] = [];
  for (let step = from; step < to; step++) losses.push((await session.step(inputsOfStep(step))).loss);
  return losses;
}

describe('A compiled training session', () => {
  it('walks the same way as tfjs, step by step', async () => {
    const compiled = await onCpu(begin());
    const eager = await open(openEagerSession(definition, { backend: 'cpu', batch: BATCH, state: begin() }));
    for (let step = 0; step < 4; step++) {
      const [ours, theirs] = [await compiled.step(inputsOfStep(step)), await eager.step(inputsOfStep(step))];
      expect(ours.loss / theirs.loss).toBeCloseTo(1, 5);
      expect(ours.kl / theirs.kl).toBeCloseTo(1, 4);
      expect(ours.gradientNorm / theirs.gradientNorm).toBeCloseTo(1, 4);
      expect(ours.skipped).toBe(false);
    }
    const [ours, theirs] = [await compiled.readState(), await eager.readState()];
    expect(ours['adam.step']![0]).toBe(4);
    for (const name of Object.keys(theirs))
      expect(relativeError(ours[name]!, theirs[name]!), name).toBeLessThan(2e-3);
  });

  it('goes on from a state that was read as if it had never stopped, bit for bit', async () => {
    const straight = await onCpu(begin());
    const losses = await train(straight, 0, 6);
    const first = await onCpu(begin());
    await train(first, 0, 3);
    const second = await onCpu(await first.readState());
    expect(await train(second, 3, 6)).toEqual(losses.slice(3));
    expect(await second.readState()).toEqual(await straight.readState());
  });

  it('can be set back, and does not touch the arrays it was given', async () => {
    const state = begin();
    const session = await onCpu(state);
    const losses = await train(session, 0, 2);
    expect(state).toEqual(begin());
    await session.writeState(state);
    expect(await train(session, 0, 2)).toEqual(losses);
  });

  it('reports a step it left out', async () => {
    const session = await onCpu(begin());
    const inputs = inputsOfStep(0);
    const broken = { ...inputs, noise: { posterior: new Float32Array(BATCH * 3).fill(NaN) } };
    expect((await session.step(broken)).skipped).toBe(true);
    const after = await session.readState();
    expect(after['skipped']![0]).toBe(1);
    expect(weightsOf(definition, after)).toEqual(weightsOf(definition, begin()));
    expect((await session.step(inputs)).skipped).toBe(false);
  });

  it.each(['encoder.conv1.weight', 'adam.v:encoder.conv1.weight', 'adam.step'])(
    'refuses a state of another model: %s',
    async (name) => {
      const session = await onCpu(begin());
      await expect(session.writeState({ ...begin(), [name]: new Float32Array(2) })).rejects.toMatchObject({
        code: 'bad-state',
      });
    },
  );
});

// Convolutions take tfjs's own backend long, and leave nothing that other models would not.
const DENSE_PLANS = SMALL_PLANS.filter(([, { architecture }]) => architecture === 'dense');

describe('An eager training session', () => {
  it.each(DENSE_PLANS)('leaves no tensor behind after a step, nor after its end: %s', async (_name, plan) => {
    const model = defineModel(plan);
    const { labels, imageChannels, size } = plan;
    await tf.setBackend('cpu');
    const before = tf.memory().numTensors;
    const state = initialState(model, 1);
    const session = await openEagerSession(model, { backend: 'cpu', batch: BATCH, state });
    const counts: number[] = [];
    for (let step = 0; step < 3; step++) {
      await session.step({
        images: new Uint8Array(BATCH * imageChannels * size ** 2).fill(99),
        noise: stepNoise(model, { seed: 1, batch: BATCH }, step),
        ...(labels.length > 0 && { labels: new Float32Array(BATCH * labels.length) }),
        learningRate: 1e-3,
      });
      counts.push(tf.memory().numTensors);
    }
    expect(new Set(counts).size).toBe(1);
    await session.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});

const SOFTWARE_DRIVER = [
  process.env['VK_ICD_FILENAMES'],
  '/usr/lib/chromium/vk_swiftshader_icd.json',
  '/usr/lib64/chromium-browser/vk_swiftshader_icd.json',
].find((file) => file !== undefined && existsSync(file));

describe.skipIf(SOFTWARE_DRIVER === undefined)(
  'A session on WebGPU, with SwiftShader (skipped where its Vulkan driver file is not found)',
  () => {
    it('agrees with the CPU and keeps its state on the device', async () => {
      process.env['VK_ICD_FILENAMES'] = SOFTWARE_DRIVER;
      const gpu = await open(
        openTrainingSession(definition, { device: 'webgpu', batch: BATCH, state: begin() }),
      );
      const cpu = await onCpu(begin());
      const [gpuLosses, cpuLosses] = [await train(gpu, 0, 4), await train(cpu, 0, 4)];
      gpuLosses.forEach((loss, i) => expect(loss / cpuLosses[i]!).toBeCloseTo(1, 4));
      const state = await gpu.readState();
      expect(state['adam.step']![0]).toBe(4);
      const expected = await cpu.readState();
      for (const name of Object.keys(definition.parameterShapes)) {
        expect(relativeError(state[name]!, expected[name]!), name).toBeLessThan(2e-3);
      }
      await gpu.writeState(begin());
      expect((await train(gpu, 0, 1))[0]! / cpuLosses[0]!).toBeCloseTo(1, 4);
    });
  },
);
