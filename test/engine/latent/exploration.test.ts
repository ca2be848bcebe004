import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fitMixture } from '../../../src/engine/analysis/mixture.ts';
import { embedImages } from '../../../src/engine/latent/embed.ts';
import { inspectImage } from '../../../src/engine/latent/inspect.ts';
import { sampleAround, sampleCodes } from '../../../src/engine/latent/sample.ts';
import { readNpy } from '../../../src/engine/library/npy.ts';
import { Random } from '../../../src/engine/models/random.ts';
import { openModel, type OpenModel } from '../../../src/engine/runtime/model.ts';
import type { Progress } from '../../../src/shared/progress.ts';
import { drawShapes } from '../training/shapes.ts';
import { colourShapes as shapes, writeUntrainedModel } from '../training/untrained.ts';

let folder: string;
let model: OpenModel;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'morphospace-'));
  await writeUntrainedModel(join(folder, 'model'));
  model = await openModel(join(folder, 'model'));
});

afterAll(async () => {
  await model.dispose();
  await rm(folder, { recursive: true });
});

describe('the codes of a dataset', () => {
  it('are the encoder means of the images in their order, whatever the pieces', async () => {
    const path = join(folder, 'codes.npy');
    const seen: Progress[] = [];
    await embedImages(model, shapes, path, { progress: (progress) => seen.push(progress) });
    const { shape, values } = await readNpy(path);
    expect(shape).toEqual([600, 6]);
    expect(seen.at(-1)!.value).toBe(1);
    for (const image of [0, 255, 256, 599]) {
      const { mean } = await model.encode(shapes.bytes.slice(image * 2352, (image + 1) * 2352), 1);
      const row = values.subarray(image * 6, (image + 1) * 6);
      row.forEach((value, i) => expect(value).toBeCloseTo(mean[i]!, 5));
    }
  });

  it('are completed after those that are known, which are not made again', async () => {
    const [whole, completed] = [join(folder, 'codes.npy'), join(folder, 'completed.npy')];
    const { values } = await readNpy(whole);
    const known = values.slice(0, 590 * 6).fill(7, 0, 6);
    const seen: Progress[] = [];
    await embedImages(model, shapes, completed, { known, progress: (progress) => seen.push(progress) });
    const { shape, values: all } = await readNpy(completed);
    expect(shape).toEqual([600, 6]);
    expect(all.subarray(0, 590 * 6)).toEqual(known);
    all.subarray(590 * 6).forEach((value, i) => expect(value).toBeCloseTo(values[590 * 6 + i]!, 5));
    expect(seen.map(({ description }) => description)).toEqual(['10 of 10']);
  });

  it('leave no file when they are cancelled', async () => {
    const controller = new AbortController();
    const work = { progress: () => controller.abort(), signal: controller.signal };
    await expect(embedImages(model, shapes, join(folder, 'cancelled.npy'), work)).rejects.toThrow(
      'cancelled',
    );
    expect((await readdir(folder)).filter((name) => name.startsWith('cancelled'))).toEqual([]);
  });

  it('are refused for images of another kind', async () => {
    await expect(embedImages(model, drawShapes(2, 32, 1), join(folder, 'other.npy'))).rejects.toMatchObject({
      code: 'other-images',
      message: 'The model was made for 28 x 28 colour images, not for 32 x 32 grey images.',
    });
  });
});

describe('an inspected image', () => {
  it('comes with its reconstruction, its error and its code', async () => {
    const pixels = shapes.bytes.slice(0, 2352);
    const { pictures, mse, psnr, code } = await inspectImage(model, pixels, null);
    const { mean } = await model.encode(pixels, 1);
    const decoded = await model.decode(mean, 1);
    const expected = decoded.reduce((sum, value, i) => sum + (value - pixels[i]! / 255) ** 2, 0) / 2352;
    expect(mse).toBeCloseTo(expected, 6);
    expect(psnr).toBeCloseTo(-10 * Math.log10(expected), 4);
    expect(code).toEqual(mean);
    expect([pictures.count, pictures.size]).toEqual([3, 28]);
    expect([...pictures.rgba.subarray(0, 3)]).toEqual([pixels[0], pixels[784], pixels[1568]]);
    expect(pictures.rgba[784 * 4]).toBe(Math.round(decoded[0]! * 255));
  });
});

