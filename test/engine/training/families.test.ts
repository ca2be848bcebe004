/** What holds for every family: it trains, a run that was cut goes on bit for bit, and its files are used without us. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defineModel } from '../../../src/engine/models/define.ts';
import { readLast } from '../../../src/engine/training/checkpoint.ts';
import { readHistory } from '../../../src/engine/training/history.ts';
import { planTraining } from '../../../src/engine/training/plan.ts';
import { trainModel, type TrainRequest } from '../../../src/engine/training/train.ts';
import { FAMILIES, FAMILY_NAMES, type Family } from '../../../src/shared/families.ts';
import { type Settings } from '../../../src/shared/settings.ts';
import { drawShapes, type Shapes } from './shapes.ts';

let folder: string;
beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), 'families-'))));
afterAll(() => rm(folder, { recursive: true, force: true }));

const IMAGES = 40;
const LATENT = 4;
const LABELS = ['a', 'b', 'c'];
const shapes = drawShapes(IMAGES);
const labelled = { ...shapes, labels: Array.from({ length: IMAGES }, (_, i) => LABELS[i % 3]!) };

/** Small, and judged early, so that three epochs see all of the objective. */
const SETTINGS: Partial<Record<Family, Settings>> = {
  'factor-vae': { discriminatorUnits: 8 },
  'vae-gan': { adversarialFrom: 0.25 },
};

function request(family: Family, name: string, source: Shapes = labelled): TrainRequest {
  const facts = {
    images: IMAGES,
    channels: 1,
    medianShortSide: 28,
    nearBinary: false,
    labels: LABELS,
  } as const;
  const options = { latent: LATENT, channels: [4, 4], batch: 12, epochs: 3, patience: 0, seed: 5 };
  return {
    plan: planTraining(facts, { family, ...options, settings: SETTINGS[family] }, 'cpu'),
    source,
    ids: source.ids,
    folder: join(folder, `${family}-${name}`),
    card: { id: name, name, created: '2024-01-01T00:00:00.000Z', labels: LABELS },
  };
}

/** Told to stop when images are asked for the ninth time: somewhere between the first step and the last. */
function cutShort(request: TrainRequest): TrainRequest {
  const controller = new AbortController();
  let reads = 0;
  const read: Shapes['read'] = (indices, target) => {
    if (++reads === 9) controller.abort();
    return request.source.read(indices, target);
  };
  return { ...request, source: { ...request.source, read }, signal: controller.signal };
}

async function lossesOf({ folder: at }: TrainRequest) {
  return (await readHistory(at)).map(({ step, loss, reconstruction, kl, terms, validation }) => ({
    ...{ step, loss, reconstruction, kl, terms, validation },
  }));
}

describe.each(FAMILY_NAMES)('%s', (family) => {
  it('trains, and goes on after a stop to the same weights, bit for bit', async () => {
    const whole = request(family, 'whole');
    const { stopped, validation } = await trainModel(whole);
    expect(stopped).toBe('epochs');
    expect(validation!.elbo === null).toBe(!FAMILIES[family].variational);

    const losses = await lossesOf(whole);
    expect(losses).toHaveLength(3);
    // Ways to compute are timed anew in every run that is not told; others may differ in the last digit.
    const { choices } = (await readLast(whole.folder))!.position;
    const parts = { ...request(family, 'parts'), choices };
    const cut = await trainModel(cutShort(parts));
    expect(cut.stopped).toBe('cancelled');
    expect(cut.steps).toBeGreaterThan(0);
    expect(cut.steps).toBeLessThan(losses.at(-1)!.step);
    const { stopped: resumedUntil } = await trainModel({ ...parts, resume: true });
    expect(resumedUntil).toBe('epochs');
    expect(Object.keys(losses[0]!.terms).sort()).toEqual(
      expect.arrayContaining([...defineModel(whole.plan).terms].sort()),
    );
    expect(await lossesOf(parts)).toEqual(losses);
    expect((await readLast(parts.folder))!.state).toEqual((await readLast(whole.folder))!.state);
  });

  it('leaves ONNX files that encode and decode any number of images', async () => {
    const at = join(folder, `${family}-whole`);
    const [encoder, decoder] = await Promise.all(
      ['encoder.onnx', 'decoder.onnx'].map((file) => InferenceSession.create(join(at, file))),
    );
    const { variational, conditional } = FAMILIES[family];
    expect(encoder!.inputNames).toEqual(conditional ? ['image', 'label'] : ['image']);
    expect(decoder!.inputNames).toEqual(conditional ? ['code', 'label'] : ['code']);
    for (const n of [1, 3]) {
      const image = new Tensor('float32', new Float32Array(n * 28 * 28).fill(0.5), [n, 1, 28, 28]);
      const label = conditional && { label: new Tensor('float32', new Float32Array(n * 3), [n, 3]) };
      const outputs = await encoder!.run({ image, ...label });
      expect(Object.keys(outputs).sort()).toEqual(variational ? ['log_variance', 'mean'] : ['code']);
      const code = outputs[variational ? 'mean' : 'code']!;
      expect(code.dims).toEqual([n, LATENT]);
      const { image: drawn } = await decoder!.run({ code, ...label });
      expect(drawn!.dims).toEqual([n, 1, 28, 28]);
      expect((drawn!.data as Float32Array).every((value) => value >= 0 && value <= 1)).toBe(true);
    }
    await Promise.all([encoder!.release(), decoder!.release()]);
  });
});

it('a conditional model draws another picture from the same code when it is told another label', async () => {
  const decoder = await InferenceSession.create(join(folder, 'conditional-whole', 'decoder.onnx'));
  const code = new Tensor('float32', new Float32Array(2 * LATENT), [2, LATENT]);
  const label = new Tensor('float32', Float32Array.of(1, 0, 0, 0, 1, 0), [2, 3]);
  const { image } = await decoder.run({ code, label });
  const values = image!.data as Float32Array;
  expect(values.subarray(0, 28 * 28)).not.toEqual(values.subarray(28 * 28));
  await decoder.release();
});
