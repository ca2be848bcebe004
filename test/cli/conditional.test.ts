/** A model that is told labels, from a terminal: trained, asked for one label, exported. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { modelCardSchema } from '../../src/shared/models.ts';
import { SIDE, writeDiscs } from './pictures.ts';
import { run } from './program.ts';

const COUNT = 100;
const SMALL = ['--size', '32', '--latent', '3', '--channels', '8,16,16', '--batch', '16', '--device', 'cpu'];

let folder: string;
let library: string;
const at = (...parts: string[]) => join(folder, ...parts);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'conditional-'));
  library = at('library');
  await writeDiscs(at('discs'), COUNT);
  await mkdir(at('alike'));
  await rename(at('discs', 'large', '0.png'), at('alike', 'one.png'));
  await rename(at('discs', 'large', '2.png'), at('alike', 'two.png'));
  await done('import', at('discs'), '--name', 'discs');
  await done('import', at('alike'), '--name', 'alike');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function done(...args: string[]): Promise<Record<string, unknown>> {
  const { status, result, stderr } = await run(library, ...args, '--json');
  expect(stderr).toBe('');
  expect(status).toBe(0);
  return result;
}

/** Mean brightness of a picture, 0..1: large discs hide more of the dark ground than small ones. */
async function brightness(file: string): Promise<number> {
  const { channels } = await sharp(file).stats();
  return channels.slice(0, 3).reduce((sum, { mean }) => sum + mean, 0) / 3 / 255;
}

describe('a conditional model', () => {
  it('is trained on labelled images', async () => {
    const trained = await done(
      ...[
        'train',
        'discs',
        '--family',
        'conditional',
        '--name',
        'told',
        '--seed',
        '1',
        '--epochs',
        '40',
        ...SMALL,
      ],
    );
    expect(trained).toMatchObject({ model: 'told', family: 'conditional', epochs: 40 });
  });

  it('draws what it is asked for', async () => {
    for (const label of ['large', 'small'])
      await done('sample', 'told', '-n', '25', '--label', label, '--out', at(`${label}.png`));
    expect(await brightness(at('large.png'))).toBeGreaterThan(1.2 * (await brightness(at('small.png'))));
  });

  it('says which labels it knows when it is asked for another', async () => {
    const { status, stderr } = await run(
      library,
      'sample',
      'told',
      '--label',
      'huge',
      '--out',
      at('none.png'),
    );
    expect(status).toBe(1);
    expect(stderr).toBe('error: This model knows no label "huge"; Choose one of large, small.\n');
  });

  it('is exported with the label as a second input, whose order the card tells', async () => {
    await done('export', 'told', '--out', at('onnx'));
    const card = modelCardSchema.parse(JSON.parse(readFileSync(at('onnx', 'model.json'), 'utf8')));
    expect(card.plan.labels).toEqual(['large', 'small']);
    const encoder = await InferenceSession.create(at('onnx', 'encoder.onnx'));
    const decoder = await InferenceSession.create(at('onnx', 'decoder.onnx'));
    expect(encoder.inputNames).toEqual(['image', 'label']);
    expect(decoder.inputNames).toEqual(['code', 'label']);
    const label = new Tensor('float32', Float32Array.of(1, 0, 0, 1), [2, 2]);
    const image = new Tensor('float32', new Float32Array(2 * 3 * SIDE * SIDE).fill(0.1), [2, 3, SIDE, SIDE]);
    expect((await encoder.run({ image, label })).mean!.dims).toEqual([2, 3]);
    const code = new Tensor('float32', new Float32Array(6), [2, 3]);
    const drawn = (await decoder.run({ code, label })).image!.data as Float32Array;
    const meanOf = (row: number) => {
      const values = drawn.subarray((row * drawn.length) / 2, ((row + 1) * drawn.length) / 2);
      return values.reduce((sum, value) => sum + value, 0) / values.length;
    };
    expect(meanOf(0)).toBeGreaterThan(meanOf(1));
  });

  it('is not trained on images without labels, and says what to do', async () => {
    const { status, stderr } = await run(library, 'train', 'alike', '--family', 'conditional');
    expect(status).toBe(1);
    expect(stderr).toMatch(/do not have two labels.*folder per label/);
  });
});

it('a model that is told no labels is asked for none', async () => {
  await done('train', 'discs', '--name', 'untold', '--epochs', '1', ...SMALL);
  const { status, stderr } = await run(
    library,
    'sample',
    'untold',
    '--label',
    'large',
    '--out',
    at('none.png'),
  );
  expect(status).toBe(1);
  expect(stderr).toMatch(/This model is not told labels.*Train a conditional model/);
});
