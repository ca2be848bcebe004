/** Steering a model from a terminal: attributes, edits, arithmetic, repairs, and what morphs and samples can be told. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SIDE, writeDiscs } from './pictures.ts';
import { run } from './program.ts';

const COUNT = 120;

let folder: string;
let library: string;
const at = (...parts: string[]) => join(folder, ...parts);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'steering-'));
  library = at('library');
  await writeDiscs(at('discs'), COUNT);
  await done('import', at('discs'), '--name', 'discs');
  const small = [
    '--size',
    '32',
    '--latent',
    '6',
    '--channels',
    '8,16,16',
    '--batch',
    '16',
    '--device',
    'cpu',
  ];
  await done(
    'train',
    'discs',
    '--family',
    'vae',
    '--name',
    'disc-vae',
    '--seed',
    '1',
    '--epochs',
    '60',
    ...small,
  );
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function done(...args: string[]): Promise<Record<string, unknown>> {
  const { status, result, stderr } = await run(library, ...args, '--json');
  expect(stderr).toBe('');
  expect(status).toBe(0);
  return result;
}

/** Mean brightness of a part of a picture, 0..1: large discs hide more of the dark ground than small ones. */
async function brightness(file: string, left: number, width = SIDE): Promise<number> {
  const part = await sharp(file).extract({ left, top: 0, width, height: SIDE }).toBuffer();
  const { channels } = await sharp(part).stats();
  return channels.slice(0, 3).reduce((sum, { mean }) => sum + mean, 0) / 3 / 255;
}

/** What a PNG tells of itself. */
async function noteIn(file: string): Promise<Record<string, unknown>> {
  const { comments } = await sharp(file).metadata();
  return JSON.parse(comments![0]!.text) as Record<string, unknown>;
}

describe('attributes', () => {
  it('are made from labels and judged on held-out images', async () => {
    const made = await done('attribute', 'disc-vae', 'size', '--positive', 'large', '--negative', 'small');
    expect(made).toMatchObject({
      attribute: 'size',
      trustworthy: true,
      warning: null,
      images: { positive: COUNT / 2, negative: COUNT / 2 },
      heldOut: { positive: COUNT / 4, negative: COUNT / 4 },
    });
    expect(made.auroc).toBeGreaterThan(0.9);
  });

  it('move images the way they say, which the file of the edit tells', async () => {
    const edited = await done(
      ...['edit', 'disc-vae', 'small/1.png', at('discs', 'small', '3.png')],
      ...['--attribute', 'size', '--strength=-0.5,0,1', '--out', at('edit.png')],
    );
    expect(edited).toMatchObject({ images: 6, strengths: [-0.5, 0, 1] });
    const tones = await Promise.all(
      [0, 1, 2].map((column) => brightness(at('edit.png'), column * (SIDE + 2))),
    );
    expect(tones[2]).toBeGreaterThan(tones[1]! * 1.15);
    const note = await noteIn(at('edit.png'));
    expect(note).toMatchObject({ program: 'Morphospace', name: 'disc-vae' });
    expect(note.codes).toHaveLength(6);
  });

  it('can come from a list of files and from a condition, at right angles to others', async () => {
    writeFileSync(at('some.txt'), Array.from({ length: 30 }, (_, i) => `large/${i * 2}.png`).join('\n'));
    await done('attribute', 'disc-vae', 'some', '--positive', at('some.txt'), '--against', 'size');
    await done('attribute', 'disc-vae', 'z0', '--positive', 'z0 > 0');
    const { attributes } = await done('attributes', 'disc-vae');
    expect(attributes).toMatchObject([
      { name: 'size', against: [] },
      { name: 'some', against: [{ name: 'size' }] },
      { name: 'z0', outdated: false },
    ]);
    await done('attributes', 'disc-vae', '--remove', 'some');
    expect((await done('attributes', 'disc-vae')).attributes).toHaveLength(2);
  });

  it('by chance come with a warning', async () => {
    // Every fourth disc against the others of the same sizes: size and place go by other steps.
    writeFileSync(
      at('some.txt'),
      [0, 1, 12, 13].map((i) => `${i % 2 ? 'small' : 'large'}/${i}.png`).join('\n'),
    );
    const { trustworthy, warning } = await done(
      'attribute',
      'disc-vae',
      'chance',
      '--positive',
      at('some.txt'),
    );
    expect(trustworthy).toBe(false);
    expect(warning).toMatch(/50 % is chance/);
  });
});

