import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Library, openLibrary } from '../../../src/engine/library/library.ts';
import { readStoredCodes } from '../../../src/engine/library/codes.ts';
import { importFolders } from '../../../src/engine/tasks/import.ts';
import { decode, inspect, neighbours } from '../../../src/engine/tasks/explore.ts';
import { evaluate } from '../../../src/engine/tasks/evaluate.ts';
import { exportFiles } from '../../../src/engine/tasks/export.ts';
import { importModel } from '../../../src/engine/tasks/import-model.ts';
import { outliers } from '../../../src/engine/tasks/analyses/outliers.ts';
import { ANY, average, flatten, onlySigned, unflatten, writeForeign } from '../runtime/foreign-files.ts';

const SIDE = 8;
const VALUES = SIDE * SIDE * 3;
const IMAGES = 12;
const AUTO = { range: 'auto', layout: 'auto' } as const;

let folder: string;
let library: Library;
let datasetId: string;
let encoder: string;
let decoder: string;
const context = () => ({
  ...{ library, progress: () => {}, emit: () => {} },
  signal: new AbortController().signal,
});

/** Black and white pixels [side, side, 3] of image i; red, green and blue differ. */
function pixelsOf(image: number): Uint8Array {
  return Uint8Array.from({ length: VALUES }, (_, at) =>
    (at * 7 + image * image) % (5 + image) < 3 ? 255 : 0,
  );
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'import-model-'));
  library = openLibrary(join(folder, 'library'), { exclusive: true });
  const images = join(folder, 'images');
  mkdirSync(images);
  for (let i = 0; i < IMAGES; i++) {
    await sharp(pixelsOf(i), { raw: { width: SIDE, height: SIDE, channels: 3 } })
      .png()
      .toFile(join(images, `${String(i).padStart(2, '0')}.png`));
  }
  datasetId = library.datasets.create('Pixels').id;
  await importFolders({ datasetId, paths: [images], labels: 'none' }, context());
  const last = [ANY, SIDE, SIDE, 3];
  encoder = await writeForeign(folder, 'theirs.onnx', (graph) => ({
    bottleneck: flatten(graph, graph.input('picture', { shape: last }), VALUES),
  }));
  decoder = await writeForeign(folder, 'back.onnx', (graph) => ({
    painted: onlySigned(graph, unflatten(graph, graph.input('w', { shape: [ANY, VALUES] }), last.slice(1))),
  }));
});
afterEach(() => {
  library.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('an encoder and a decoder from elsewhere', () => {
  it('become a model with the range of values that it was made for, measured on the images', async () => {
    const result = await importModel({ datasetId, encoder, decoder, ...AUTO }, context());
    expect(result).toMatchObject({ name: 'theirs', size: SIDE, channels: 3, latent: VALUES });
    expect(result.io.encoder.image).toEqual({ name: 'picture', layout: 'NHWC', range: '-1..1' });
    expect(result.io.decoder!.image).toEqual({ name: 'painted', layout: 'NHWC', range: '-1..1' });
    // Black and white pass through these files unchanged.
    expect(result.validation).toMatchObject({ images: IMAGES, mse: 0 });
    expect(library.models.get(result.modelId)).toMatchObject({
      ...{ state: 'ready', embedded: true, imported: result.io, trainingImages: null },
      plan: { family: 'autoencoder', size: SIDE, latent: VALUES, imageChannels: 3 },
    });
    const codes = (await readStoredCodes(library, result.modelId))!;
    const expected = Array.from(pixelsOf(5), (byte) => byte / 127.5 - 1);
    expect(Array.from(codes.values.subarray(5 * VALUES, 6 * VALUES))).toEqual(expected);
  });

  it('draw, are measured and are copied out byte for byte', async () => {
    const { modelId } = await importModel({ datasetId, encoder, decoder, name: 'Mine', ...AUTO }, context());
    const { mse, pictures } = await inspect({ modelId, index: 3 }, context());
    expect(mse).toBe(0);
    expect(Array.from(pictures.rgba.subarray(SIDE * SIDE * 4, SIDE * SIDE * 4 + 3))).toEqual([
      ...pixelsOf(3).subarray(0, 3),
    ]);
    expect(await evaluate({ modelId }, context())).toMatchObject({
      validation: { images: IMAGES, mse: 0 },
      warnings: [],
    });
    const out = join(folder, 'out');
    await exportFiles({ modelId, folder: out, page: false, licence: 'CC0' }, context());
    expect(readFileSync(join(out, 'encoder.onnx'))).toEqual(readFileSync(encoder));
    expect(readFileSync(join(out, 'decoder.onnx'))).toEqual(readFileSync(decoder));
    expect(JSON.parse(readFileSync(join(out, 'model.json'), 'utf8'))).toMatchObject({
      ...{ name: 'Mine', licence: 'CC0', image: { layout: 'NHWC', range: [-1, 1] } },
      imported: { encoder: { code: 'bottleneck' } },
    });
  });

  it('leave nothing behind when they do not belong together', async () => {
    const other = await writeForeign(folder, 'other.onnx', (graph) => ({
      painted: unflatten(graph, graph.input('w', { shape: [ANY, 48] }), [4, 4, 3]),
    }));
    const refused = importModel({ datasetId, encoder, decoder: other, ...AUTO }, context());
    await expect(refused).rejects.toMatchObject({ code: 'other-shape' });
    expect(library.models.list()).toEqual([]);
    expect(existsSync(join(library.folder, 'models'))).toBe(false);
  });

  it('are refused when every image has the same code', async () => {
    const constant = await writeForeign(folder, 'constant.onnx', (graph) => {
      const image = graph.input('x', { shape: [ANY, 3, SIDE, SIDE] });
      const nothing = graph.add('Mul', [image, graph.scalar(0)], { shape: image.shape });
      return { code: flatten(graph, nothing, VALUES) };
    });
    await expect(importModel({ datasetId, encoder: constant, ...AUTO }, context())).rejects.toThrow(
      /the same code for each of 12 different images/,
    );
    expect(library.models.list()).toEqual([]);
  });
});

describe('an encoder alone', () => {
  const features = async () => {
    const path = await writeForeign(folder, 'features.onnx', (graph) => ({
      features: average(graph, graph.input('input', { shape: [1, 3, SIDE, SIDE] })),
    }));
    return importModel({ datasetId, encoder: path, ...AUTO, range: 'imagenet' }, context());
  };

  it('gives codes, neighbours and outliers by their distance', async () => {
    const { modelId, validation } = await features();
    expect(validation).toBeNull();
    const codes = (await readStoredCodes(library, modelId))!;
    const red = Array.from({ length: SIDE * SIDE }, (_, pixel) => pixelsOf(2)[3 * pixel]! / 255);
    const mean = red.reduce((sum, value) => sum + value, 0) / red.length;
    expect(codes.values[2 * 3]).toBeCloseTo((mean - 0.485) / 0.229, 4);
    expect(await neighbours({ modelId, index: 0, k: 3 }, context())).toHaveLength(3);
    const request = { kind: 'outliers' } as const;
    const found = await outliers({ analysisId: 'a', datasetId, modelId, request }, context());
    expect(found.score.indexOf(Math.max(...found.score))).toBe(
      found.mahalanobis.indexOf(Math.max(...found.mahalanobis)),
    );
    expect(found.reconstruction.every(Number.isNaN)).toBe(true);
  });

  it('says in words that it cannot draw', async () => {
    const { modelId } = await features();
    const codes = { rows: 1, dimensions: 3, values: new Float32Array(3) };
    const out = join(folder, 'out');
    for (const ask of [
      () => decode({ modelId, codes }, context()),
      () => inspect({ modelId, index: 0 }, context()),
      () => evaluate({ modelId }, context()),
      () => exportFiles({ modelId, folder: out, page: true, licence: '' }, context()),
    ])
      await expect(ask()).rejects.toMatchObject({ code: 'no-decoder' });
    await exportFiles({ modelId, folder: out, page: false, licence: '' }, context());
    expect(readdirSync(out).sort()).toEqual(['encoder.onnx', 'model.json']);
  });
});
