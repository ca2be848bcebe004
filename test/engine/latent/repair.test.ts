import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { blendRegion } from '../../../src/engine/latent/blend.ts';
import { type CodeNormal, normalOfCodes, standardNormal } from '../../../src/engine/latent/code-normal.ts';
import { imputedCode } from '../../../src/engine/latent/impute.ts';
import { repairImage } from '../../../src/engine/latent/repair.ts';
import { decodeSquare } from '../../../src/engine/images/original.ts';
import { Random } from '../../../src/engine/models/random.ts';
import type { OpenModel } from '../../../src/engine/runtime/model.ts';
import { drawFactors } from '../../../src/engine/samples/factors.ts';
import { encodeFace } from '../../../src/engine/samples/render.ts';
import { facePixels, openShippedModel, shippedCodes } from './shipped-faces.ts';

const toUnit = (bytes: Uint8Array) => Float32Array.from(bytes, (byte) => byte / 255);

/** Mean squared difference where `unknown` says so. */
function errorIn(unknown: Uint8Array, one: Float32Array, other: Float32Array): number {
  let [sum, count] = [0, 0];
  one.forEach((value, at) => {
    if (!unknown[at % unknown.length]) return;
    sum += (value - other[at]!) ** 2;
    count++;
  });
  return sum / count;
}

describe('an image of which a quarter is hidden', () => {
  let model: OpenModel;
  let normal: CodeNormal;
  let mean: Float32Array;
  const size = 64;
  // Faces from another seed than the sample set: the model has seen none of them.
  const COUNT = 2;
  const images: Float32Array[] = [];
  beforeAll(async () => {
    model = await openShippedModel();
    normal = await normalOfCodes(await shippedCodes());
    for (const factors of drawFactors(COUNT, 4242))
      images.push(toUnit(await decodeSquare(await encodeFace(factors, 128), size, 3)));
    const some = toUnit(
      await facePixels(
        model,
        Array.from({ length: 100 }, (_, i) => i * 30),
      ),
    );
    mean = images[0]!.map((_, at) => {
      let sum = 0;
      for (let i = 0; i < 100; i++) sum += some[i * 12288 + at]!;
      return sum / 100;
    });
  });
  afterAll(() => model.dispose());

  const decode = (codes: Float32Array, n: number) => model.decode(codes, n);
  const encode = async (image: Float32Array) => (await model.encode(image, 1)).mean;
  const regions: [string, (x: number, y: number) => boolean][] = [
    ['a corner', (x, y) => x >= 32 && y >= 32],
    ['the middle of the face', (x, y) => x >= 16 && x < 48 && y >= 16 && y < 48],
  ];

  it.each(regions)(
    'is filled in far better than by the mean image or by the autoencoder: %s',
    async (_, hidden) => {
      const unknown = Uint8Array.from({ length: size * size }, (_, at) =>
        hidden(at % size, Math.floor(at / size)) ? 1 : 0,
      );
      const errors = { mean: 0, encoded: 0, repaired: 0 };
      for (const truth of images) {
        const filled = truth.map((value, at) => (unknown[at % unknown.length] ? mean[at]! : value));
        errors.mean += errorIn(unknown, mean, truth) / COUNT;
        errors.encoded += errorIn(unknown, await decode(await encode(filled), 1), truth) / COUNT;
        const start = await imputedCode({ encode, decode, normal }, filled, unknown);
        const { decoded, converged, iterations } = await repairImage({
          ...{ decode, normal, unknown, start },
          image: filled,
          variance: 0.0028,
        });
        errors.repaired += errorIn(unknown, blendRegion(filled, decoded, unknown, size), truth) / COUNT;
        expect(converged).toBe(true);
        expect(iterations).toBeLessThan(15);
      }
      expect(errors.repaired).toBeLessThan(errors.mean / 2.5);
      expect(errors.repaired).toBeLessThan(errors.encoded / 2);
    },
  );

  it('does not depend on what the hidden pixels were', async () => {
    const unknown = Uint8Array.from({ length: size * size }, (_, at) => (at < 1024 ? 1 : 0));
    const repaired = (image: Float32Array) =>
      repairImage({ decode, normal, unknown, image, variance: 0.0028, start: new Float32Array(64) });
    const noisy = images[0]!.map((value, at) => (unknown[at % 4096] ? 1 - value : value));
    expect((await repaired(images[0]!)).code).toEqual((await repaired(noisy)).code);
  });
});

