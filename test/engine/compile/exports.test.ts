import { InferenceSession, Tensor } from 'onnxruntime-node';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { compileDecoder, compileEncoder, compileEvaluation } from '../../../src/engine/compile/exports.ts';
import { defineModel } from '../../../src/engine/models/define.ts';
import type { ModelDefinition } from '../../../src/engine/models/definition.ts';
import { SMALL_CONVOLUTIONAL, SMALL_PLANS } from '../models/plans.ts';
import { type NamedNumbers, expectAgreement, randomNumbers, runOnTensorFlow } from './executors.ts';

async function runModel(model: Uint8Array, inputs: Record<string, Tensor>): Promise<NamedNumbers> {
  const session = await InferenceSession.create(model, { logSeverityLevel: 3 });
  const outputs = await session.run(inputs);
  await session.release();
  return Object.fromEntries(
    Object.entries(outputs).map(([name, { dims, data }]) => [
      name,
      { shape: dims, data: data as Float32Array },
    ]),
  );
}

function weightNumbers(definition: ModelDefinition): NamedNumbers {
  const weights = definition.initialise(3);
  return Object.fromEntries(
    Object.entries(definition.parameterShapes).map(([name, shape]) => [
      name,
      { shape, data: weights[name]! },
    ]),
  );
}

describe('Exported encoders and decoders', () => {
  it.each(SMALL_PLANS)('give what tfjs gives, for any batch: %s', async (_name, plan) => {
    const definition = defineModel(plan);
    const weights = definition.initialise(3);
    const encoder = compileEncoder(definition, weights);
    const decoder = compileDecoder(definition, weights);
    for (const n of [1, 5]) {
      const images = randomNumbers([n, plan.imageChannels, plan.size, plan.size], n, 0, 1);
      const codes = randomNumbers([n, plan.latent], n);
      const conditional = plan.labels.length > 0;
      const labels = randomNumbers([n, Math.max(1, plan.labels.length)], n, 0, 1);
      const expected = await runOnTensorFlow(
        ({ images: x, codes: z, labels: y, ...parameters }) => {
          const told = conditional ? (y as tf.Tensor2D) : undefined;
          const { mean, logVariance } = definition.encode(parameters, x as tf.Tensor4D, told);
          const image = definition.decode(parameters, z as tf.Tensor2D, told);
          const codes: Record<string, tf.Tensor> = logVariance
            ? { mean, log_variance: logVariance }
            : { code: mean };
          return { ...codes, image };
        },
        { ...weightNumbers(definition), images, codes, labels },
      );
      const [image, code, label] = [images, codes, labels].map(
        ({ data, shape }) => new Tensor('float32', data, shape),
      );
      const told: Record<string, Tensor> = conditional ? { label: label! } : {};
      const actual = {
        ...(await runModel(encoder, { image: image!, ...told })),
        ...(await runModel(decoder, { code: code!, ...told })),
      };
      expectAgreement(actual, expected, 1e-4);
    }
  });

  it('name their batch n and carry the metadata', async () => {
    const definition = defineModel(SMALL_CONVOLUTIONAL);
    const model = compileEncoder(definition, definition.initialise(1), {
      'morphospace.card': '{"format":1}',
    });
    const session = await InferenceSession.create(model);
    expect(session.inputMetadata[0]).toMatchObject({
      name: 'image',
      type: 'float32',
      shape: ['n', 1, 28, 28],
    });
    expect(session.outputMetadata).toMatchObject([
      { name: 'mean', shape: ['n', 3] },
      { name: 'log_variance', shape: ['n', 3] },
    ]);
    await session.release();
    expect(Buffer.from(model).includes('{"format":1}')).toBe(true);
  });

  it('are refused for a model whose numbers depend on the size of the batch', () => {
    const definition = defineModel(SMALL_CONVOLUTIONAL);
    const dependent: ModelDefinition = {
      ...definition,
      decode: (parameters, code) => tf.mul(definition.decode(parameters, code), 1 / code.shape[0]),
    };
    expect(() => compileDecoder(dependent, definition.initialise(1))).toThrow(
      /depends on the size of the batch/,
    );
  });
});

describe('The evaluation graph', () => {
  it('gives what tfjs gives under the weights of the moment', async () => {
    const definition = defineModel(SMALL_CONVOLUTIONAL);
    const bytes = randomNumbers([4, 1, 28, 28], 1, 0, 255).data.map(Math.round);
    const noise = randomNumbers([4, 3], 2);
    const images = { shape: [4, 1, 28, 28], data: bytes.map((value) => value / 255) };
    const expected = await runOnTensorFlow(
      ({ images: x, posterior, ...parameters }) => {
        const evaluation = definition.evaluate(parameters, {
          images: x as tf.Tensor4D,
          noise: { posterior: posterior! },
        });
        const { reconstructions, squaredError, reconstruction, kl, mean } = evaluation;
        return { reconstructions, squared_error: squaredError, reconstruction, kl, mean };
      },
      { ...weightNumbers(definition), images, posterior: noise },
    );
    const feeds: Record<string, Tensor> = {
      images: new Tensor('uint8', Uint8Array.from(bytes), images.shape),
      'noise:posterior': new Tensor('float32', noise.data, noise.shape),
    };
    for (const [name, { data, shape }] of Object.entries(weightNumbers(definition))) {
      feeds[name] = new Tensor('float32', data, shape);
    }
    expectAgreement(await runModel(compileEvaluation(definition), feeds), expected, 1e-4);
  });
});