describe('sampled codes', () => {
  const options = { count: 20_000, temperature: 1, seed: 1 };
  const moments = (values: Float32Array) => {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return { mean, variance: values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length };
  };

  it('follow the prior, scaled by the temperature', () => {
    const one = moments(sampleCodes(null, 4, options).values);
    const half = moments(sampleCodes(null, 4, { ...options, temperature: 0.5 }).values);
    expect(Math.abs(one.mean)).toBeLessThan(0.02);
    expect(Math.abs(one.variance - 1)).toBeLessThan(0.03);
    expect(Math.abs(half.variance - 0.25)).toBeLessThan(0.01);
  });

  it('follow the codes that the mixture was fitted to', async () => {
    const values = Float32Array.from(new Random(5).fillNormal(new Float32Array(2000), 7, 2));
    const mixture = await fitMixture({ rows: 2000, dimensions: 1, values });
    const { mean, variance } = moments(sampleCodes(mixture, 1, options).values);
    expect(Math.abs(mean - 7)).toBeLessThan(0.2);
    expect(Math.abs(variance - 4)).toBeLessThan(0.4);
  });

  it('are the same for the same seed, and the first of many are those of few', () => {
    const few = sampleCodes(null, 3, { ...options, count: 5 }).values;
    expect(sampleCodes(null, 3, { ...options, count: 9 }).values.subarray(0, 15)).toEqual(few);
    expect(sampleCodes(null, 3, { ...options, count: 5, seed: 2 }).values).not.toEqual(few);
  });

  it('stay within the truncation, with the spread of a normal distribution that is cut off there', () => {
    const { values } = sampleCodes(null, 4, { ...options, truncation: 1 });
    expect(values.every((value) => Math.abs(value) <= 1)).toBe(true);
    // Variance of N(0, 1) within 1 of 0: 1 - 2 phi(1) / (2 Phi(1) - 1) = 0.2911.
    expect(Math.abs(moments(values).variance - 0.2911)).toBeLessThan(0.005);
    const scaled = sampleCodes(null, 4, { ...options, truncation: 1, temperature: 2 }).values;
    expect(Math.max(...scaled)).toBeGreaterThan(1.9);
    expect(scaled.every((value) => Math.abs(value) <= 2)).toBe(true);
  });
});

describe('codes like a given one', () => {
  const options = { count: 5000, temperature: 0.5, seed: 1 };
  const correlation = (one: Float32Array, other: (i: number) => number) =>
    one.reduce((sum, value, i) => sum + value * other(i), 0) / one.length;

  it('are that code at temperature 0, and have nothing of it at 1', () => {
    const code = Float32Array.of(0.3, -2, 1);
    const same = sampleAround(code, null, { ...options, temperature: 0, count: 2 });
    expect([...same.values]).toEqual([...code, ...code]);
    const [one, other] = [code, Float32Array.of(5, 5, 5)].map(
      (from) => sampleAround(from, null, { ...options, temperature: 1 }).values,
    );
    expect(one).toEqual(other);
  });

  it('are as likely as the component is, however far from it noise alone would lead', async () => {
    // Correlated codes around (4, -1): what is drawn around such codes has their covariance again.
    const noise = new Random(2).fillNormal(new Float32Array(6000));
    const values = noise.map((value, i) => (i % 2 ? noise[i - 1]! + value / 2 - 1 : value + 4));
    const mixture = await fitMixture({ rows: 3000, dimensions: 2, values }, { components: 1, shrink: false });
    const drawn = new Float32Array(6000);
    for (let row = 0; row < 3000; row++) {
      const code = values.slice(row * 2, row * 2 + 2);
      drawn.set(sampleAround(code, mixture, { count: 1, temperature: 0.6, seed: row }).values, row * 2);
    }
    const centred = (of: Float32Array) => of.map((value, i) => value - (i % 2 ? -1 : 4));
    const [before, after] = [centred(values), centred(drawn)];
    for (const [a, b] of [
      [0, 0],
      [1, 1],
      [0, 1],
    ] as const) {
      const moment = (of: Float32Array) => {
        let sum = 0;
        for (let row = 0; row < 3000; row++) sum += of[row * 2 + a]! * of[row * 2 + b]!;
        return sum / 3000;
      };
      expect(Math.abs(moment(after) - moment(before))).toBeLessThan(0.09);
    }
    // And they are like what they were drawn around: correlated by sqrt(1 - 0.36).
    const own = correlation(after, (i) => before[i]!) / correlation(before, (i) => before[i]!);
    expect(Math.abs(own - 0.8)).toBeLessThan(0.03);
  });
});
