/** The whole main job from a terminal, on pictures made here. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readNpy } from '../../src/engine/library/npy.ts';
import { modelCardSchema, type Validation, validationSchema } from '../../src/shared/models.ts';
import { SIDE, writeDiscs } from './pictures.ts';
import { run, start } from './program.ts';

const COUNT = 120;
const LATENT = 6;

let folder: string;
let library: string;
const at = (...parts: string[]) => join(folder, ...parts);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'main-job-'));
  library = at('library');
  await writeDiscs(at('discs'), COUNT);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a command with --json and expects it to succeed. */
async function done(...args: string[]): Promise<Record<string, unknown>> {
  const { status, result, stderr } = await run(library, ...args, '--json');
  expect(stderr).toBe('');
  expect(status).toBe(0);
  expect(result.event).toBe('result');
  return result;
}

/** `[count, 3, SIDE, SIDE]` in 0..1, of files in the dataset's order. */
async function readPixels(files: string[]): Promise<Tensor> {
  const values = new Float32Array(files.length * 3 * SIDE * SIDE);
  for (const [row, file] of files.entries()) {
    const raw = await sharp(at('discs', file)).raw().toBuffer();
    for (let i = 0; i < SIDE * SIDE; i++) {
      for (let c = 0; c < 3; c++) values[(row * 3 + c) * SIDE * SIDE + i] = raw[i * 3 + c]! / 255;
    }
  }
  return new Tensor('float32', values, [files.length, 3, SIDE, SIDE]);
}

function csv(path: string): string[][] {
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
  return lines.map((line) => line.split(','));
}

describe('a dataset', () => {
  it('is imported with labels from its folders, and again brings nothing new', async () => {
    expect(await done('import', at('discs'), '--name', 'discs')).toMatchObject({
      dataset: 'discs',
      images: COUNT,
      added: COUNT,
      skipped: [],
      labels: [
        { name: 'large', images: COUNT / 2 },
        { name: 'small', images: COUNT / 2 },
      ],
    });
    expect(await done('import', at('discs'), '--name', 'discs')).toMatchObject({ images: COUNT, added: 0 });
  });

  it('keeps what can be read of a folder, and lists the rest with reasons', async () => {
    await mkdir(at('mixed'), { recursive: true });
    await sharp({ create: { width: 40, height: 30, channels: 3, background: '#a31' } })
      .jpeg()
      .toFile(at('mixed', 'fine.jpg'));
    writeFileSync(at('mixed', 'empty.png'), '');
    writeFileSync(at('mixed', 'broken.jpg'), readFileSync(at('mixed', 'fine.jpg')).subarray(0, 120));
    const { images, skipped } = await done('import', at('mixed'), '--name', 'mixed');
    expect(images).toBe(1);
    expect((skipped as { file: string }[]).map(({ file }) => file).sort()).toEqual([
      'broken.jpg',
      'empty.png',
    ]);
    for (const { reason } of skipped as { reason: string }[]) expect(reason).toMatch(/\w.*\.$/);
  });

  it('is not made of an empty folder', async () => {
    await mkdir(at('empty'));
    const { status, stderr } = await run(library, 'import', at('empty'), '--name', 'empty');
    expect(status).toBe(1);
    expect(stderr).toMatch(/error: .+; .+/);
    const { datasets } = await done('datasets');
    expect((datasets as { name: string }[]).map(({ name }) => name)).toEqual(['discs', 'mixed']);
  });
});

