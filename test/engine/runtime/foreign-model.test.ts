import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chooseCode } from '../../../src/engine/runtime/code-output.ts';
import {
  describeDecoder,
  describeEncoder,
  type ForeignFile,
  openForeignFile,
} from '../../../src/engine/runtime/foreign-model.ts';
import type { Graph, Value } from '../../../src/engine/compile/graph.ts';
import { ANY, average, flatten, unflatten, writeForeign } from './foreign-files.ts';

const ASKED = { layout: 'auto' } as const;
const open: ForeignFile[] = [];
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'foreign-'));
});
afterAll(async () => {
  await Promise.all(open.map(({ session }) => session.release()));
  rmSync(folder, { recursive: true, force: true });
});

async function file(name: string, build: (graph: Graph) => Record<string, Value>): Promise<ForeignFile> {
  const opened = await openForeignFile(await writeForeign(folder, `${name}.onnx`, build));
  open.push(opened);
  return opened;
}

/** Flattens images of that shape. */
const encoder = (name: string, shape: number[], output = 'y') =>
  file(name, (graph) => ({ [output]: flatten(graph, graph.input('x', { shape }), sizeOf(shape)) }));
const sizeOf = ([, ...rest]: number[]) => rest.reduce((product, length) => product * length, 1);

describe('an encoder from elsewhere', () => {
  it('is described by its one input and what comes out of it', async () => {
    const described = await describeEncoder(await encoder('grey', [ANY, 1, 8, 8]), ASKED, null);
    expect(described).toEqual({
      shape: { channels: 1, size: 8 },
      latent: 64,
      io: { image: { name: 'x', layout: 'NCHW' }, batch: null, code: 'y', logVariance: null },
    });
  });

  it('may have its channels last', async () => {
    const described = await describeEncoder(await encoder('last', [ANY, 9, 9, 3]), ASKED, null);
    expect(described).toMatchObject({ shape: { channels: 3, size: 9 }, io: { image: { layout: 'NHWC' } } });
  });

  it('may take a fixed number of images', async () => {
    const { io } = await describeEncoder(await encoder('one', [1, 1, 8, 8]), ASKED, null);
    expect(io.batch).toBe(1);
  });

  it('may give codes with dimensions of 1 behind', async () => {
    const features = await file('features', (graph) => ({
      features: average(graph, graph.input('input', { shape: [ANY, 3, 8, 8] })),
    }));
    expect(await describeEncoder(features, ASKED, null)).toMatchObject({
      latent: 3,
      io: { code: 'features' },
    });
  });

  it('that takes any side needs to be told one', async () => {
    const anySide = await file('any-side', (graph) => ({
      features: average(graph, graph.input('input', { shape: [ANY, 3, ANY, ANY] })),
    }));
    await expect(describeEncoder(anySide, ASKED, null)).rejects.toThrow(/images of any side/);
    const described = await describeEncoder(anySide, { ...ASKED, size: 48 }, null);
    expect(described.shape).toEqual({ channels: 3, size: 48 });
  });

  it.each([
    ['pairs', [ANY, 2, 8, 8], /float32 \[n, 2, 8, 8\]: neither its second nor its last dimension is 1/],
    ['oblong', [ANY, 1, 8, 9], /\[n, 1, 8, 9\], and square images were expected/],
    ['tiny', [ANY, 1, 4, 4], /sides of 8 to 1024 pixels/],
    ['flat', [ANY, 784], /\[n, 784\], and images were expected/],
  ])('is refused with what was found and expected: %s', async (name, shape, words) => {
    const refused = describeEncoder(await encoder(name, shape), ASKED, null);
    await expect(refused).rejects.toThrow(words);
    await expect(refused).rejects.toMatchObject({ code: 'other-shape' });
  });

  it('is refused when it takes a second input', async () => {
    const two = await file('two', (graph) => {
      const image = graph.input('image', { shape: [ANY, 1, 8, 8] });
      const mask = graph.input('mask', { shape: [ANY, 1, 8, 8] });
      return { y: flatten(graph, graph.add('Mul', [image, mask], { shape: image.shape }), 64) };
    });
    await expect(describeEncoder(two, ASKED, null)).rejects.toThrow(
      /image, .* and mask, .*one input was expected/,
    );
  });

  it('is refused when it is a whole autoencoder', async () => {
    const whole = await file('whole', (graph) => {
      const image = graph.input('image', { shape: [ANY, 1, 8, 8] });
      return { picture: graph.add('Relu', [image], { shape: image.shape }) };
    });
    await expect(describeEncoder(whole, ASKED, null)).rejects.toThrow(/gives float32 \[2, 1, 8, 8\]/);
  });

  it('is refused when it is no ONNX file', async () => {
    const path = join(folder, 'photo.onnx');
    writeFileSync(path, 'not a model');
    await expect(openForeignFile(path)).rejects.toMatchObject({ code: 'unreadable-model' });
    await expect(openForeignFile(join(folder, 'nothing.onnx'))).rejects.toMatchObject({
      code: 'unreadable-model',
    });
  });
});