describe('arithmetic', () => {
  it('of one image taken away and added again is that image', async () => {
    const { images, code } = await done(
      ...['arithmetic', 'disc-vae', 'large/0.png', '-', 'small/1.png', '+', 'small/1.png'],
      ...['--out', at('sum.png')],
    );
    expect(images).toBe(4);
    const { codes } = (await noteIn(at('sum.png'))) as { codes: number[][] };
    expect(codes).toHaveLength(4);
    (code as number[]).forEach((value, d) => expect(value).toBeCloseTo(codes[0]![d]!, 4));
  });

  it('without a sign is wrong usage', async () => {
    const { status, stderr } = await run(
      library,
      ...['arithmetic', 'disc-vae', 'large/0.png', 'small/1.png', 'small/3.png', '--out', at('none.png')],
    );
    expect(status).toBe(2);
    expect(stderr).toContain('between two images stands + or -');
  });
});

describe('a repair', () => {
  it('keeps what is known and puts something like the image where nothing is', async () => {
    const repaired = await done(
      ...['repair', 'disc-vae', at('discs', 'large', '10.png'), '--mask', '16,0,16,32'],
      ...['--all', '--out', at('repaired.png')],
    );
    expect(repaired).toMatchObject({ converged: true });
    expect(repaired.error).toBeLessThan(0.02);
    const pixels = async (file: string, left: number) =>
      sharp(file).extract({ left, top: 0, width: 16, height: SIDE }).removeAlpha().raw().toBuffer();
    const original = at('discs', 'large', '10.png');
    expect(await pixels(at('repaired.png'), 2 * (SIDE + 2))).toEqual(await pixels(original, 0));
    const difference = (one: Buffer, other: Buffer) =>
      one.reduce((sum, value, i) => sum + (value - other[i]!) ** 2, 0) / one.length;
    const hidden = await pixels(original, 16);
    const filled = await pixels(at('repaired.png'), 2 * (SIDE + 2) + 16);
    const grey = await pixels(at('repaired.png'), 16);
    expect(difference(filled, hidden)).toBeLessThan(difference(grey, hidden) / 4);
  });

  it('needs a mask that lies within the picture', async () => {
    const { status, stderr } = await run(
      library,
      ...['repair', 'disc-vae', 'large/0.png', '--mask', '20,0,16,8', '--out', at('none.png')],
    );
    expect([status, stderr]).toEqual([2, expect.stringContaining('32 x 32')]);
  });
});

describe('morphs and samples', () => {
  it('a morph loops, eases, and stands beside a cross-fade', async () => {
    const { frames } = await done(
      ...['morph', 'disc-vae', 'large/0.png', 'small/1.png', '--steps', '5', '--loop', '--easing', 'in-out'],
      ...['--cross-fade', '--scale', '2', '--out', at('morph')],
    );
    expect(frames).toBe(8);
    const files = readdirSync(at('morph')).sort();
    expect(files).toHaveLength(8);
    expect(await sharp(at('morph', files[0]!)).metadata()).toMatchObject({
      width: 4 * SIDE + 2,
      height: 2 * SIDE,
    });
    expect(await noteIn(at('morph', files[0]!))).toMatchObject({ enlarged: { scale: 2, by: 'lanczos' } });
    // The right half of the first frame is the image itself.
    const beside = await sharp(at('morph', files[0]!))
      .extract({ left: 2 * SIDE + 2, top: 0, width: 2 * SIDE, height: 2 * SIDE })
      .resize(SIDE, SIDE)
      .removeAlpha()
      .raw()
      .toBuffer();
    const original = await sharp(at('discs', 'large', '0.png'))
      .raw()
      .toBuffer();
    const off = beside.reduce((sum, value, i) => sum + Math.abs(value - original[i]!), 0) / beside.length;
    expect(off).toBeLessThan(12);
  });

  it('samples can be like an image, truncated and enlarged', async () => {
    await done(
      ...['sample', 'disc-vae', '-n', '6', '--like', 'large/0.png', '--temperature', '0', '--columns', '3'],
      ...['--scale', '3', '--enlargement', 'nearest', '--truncation', '1.5', '--out', at('like.png')],
    );
    expect((await sharp(at('like.png')).metadata()).width).toBe(3 * 3 * SIDE + 2 * 2);
    const { codes } = (await noteIn(at('like.png'))) as { codes: number[][] };
    expect(codes).toHaveLength(6);
    expect(codes[5]).toEqual(codes[0]);
  });
});