describe('a model', () => {
  let files: string[];

  it('is trained, and measured on held-out images', async () => {
    const result = await done(
      ...['train', 'discs', '--size', '32', '--latent', String(LATENT), '--channels', '8,16,16'],
      ...['--epochs', '80', '--batch', '16', '--device', 'cpu', '--name', 'vae', '--seed', '1'],
    );
    expect(result).toMatchObject({ model: 'vae', family: 'vae', device: 'cpu', epochs: 80 });
    const validation = validationSchema.parse(result.validation);
    expect(validation.mse).toBeLessThan(0.02);
    expect(validation.elbo).toBeCloseTo(-(validation.reconstruction + validation.kl), 3);
    expect(validation.klPerDimension).toHaveLength(LATENT);
  });

  it('gives the same numbers when it is evaluated', async () => {
    const { models } = await done('models');
    const { validation } = (models as { validation: Validation }[])[0]!;
    const again = await done('evaluate', 'vae');
    expect(again.validation).toEqual(validation);
  });

  it('is exported as ONNX that reconstructs better than the mean image', async () => {
    const { files: exported } = await done('export', 'vae', '--out', at('onnx'));
    expect(exported).toEqual(['encoder.onnx', 'decoder.onnx', 'model.json'].map((name) => at('onnx', name)));
    modelCardSchema.parse(JSON.parse(readFileSync(at('onnx', 'model.json'), 'utf8')));
    await done('embed', 'vae', '--out', at('codes.csv'));
    files = csv(at('codes.csv'))
      .slice(1)
      .map(([file]) => file!);
    const image = await readPixels(files);
    const encoder = await InferenceSession.create(at('onnx', 'encoder.onnx'));
    const decoder = await InferenceSession.create(at('onnx', 'decoder.onnx'));
    const { mean } = await encoder.run({ image });
    const { image: reconstruction } = await decoder.run({ code: mean! });
    const squaredError = (of: (i: number) => number) =>
      (image.data as Float32Array).reduce((sum, value, i) => sum + (value - of(i)) ** 2, 0);
    const perImage = 3 * SIDE * SIDE;
    const average = new Float64Array(perImage);
    (image.data as Float32Array).forEach((value, i) => (average[i % perImage]! += value / COUNT));
    const ours = squaredError((i) => (reconstruction!.data as Float32Array)[i]!);
    expect(ours).toBeLessThan(0.5 * squaredError((i) => average[i % perImage]!));
  });

  it('embeds its images with the exported encoder, in the order of the dataset', async () => {
    expect(await done('embed', 'vae', '--out', at('codes.npy'))).toMatchObject({
      rows: COUNT,
      dimensions: LATENT,
    });
    const { shape, values } = await readNpy(at('codes.npy'));
    expect(shape).toEqual([COUNT, LATENT]);
    const encoder = await InferenceSession.create(at('onnx', 'encoder.onnx'));
    const { mean } = await encoder.run({ image: await readPixels(files) });
    const expected = mean!.data as Float32Array;
    values.forEach((value, i) => expect(Math.abs(value - expected[i]!)).toBeLessThan(1e-4));
    const rows = csv(at('codes.csv'));
    expect(rows[0]).toEqual(['file', 'label', ...Array.from({ length: LATENT }, (_, i) => `z${i}`)]);
    expect(rows[1]!.slice(2).map((text) => Math.fround(Number(text)))).toEqual(
      Array.from(values.subarray(0, LATENT)),
    );
  });

  it('embeds a folder that is not in the library', async () => {
    const result = await done('embed', 'vae', at('mixed'), '--out', at('mixed.npy'));
    expect(result).toMatchObject({ rows: 1, dimensions: LATENT });
    expect(result.skipped).toHaveLength(2);
  });

  it('takes a number that is out of range for wrong usage', async () => {
    const { status, stderr } = await run(library, 'sample', 'vae', '-n', '0', '--out', at('none.png'));
    expect(stderr).toMatch(/^error: count must be at least 1; .+\n$/);
    expect(status).toBe(2);
  });

  it('finds the neighbours that comparing with every image finds', async () => {
    const { values } = await readNpy(at('codes.npy'));
    const row = (index: number) => values.subarray(index * LATENT, (index + 1) * LATENT);
    const query = 5;
    const distances = files.map((file, index) => ({
      file,
      distance: Math.hypot(...row(index).map((value, d) => value - row(query)[d]!)),
    }));
    const expected = distances.sort((a, b) => a.distance - b.distance).slice(0, 4);
    const queryFile = files[query]!;
    const { neighbours } = await done('neighbours', 'vae', at('discs', queryFile), '-k', '4');
    const found = neighbours as { file: string; distance: number }[];
    expect(found.map(({ file }) => file)).toEqual(expected.map(({ file }) => file));
    found.forEach(({ distance }, i) => expect(distance).toBeCloseTo(expected[i]!.distance, 4));
  });

  it.each(['umap', 'pca'])('lays its images out by %s', async (method) => {
    const file = at(`${method}.csv`);
    expect(await done('project', 'vae', '--method', method, '--out', file)).toMatchObject({
      rows: COUNT,
      file,
    });
    const [header, ...rows] = csv(file);
    expect(header).toEqual(['file', 'label', 'x', 'y']);
    expect(rows.map(([name]) => name)).toEqual(files);
    for (const [, label, x, y] of rows) {
      expect(['large', 'small']).toContain(label);
      expect(Number.isFinite(Number(x)) && Number.isFinite(Number(y))).toBe(true);
    }
  });

  it('draws samples as a grid and as files', async () => {
    await done('sample', 'vae', '-n', '9', '--out', at('grid.png'));
    expect((await sharp(at('grid.png')).metadata()).format).toBe('png');
    await done('sample', 'vae', '-n', '3', '--from', 'prior', '--out', at('samples'));
    expect(readdirSync(at('samples')).filter((name) => name.endsWith('.png'))).toHaveLength(3);
  });

  it.each([
    ['webp', 'webp'],
    ['gif', 'gif'],
  ])('morphs images into a %s animation', async (ending, format) => {
    const out = at(`morph.${ending}`);
    const result = await done(
      'morph',
      'vae',
      files[0]!,
      at('discs', files[1]!),
      '--steps',
      '8',
      '--out',
      out,
    );
    expect(result).toMatchObject({ frames: 8, file: out });
    const { pages, format: written } = await sharp(out, { animated: true }).metadata();
    expect(written).toBe(format);
    expect(pages).toBe(8);
  });

  it('morphs into pictures that sort by name', async () => {
    await done('morph', 'vae', files[0]!, files[1]!, files[2]!, '--steps', '5', '--out', at('frames'));
    const names = readdirSync(at('frames'));
    expect(names).toHaveLength(9);
    expect([...names].sort()).toEqual(names);
  });

  it('is the same again from the same seed, in a process of its own', async () => {
    const options = [
      '--size',
      '32',
      '--latent',
      '4',
      '--channels',
      '8,8,8',
      '--batch',
      '12',
      '--epochs',
      '3',
      '--seed',
      '7',
    ];
    const histories: string[] = [];
    for (const name of ['one', 'two']) {
      const { modelId } = await done('train', 'discs', ...options, '--device', 'cpu', '--name', name);
      const history = readFileSync(join(library, 'models', String(modelId), 'history.jsonl'), 'utf8');
      histories.push(history.replace(/"(seconds|imagesPerSecond)":[\d.e+-]+,?/g, ''));
      await done('remove', name);
    }
    expect(histories[0]).toContain('"loss"');
    expect(histories[1]).toBe(histories[0]);
  });

  it('is removed without touching the originals', async () => {
    const before = statSync(at('discs', files[0]!)).mtimeMs;
    await done('remove', 'vae');
    await done('remove', 'discs');
    expect(statSync(at('discs', files[0]!)).mtimeMs).toBe(before);
    expect((await done('models')).models).toEqual([]);
    expect(readdirSync(join(library, 'datasets'))).toHaveLength(1);
  });
});

