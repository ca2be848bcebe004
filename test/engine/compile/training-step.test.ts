import * as tf from '@tensorflow/tfjs-core';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import type { TensorSpec } from '../../../src/engine/compile/compiled.ts';
import { candidatesFor } from '../../../src/engine/compile/lowering.ts';
import {
  LABELS,
  NEXT,
  NOISE,
  SCHEDULE,
  SECOND_MOMENT,
  SKIPPED_COUNT,
  STEP_COUNT,
  compileTrainingStep,
  runStep,
} from '../../../src/engine/compile/training-step.ts';
import { defineModel } from '../../../src/engine/models/define.ts';
import type { ModelDefinition, NoiseSpec } from '../../../src/engine/models/definition.ts';
import { Random } from '../../../src/engine/models/random.ts';
import { lossAndGradients } from '../../../src/engine/models/training-step.ts';
import { drawNoise } from '../../../src/engine/training/streams.ts';
import { SMALL_CONVOLUTIONAL, SMALL_PLANS } from '../models/plans.ts';
import {
  type NamedNumbers,
  expectAgreement,
  randomNumbers,
  relativeError,
  runOnTensorFlow,
  runRecorded,
} from './executors.ts';

const BATCH = 3;

/** A state in the middle of a training, in which the update of no weight hangs on the last digit of its gradient. */
function stateAndInputs(specs: readonly TensorSpec[], definition: ModelDefinition): NamedNumbers {
  const scalars: Record<string, number> = {
    [STEP_COUNT]: 7,
    [SKIPPED_COUNT]: 2,
    learning_rate: 0.01,
    clip_norm: 50,
  };
  return Object.fromEntries(
    specs.map(({ name, shape, dtype }, i) => {
      if (name.startsWith(SCHEDULE)) return [name, { shape, data: Float32Array.of(0.7) }];
      if (name.startsWith(NOISE)) return [name, noiseFor(definition.noise[name.slice(NOISE.length)]!, i)];
      if (name in scalars) return [name, { shape, data: Float32Array.of(scalars[name]!) }];
      if (name.startsWith(SECOND_MOMENT)) return [name, randomNumbers(shape, i, 0.01, 0.1)];
      if (dtype !== 'uint8') return [name, randomNumbers(shape, i, -0.3, 0.3)];
      const bytes = randomNumbers(shape, i, 0, 255);
      return [name, { shape, data: bytes.data.map(Math.round) }];
    }),
  );
}

function noiseFor(spec: NoiseSpec, seed: number): { shape: readonly number[]; data: Float32Array } {
  return { shape: [BATCH, ...spec.shape], data: drawNoise(new Random(seed), spec, BATCH) };
}

async function runCompiled(definition: ModelDefinition, inputs: NamedNumbers): Promise<NamedNumbers> {
  const compiled = await compileTrainingStep(definition, { batch: BATCH });
  const session = await InferenceSession.create(compiled.model, { logSeverityLevel: 3 });
  const feeds = Object.entries(inputs).map(([name, { shape, data }]) => [
    name,
    name === 'images'
      ? new Tensor('uint8', Uint8Array.from(data), shape)
      : new Tensor('float32', data, shape),
  ]);
  const outputs = await session.run(Object.fromEntries(feeds) as Record<string, Tensor>);
  await session.release();
  return Object.fromEntries(
    Object.entries(outputs).map(([name, { dims, data }]) => [
      name,
      { shape: dims, data: data as Float32Array },
    ]),
  );
}

function eagerStep(definition: ModelDefinition) {
  return (inputs: Record<string, tf.Tensor>): Record<string, tf.Tensor> => {
    const { state, metrics } = runStep(definition, (name) => inputs[name]!);
    const next = [...state].map(([name, tensor]) => [NEXT + name, tensor]);
    return { ...Object.fromEntries(next), ...metrics };
  };
}

async function specsOf(definition: ModelDefinition): Promise<TensorSpec[]> {
  const { state, images, labels, noise, scalars } = await compileTrainingStep(definition, { batch: BATCH });
  return [...state, images, ...(labels ? [labels] : []), ...noise, ...scalars];
}

