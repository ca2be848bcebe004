/** What is found about images, from a terminal: outliers, labels, compression, two models side by side. */
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEngine } from '../../src/engine/service/engine.ts';
import { SIDE, writeDiscs } from './pictures.ts';
import { run } from './program.ts';

const COUNT = 120;
const SMALL = ['--size', '32', '--channels', '8,16,16', '--batch', '16', '--device', 'cpu', '--seed', '1'];

let folder: string;
let library: string;
const at = (...parts: string[]) => join(folder, ...parts);

/** A chequered square, unlike any disc. */
async function writeChequers(file: string): Promise<void> {
  const pixels = Uint8Array.from({ length: SIDE * SIDE * 3 }, (_, i) => {
    const [x, y] = [Math.floor(i / 3) % SIDE, Math.floor(i / 3 / SIDE)];
    return (Math.floor(x / 4) + Math.floor(y / 4)) % 2 ? 250 : 5;
  });
  await sharp(pixels, { raw: { width: SIDE, height: SIDE, channels: 3 } })
    .png()
    .toFile(file);
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'findings-'));
  library = at('library');
  await writeDiscs(at('discs'), COUNT);
  // Two planted faults: an image of another kind, and one under the wrong label.
  mkdirSync(at('discs', 'lone'));
  await writeChequers(at('discs', 'lone', 'odd.png'));
  renameSync(at('discs', 'large', '44.png'), at('discs', 'small', '44.png'));
  mkdirSync(at('others'));
  copyFileSync(at('discs', 'large', '46.png'), at('others', 'disc.png'));
  await writeChequers(at('others', 'chequers.png'));
  await done('import', at('discs'), '--name', 'discs');
  await done('import', at('others'), '--name', 'others');
  await done('train', 'discs', '--name', 'one', '--latent', '6', '--epochs', '20', ...SMALL);
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

function csv(path: string): { header: string[]; rows: string[][] } {
  const [header, ...rows] = readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => line.split(','));
  return { header: header!, rows };
}

describe('anomalies', () => {
  it('rank an image of another kind among the oddest', async () => {
    const file = at('anomalies.csv');
    expect(await done('anomalies', 'one', '--out', file)).toMatchObject({ rows: COUNT + 1, file });
    const { header, rows } = csv(file);
    expect(header).toEqual(['file', 'score', 'reconstruction', 'mahalanobis']);
    expect(rows).toHaveLength(COUNT + 1);
    const worst = rows.reduce((most, row) => (Number(row[2]) > Number(most[2]) ? row : most));
    expect(worst[0]).toBe('lone/odd.png');
    expect(Number(worst[1])).toBeGreaterThan(0.95);
    for (const [, score] of rows) expect(Number(score) >= 0 && Number(score) <= 1).toBe(true);
  });

  it('of another dataset are what differs from the images that the model knows', async () => {
    await done('anomalies', 'one', 'others', '--out', at('others.csv'));
    const { rows } = csv(at('others.csv'));
    const { rows: own } = csv(at('anomalies.csv'));
    const measures = (table: string[][], name: string) =>
      table
        .find(([file]) => file === name)!
        .slice(2)
        .map(Number);
    expect(rows.map(([file]) => file).sort()).toEqual(['chequers.png', 'disc.png']);
    // The same pictures under other names measure the same.
    for (const [name, known] of [
      ['disc.png', 'large/46.png'],
      ['chequers.png', 'lone/odd.png'],
    ] as const) {
      const expected = measures(own, known);
      measures(rows, name).forEach((value, i) => expect(value / expected[i]!).toBeCloseTo(1, 3));
    }
  });

  it('go with their model, and leave no files behind', async () => {
    await done('train', 'others', '--name', 'brief', '--latent', '2', '--epochs', '1', ...SMALL);
    const { analysisId } = await done('anomalies', 'brief', 'discs', '--out', at('brief.csv'));
    const result = join(library, 'analyses', String(analysisId), 'result.json');
    expect(JSON.parse(readFileSync(result, 'utf8'))).toMatchObject({ kind: 'outliers' });
    await done('remove', 'brief');
    expect(() => readFileSync(result)).toThrow(/ENOENT/);
  });
});