describe.skipIf(process.platform === 'win32')('a killed training', () => {
  const options = [
    '--size',
    '32',
    '--latent',
    '4',
    '--channels',
    '8,8,8',
    '--batch',
    '8',
    '--device',
    'cpu',
    '--seed',
    '3',
  ];

  it('says so, loses nothing, and goes on with --resume', async () => {
    await run(library, 'import', at('discs'), '--name', 'kill');
    const training = start(
      library,
      'train',
      'kill',
      '--epochs',
      '100000',
      '--patience',
      '0',
      ...options,
      '--json',
    );
    await training.printed('epoch');
    await waitFor(() => existsSync(lastCheckpoint()));
    // The one that trains, and the explorer that made the plan.
    const workers = execFileSync('pgrep', ['-P', String(training.processId), '-f', 'worker'])
      .toString()
      .trim();
    for (const worker of workers.split('\n')) process.kill(Number(worker), 'SIGKILL');
    const { status, stderr } = await training.outcome;
    expect(status).toBe(1);
    expect(stderr).toMatch(/error: .*SIGKILL.*resume/i);

    const { models } = (await run(library, 'models', '--json')).result as {
      models: { state: string; epochs: number }[];
    };
    expect(models[0]).toMatchObject({ state: 'interrupted' });
    const epochs = models[0]!.epochs + 2;
    const resumed = await run(library, 'train', 'kill', '--resume', '--epochs', String(epochs), '--json');
    expect(resumed.status).toBe(0);
    expect(resumed.result).toMatchObject({ epochs });
  });

  function lastCheckpoint(): string {
    const models = join(library, 'models');
    const [model] = existsSync(models) ? readdirSync(models) : [];
    return join(models, model ?? 'none', 'checkpoints', 'last.safetensors');
  }
});

async function waitFor(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 50));
}