describe('The compiled training step', () => {
  it.each(SMALL_PLANS)('makes the update that tfjs makes: %s', async (_name, plan) => {
    const definition = defineModel(plan);
    const inputs = stateAndInputs(await specsOf(definition), definition);
    const compiled = await runCompiled(definition, inputs);
    expectAgreement(compiled, await runOnTensorFlow(eagerStep(definition), inputs), 1e-4);
    expect(compiled[NEXT + STEP_COUNT]!.data[0]).toBe(8);
    expect(compiled[NEXT + SKIPPED_COUNT]!.data[0]).toBe(2);
  });

  it.each(SMALL_PLANS)('has the gradients of tfjs: %s', async (_name, plan) => {
    const definition = defineModel(plan);
    const { inputs, program } = gradientProgram(definition);
    expectAgreement(await runRecorded(program, inputs), await runOnTensorFlow(program, inputs), 1e-4);
  });

  it('clips gradients whose norm is above the limit, and no others', async () => {
    const definition = defineModel(SMALL_CONVOLUTIONAL);
    const inputs = stateAndInputs(await specsOf(definition), definition);
    const norm = (await runCompiled(definition, inputs))['gradient_norm']!.data[0]!;
    const withLimit = async (limit: number) =>
      (await runCompiled(definition, { ...inputs, clip_norm: { shape: [], data: Float32Array.of(limit) } }))[
        `${NEXT}adam.m:encoder.mean.weight`
      ]!.data;
    const free = await withLimit(Infinity);
    expect(relativeError(await withLimit(norm * 2), free)).toBe(0);
    // The first moment becomes 0.9 of the old one plus 0.1 of the gradient, which clipping to norm / 4 quarters.
    const old = inputs['adam.m:encoder.mean.weight']!.data;
    const expected = free.map((value, i) => 0.9 * old[i]! + (value - 0.9 * old[i]!) / 4);
    expect(relativeError(await withLimit(norm / 4), expected)).toBeLessThan(1e-5);
  });

  it.each(['NaN', 'Infinity'])(
    'leaves the state as it is, bit for bit, when the loss is %s',
    async (value) => {
      const definition = defineModel(SMALL_CONVOLUTIONAL);
      const inputs = stateAndInputs(await specsOf(definition), definition);
      const noise = inputs['noise:posterior']!;
      const broken = {
        ...inputs,
        'noise:posterior': { ...noise, data: noise.data.map(() => Number(value)) },
      };
      const result = await runCompiled(definition, broken);
      for (const [name, { data }] of Object.entries(result)) {
        if (!name.startsWith(NEXT) || name === NEXT + SKIPPED_COUNT) continue;
        expect(data, name).toEqual(inputs[name.slice(NEXT.length)]!.data);
      }
      expect(result[NEXT + SKIPPED_COUNT]!.data[0]).toBe(3);
    },
  );

  it('has gradients that finite differences confirm', async () => {
    const definition = defineModel({ ...SMALL_CONVOLUTIONAL, channels: [2, 2], likelihood: 'optimal-sigma' });
    const { inputs: random, program } = gradientProgram(definition);
    // Biases of 0 would sit exactly on the kink of ReLU wherever a layer sees nothing: theirs stay random.
    const weights = Object.entries(definition.initialise(4)).filter(([name]) => name.endsWith('weight'));
    const named = weights.map(([name, data]) => [name, { shape: definition.parameterShapes[name]!, data }]);
    const inputs: NamedNumbers = { ...random, ...Object.fromEntries(named) };
    const gradients = await runRecorded(program, inputs);
    const lossAt = async (name: string, direction: Float32Array, distance: number): Promise<number> => {
      const data = inputs[name]!.data.map((value, i) => value + distance * direction[i]!);
      return (await runRecorded(program, { ...inputs, [name]: { ...inputs[name]!, data } }))['loss']!
        .data[0]!;
    };
    for (const name of Object.keys(definition.parameterShapes)) {
      const gradient = gradients[`d ${name}`]!.data;
      const norm = Math.hypot(...gradient);
      const direction = gradient.map((value) => value / norm);
      // Small steps drown in the last digits of the loss, large ones run over kinks of ReLU; one in between must agree.
      const errors: number[] = [];
      for (const step of [1e-3, 4e-3, 1.6e-2, 6.4e-2]) {
        const difference = (await lossAt(name, direction, step)) - (await lossAt(name, direction, -step));
        errors.push(Math.abs(difference / (2 * step) - norm) / norm);
      }
      expect(Math.min(...errors), name).toBeLessThan(0.03);
    }
  });
});

describe('Every way to compute the gradient of a filter', () => {
  const images = randomNumbers([2, 8, 12, 3], 1);
  const filter = randomNumbers([4, 4, 3, 5], 2);

  it.each([
    'convolution in depth',
    'dilated convolution',
    'block products per image',
    'block products over all images',
  ])('gives what tfjs gives: %s', async (wanted) => {
    const program = (t: Record<string, tf.Tensor>) => ({
      gradient: tf.grad((w: tf.Tensor) =>
        tf.sum(tf.square(tf.conv2d(t['images'] as tf.Tensor4D, w as tf.Tensor4D, 2, 1))),
      )(t['filter']!),
    });
    let offered: string[] = [];
    const recorded = await runRecorded(program, { images, filter }, (node) => {
      const candidates = candidatesFor(node);
      offered = candidates.map(({ name }) => name);
      return candidates.find(({ name }) => name === wanted)!;
    });
    expect(offered).toContain(wanted);
    expectAgreement(recorded, await runOnTensorFlow(program, { images, filter }), 1e-5);
  });
});

/** The loss of a model and the gradients of all its weights, over named numbers. */
function gradientProgram(definition: ModelDefinition) {
  const { plan, parameterShapes, noise, schedule } = definition;
  const shapes: Record<string, readonly number[]> = {
    ...parameterShapes,
    images: [BATCH, plan.imageChannels, plan.size, plan.size],
  };
  const inputs = Object.fromEntries(
    Object.entries(shapes).map(([name, shape], i) => [
      name,
      name === 'images' ? randomNumbers(shape, i, 0, 1) : randomNumbers(shape, i, -0.3, 0.3),
    ]),
  );
  for (const [i, [name, spec]] of Object.entries(noise).entries()) inputs[NOISE + name] = noiseFor(spec, i);
  if (plan.labels.length > 0) inputs[LABELS] = randomNumbers([BATCH, plan.labels.length], 1, 0, 1);
  const program = (t: Record<string, tf.Tensor>): Record<string, tf.Tensor> => {
    const weights = Object.keys(parameterShapes).map((name) => [name, t[name]!]);
    const { losses, gradients } = lossAndGradients(definition, Object.fromEntries(weights), {
      images: t['images'] as tf.Tensor4D,
      ...(t[LABELS] && { labels: t[LABELS] as tf.Tensor2D }),
      noise: Object.fromEntries(Object.keys(noise).map((name) => [name, t[`noise:${name}`]!])),
      schedule: Object.fromEntries(Object.entries(schedule).map(([name, value]) => [name, tf.scalar(value)])),
    });
    const named = Object.entries(gradients).map(([name, gradient]) => [`d ${name}`, gradient]);
    const { loss, reconstruction, kl } = losses;
    return { loss, reconstruction, kl, ...Object.fromEntries(named) };
  };
  return { inputs, program };
}