describe('a decoder from elsewhere', () => {
  const decoder = (name: string, code: number[], image: number[]) =>
    file(name, (graph) => ({
      painted: unflatten(graph, graph.input('w', { shape: [ANY, ...code] }), image),
    }));
  const itsEncoder = async (name: string) =>
    describeEncoder(await encoder(name, [ANY, 8, 8, 3]), ASKED, null);

  it('is described by the images that it draws, whatever their layout', async () => {
    const described = await describeDecoder(
      await decoder('channels-first', [192], [3, 8, 8]),
      await itsEncoder('a'),
    );
    expect(described.io).toEqual({
      code: { name: 'w', shape: [192] },
      batch: null,
      image: { name: 'painted', layout: 'NCHW' },
    });
  });

  it('may take codes with dimensions of 1 behind', async () => {
    const { io } = await describeDecoder(
      await decoder('deep', [192, 1, 1], [8, 8, 3]),
      await itsEncoder('b'),
    );
    expect(io).toMatchObject({ code: { shape: [192, 1, 1] }, image: { layout: 'NHWC' } });
  });

  it('is refused when codes or images are not those of the encoder', async () => {
    const narrow = await decoder('narrow', [48], [3, 4, 4]);
    await expect(describeDecoder(narrow, await itsEncoder('c'))).rejects.toThrow(
      /float32 \[n, 48\], and codes of the encoder were expected: float32 \[n, 192\]/,
    );
    const other = await decoder('other', [192], [3, 4, 16]);
    await expect(describeDecoder(other, await itsEncoder('d'))).rejects.toThrow(
      /\[2, 3, 4, 16\].*expected: float32 \[2, 3, 8, 8\] or \[2, 8, 8, 3\]/,
    );
  });
});

describe('the output that is the code', () => {
  const outputs = (...names: string[]) => names.map((name) => ({ name, dimensions: 8 }));
  it.each([
    [outputs('z', 'z_mean', 'z_log_var'), 'z_mean', 'z_log_var'],
    [outputs('logvar', 'mu'), 'mu', 'logvar'],
    [outputs('log_sigma', 'embedding'), 'embedding', null],
    [outputs('out_std', 'out_loc'), 'out_loc', null],
    [[...outputs('logits'), { name: 'latent', dimensions: 3 }], 'latent', null],
  ])('of %j is %s, with the variance in %s', (candidates, code, logVariance) => {
    expect(chooseCode(candidates, null)).toMatchObject({ code, logVariance });
  });

  it('is one that the decoder takes', () => {
    const candidates = [
      { name: 'z', dimensions: 8 },
      { name: 'projected', dimensions: 4 },
    ];
    expect(chooseCode(candidates, 4)?.code).toBe('projected');
  });
});