describe('probe', () => {
  it('says how well codes and pixels tell labels apart, and finds the wrong label', async () => {
    const file = at('labels.csv');
    const found = await done('probe', 'one', '--out', file);
    expect(found).toMatchObject({ classes: ['large', 'small'], labelled: COUNT, alone: 1 });
    const accuracies = ['accuracy', 'knnAccuracy', 'pcaAccuracy', 'pcaKnnAccuracy'] as const;
    for (const name of accuracies) expect(found[name]).toBeGreaterThan(0.8);
    expect(found.majority).toBeCloseTo(61 / 120, 6);
    const confusion = found.confusion as number[][];
    expect(confusion.flat().reduce((sum, count) => sum + count, 0)).toBe(COUNT);
    expect((confusion[0]![0]! + confusion[1]![1]!) / COUNT).toBeCloseTo(found.accuracy as number, 6);
    const [first] = found.suspects as Record<string, unknown>[];
    expect(first).toMatchObject({ file: 'small/44.png', label: 'small', suggested: 'large' });
    const { header, rows } = csv(file);
    expect(header).toEqual(['file', 'confidence', 'suggested']);
    expect(rows.find(([name]) => name === 'small/44.png')![2]).toBe('large');
    // No other image has its label: it takes no part.
    expect(rows.find(([name]) => name === 'lone/odd.png')!.slice(1)).toEqual(['', '']);
  });

  it('says what is missing without labels', async () => {
    await done('train', 'others', '--name', 'unlabelled', '--latent', '2', '--epochs', '1', ...SMALL);
    const { status, stderr } = await run(library, 'probe', 'unlabelled');
    expect(status).toBe(1);
    expect(stderr).toMatch(/error: The images have no labels; Import the images with a folder per label/);
  });
});

it('compression tells the bytes of codes beside JPEG', async () => {
  const { images, rawBytes, codes } = await done('compression', 'one');
  expect({ images, rawBytes }).toEqual({ images: COUNT + 1, rawBytes: 3 * 32 * 32 });
  const [full, coarse] = codes as { bytesPerImage: number; psnr: number; jpegBytes: number | null }[];
  expect(full!.bytesPerImage).toBe(24);
  expect(coarse!.bytesPerImage).toBeCloseTo(6 + 48 / (COUNT + 1), 6);
  expect(Math.abs(coarse!.psnr - full!.psnr)).toBeLessThan(0.5);
});

describe('compare', () => {
  it('shows two models, and how many neighbours they agree on', async () => {
    await done('train', 'discs', '--name', 'two', '--latent', '3', '--epochs', '3', ...SMALL);
    const { models, agreement } = await done('compare', 'one', 'two', '-k', '5', '--out', at('overlap.csv'));
    expect(models).toMatchObject([
      { model: 'one', latent: 6 },
      { model: 'two', latent: 3 },
    ]);
    const { mean, chance } = agreement as { mean: number; chance: number };
    expect(chance).toBeCloseTo(5 / COUNT, 6);
    expect(mean).toBeGreaterThan(3 * chance);
    const overlaps = csv(at('overlap.csv')).rows.map(([, overlap]) => Number(overlap));
    expect(overlaps.reduce((sum, share) => sum + share, 0) / overlaps.length).toBeCloseTo(mean, 4);
  });

  it('agrees with itself entirely', async () => {
    const { agreement } = await done('compare', 'one', 'one');
    expect(agreement).toMatchObject({ mean: 1 });
  });

  it('wants models of one dataset', async () => {
    const { status, stderr } = await run(library, 'compare', 'one', 'unlabelled');
    expect(status).toBe(1);
    expect(stderr).toMatch(/trained on different datasets.*Choose two models of one dataset/);
  });
});

it('the neighbours of several images are those of the mean of their codes', async () => {
  const engine = await createEngine({ library });
  try {
    const { id: modelId } = (await engine.call('models.list', {})).find(({ name }) => name === 'one')!;
    const indices = [4, 9, 60];
    const { dimensions, values } = await engine.call('latent.encode', { modelId, indices });
    const mean = Float32Array.from({ length: dimensions }, (_, d) =>
      indices.reduce((sum, _, i) => sum + values[i * dimensions + d]! / indices.length, 0),
    );
    const near = await engine.call('latent.neighbours', { modelId, code: mean, k: 10 });
    const others = near.filter(({ index }) => !indices.includes(index)).slice(0, 7);
    const found = await engine.call('latent.neighbours', { modelId, indices, k: 7 });
    expect(found.map(({ index }) => index)).toEqual(others.map(({ index }) => index));
    await expect(engine.call('latent.neighbours', { modelId, indices: [0, 5000] })).rejects.toMatchObject({
      code: 'no-such-image',
    });
  } finally {
    await engine.close();
  }
});