describe('the code of a linear decoder', () => {
  // Three pixels of two dimensions: the regularised least squares have a closed form.
  const weights = [
    [0.2, 0.1],
    [-0.1, 0.3],
    [0.05, -0.2],
  ];
  const decode = async (codes: Float32Array, n: number) => {
    const pictures = new Float32Array(n * 4);
    for (let row = 0; row < n; row++) {
      weights.forEach(([a, b], i) => {
        pictures[row * 4 + i] = 0.5 + a! * codes[row * 2]! + b! * codes[row * 2 + 1]!;
      });
    }
    return pictures;
  };

  it('is that of the normal equations, found at once', async () => {
    const image = Float32Array.of(0.7, 0.4, 0.45, 9);
    const variance = 0.01;
    const { code, converged } = await repairImage({
      ...{ decode, image, variance },
      normal: standardNormal(2),
      unknown: Uint8Array.of(0, 0, 0, 1),
      start: new Float32Array(2),
    });
    // (W^T W + 10 variance) z = W^T (image - 0.5)
    const [b1, b2] = [0, 1].map((j) => weights.reduce((s, w, i) => s + w[j]! * (image[i]! - 0.5), 0)) as [
      number,
      number,
    ];
    const of = (i: number, j: number) => weights.reduce((s, w) => s + w[i]! * w[j]!, i === j ? 0.1 : 0);
    const determinant = of(0, 0) * of(1, 1) - of(0, 1) ** 2;
    expect(code[0]).toBeCloseTo((of(1, 1) * b1 - of(0, 1) * b2) / determinant, 2);
    expect(code[1]).toBeCloseTo((of(0, 0) * b2 - of(0, 1) * b1) / determinant, 2);
    expect(converged).toBe(true);
  });
});

describe('a normal distribution of codes', () => {
  it('turns codes into uncorrelated positions of unit variance, and back', async () => {
    const noise = new Random(8).fillNormal(new Float32Array(6000));
    const values = noise.map((value, i) => (i % 2 ? value * 0.5 + 3 : value + noise[i + 1]!));
    const codes = { rows: 3000, dimensions: 2, values };
    const normal = await normalOfCodes(codes);
    const moments = [0, 0, 0];
    for (let row = 0; row < 3000; row++) {
      const code = values.slice(row * 2, row * 2 + 2);
      const [a, b] = normal.positionOf(code) as unknown as [number, number];
      [a * a, b * b, a * b].forEach((value, i) => (moments[i]! += value / 3000));
      normal.codeOf(Float64Array.of(a, b)).forEach((value, d) => expect(value).toBeCloseTo(code[d]!, 4));
    }
    expect(moments[0]).toBeCloseTo(1, 1);
    expect(moments[1]).toBeCloseTo(1, 1);
    expect(Math.abs(moments[2]!)).toBeLessThan(0.05);
  });
});

describe('a region set into an image', () => {
  const size = 32;
  const unknown = Uint8Array.from({ length: size * size }, (_, at) =>
    at % size >= 8 && at % size < 24 && at >= 8 * size && at < 24 * size ? 1 : 0,
  );
  it('leaves known pixels as they are, has no seam, and is the decoded picture inside', () => {
    const image = new Float32Array(size * size).fill(0.6);
    const decoded = new Float32Array(size * size).fill(0.4);
    const blended = blendRegion(image, decoded, unknown, size);
    unknown.forEach((missing, at) => missing || expect(blended[at]).toBe(image[at]));
    const row = Array.from(blended.subarray(16 * size, 17 * size));
    const steps = row.slice(1).map((value, x) => Math.abs(value - row[x]!));
    // Set in as it is, there would be a step of 0.2.
    expect(Math.max(...steps)).toBeLessThan(0.09);
    expect(row[16]).toBeLessThan(0.43);
  });
});
