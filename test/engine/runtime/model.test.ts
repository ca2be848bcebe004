import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { compileDecoder, compileEncoder } from '../../../src/engine/compile/exports.ts';
import { defineModel } from '../../../src/engine/models/define.ts';
import type { ModelPlan } from '../../../src/engine/models/definition.ts';
import { Random } from '../../../src/engine/models/random.ts';
import { openModel } from '../../../src/engine/runtime/model.ts';
import type { ModelCard } from '../../../src/shared/models.ts';
import { SMALL_CONVOLUTIONAL } from '../models/plans.ts';

const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
});

function cardOf(plan: ModelPlan): ModelCard {
  return {
    format: 1,
    id: 'm1',
    name: 'Test',
    family: plan.family,
    created: '2026-01-01T00:00:00.000Z',
    image: {
      size: plan.size,
      channels: plan.imageChannels,
      channelOrder: 'grey',
      layout: 'NCHW',
      range: [0, 1],
      crop: 'centre-square',
      resize: 'antialiased-bilinear',
      background: '#ffffff',
    },
    latent: { dimensions: plan.latent, prior: 'standard-normal' },
    plan: {
      ...plan,
      beta: 1,
      epochs: 1,
      minutes: null,
      batch: 4,
      learningRate: 1e-3,
      seed: 1,
      device: 'cpu',
      flips: false,
      shift: 0,
      patience: 0,
    },
    training: { images: 1, heldOut: 0, epochs: 1, steps: 1, seconds: 1, parameters: 1 },
    validation: null,
    warnings: [],
    labels: [],
    files: { encoder: 'encoder.onnx', decoder: 'decoder.onnx' },
  };
}

async function modelFolder(plan: ModelPlan): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'morphospace-model-'));
  folders.push(folder);
  const definition = defineModel(plan);
  const weights = definition.initialise(1);
  await writeFile(join(folder, 'encoder.onnx'), compileEncoder(definition, weights));
  await writeFile(join(folder, 'decoder.onnx'), compileDecoder(definition, weights));
  await writeFile(join(folder, 'model.json'), JSON.stringify(cardOf(plan)));
  return folder;
}

describe('A model opened from its folder', () => {
  it('encodes bytes and numbers alike, and many images as it does one', async () => {
    const model = await openModel(await modelFolder(SMALL_CONVOLUTIONAL));
    // More than one chunk of images.
    const n = 2700;
    const random = new Random(1);
    const bytes = Uint8Array.from({ length: n * 784 }, () => random.below(256));
    const together = await model.encode(bytes, n);
    expect(together.mean).toHaveLength(n * 3);
    for (const index of [0, 1, 2699]) {
      const image = Float32Array.from(bytes.subarray(index * 784, (index + 1) * 784), (value) => value / 255);
      const alone = await model.encode(image, 1);
      alone.mean.forEach((value, i) => expect(together.mean[index * 3 + i]).toBeCloseTo(value, 4));
      alone.logVariance!.forEach((value, i) =>
        expect(together.logVariance![index * 3 + i]).toBeCloseTo(value, 4),
      );
    }
    await model.dispose();
  });

  it('decodes codes to images in 0..1', async () => {
    const model = await openModel(await modelFolder(SMALL_CONVOLUTIONAL));
    const images = await model.decode(new Random(2).fillNormal(new Float32Array(5 * 3)), 5);
    expect(images).toHaveLength(5 * 784);
    expect(images.every((value) => value >= 0 && value <= 1)).toBe(true);
    expect(await model.decode(new Float32Array(0), 0)).toHaveLength(0);
    await model.dispose();
  });

  it('has no variance for the codes of an autoencoder', async () => {
    const model = await openModel(await modelFolder({ ...SMALL_CONVOLUTIONAL, family: 'autoencoder' }));
    expect(await model.encode(new Float32Array(784), 1)).toMatchObject({ logVariance: null });
    await model.dispose();
  });

  it('refuses the wrong number of values', async () => {
    const model = await openModel(await modelFolder(SMALL_CONVOLUTIONAL));
    await expect(model.encode(new Float32Array(783), 1)).rejects.toThrow(/784/);
    await model.dispose();
  });

  it('is refused with an advice when files are missing or broken', async () => {
    const folder = await modelFolder(SMALL_CONVOLUTIONAL);
    await writeFile(join(folder, 'encoder.onnx'), 'not a model');
    await expect(openModel(folder)).rejects.toMatchObject({ code: 'device-failed' });
    await rm(join(folder, 'model.json'));
    await expect(openModel(folder)).rejects.toMatchObject({ code: 'model-unreadable' });
  });
});
