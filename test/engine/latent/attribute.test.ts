import { Matrix, solve } from 'ml-matrix';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { measureAttribute } from '../../../src/engine/latent/attribute.ts';
import { Random } from '../../../src/engine/models/random.ts';
import type { OpenModel } from '../../../src/engine/runtime/model.ts';
import type { Codes } from '../../../src/shared/latent.ts';
import { faces, facesWhere, openShippedModel, shippedCodes } from './shipped-faces.ts';

/** Standard normal codes; in the first half of them `gain` is added to dimension 0, and half of it to dimension 1. */
function groups(rows: number, gain: number, seed = 3) {
  const values = new Random(seed).fillNormal(new Float32Array(rows * 4));
  for (let row = 0; row < rows / 2; row++) {
    values[row * 4]! += gain;
    values[row * 4 + 1]! += gain / 2;
  }
  const all = Array.from({ length: rows }, (_, row) => row);
  return {
    codes: { rows, dimensions: 4, values } satisfies Codes,
    having: all.slice(0, rows / 2),
    lacking: all.slice(rows / 2),
  };
}

describe('an attribute vector', () => {
  it('is the way from the mean code without to the mean code with, and its strength is the length of it', () => {
    const { codes, having, lacking } = groups(20_000, 2);
    const { vector, strength, images, heldOut } = measureAttribute(codes, having, lacking);
    [2, 1, 0, 0].forEach((value, d) => expect(Math.abs(vector[d]! - value)).toBeLessThan(0.05));
    expect(strength).toBeCloseTo(Math.hypot(...vector), 4);
    expect(images).toEqual({ positive: 10_000, negative: 10_000 });
    expect(heldOut).toEqual({ positive: 5000, negative: 5000 });
  });

  it('is judged by the area that theory gives for two normal groups', () => {
    const { codes, having, lacking } = groups(20_000, 0.8);
    const { auroc, interval, trustworthy } = measureAttribute(codes, having, lacking);
    // Means 0.8 sqrt(1.25) apart along the vector, unit variance: Phi(0.8944 / sqrt 2) = 0.7365.
    expect(Math.abs(auroc - 0.7365)).toBeLessThan(0.012);
    expect(interval[0]).toBeLessThan(auroc);
    expect(trustworthy).toBe(true);
  });

  it('is not trusted where groups differ by chance only, however few images there are', () => {
    // 40 dimensions and 16 images can always be told apart by a direction made from all of them.
    for (let seed = 0; seed < 20; seed++) {
      const values = new Random(seed).fillNormal(new Float32Array(16 * 40));
      const codes = { rows: 16, dimensions: 40, values };
      const { trustworthy } = measureAttribute(
        codes,
        [0, 1, 2, 3, 4, 5, 6, 7],
        [8, 9, 10, 11, 12, 13, 14, 15],
      );
      expect(trustworthy, `seed ${seed}`).toBe(false);
    }
  });

  it('is made at right angles to others, and judged anew', () => {
    const { codes, having, lacking } = groups(20_000, 2);
    const plain = measureAttribute(codes, having, lacking);
    // Two vectors along the same line and one other are but two axes.
    const against = [Float32Array.of(3, 0, 0, 0), Float32Array.of(-1, 0, 0, 0), Float32Array.of(1, 0, 1, 0)];
    const { vector, strength, auroc } = measureAttribute(codes, having, lacking, { against });
    for (const other of against)
      expect(Math.abs(other.reduce((sum, v, d) => sum + v * vector[d]!, 0))).toBeLessThan(1e-6);
    expect(Math.abs(strength - 1)).toBeLessThan(0.05);
    expect(auroc).toBeLessThan(plain.auroc - 0.05);
  });

  it('is refused when nothing is left of it, for too few images and for images in both groups', () => {
    const { codes, having, lacking } = groups(100, 2);
    const { vector } = measureAttribute(codes, having, lacking);
    const code = (make: () => unknown) => {
      try {
        make();
      } catch (error) {
        return (error as { code: string }).code;
      }
      return null;
    };
    expect(code(() => measureAttribute(codes, having, lacking, { against: [vector] }))).toBe(
      'attribute-not-separate',
    );
    expect(code(() => measureAttribute(codes, [1], lacking))).toBe('attribute-images');
    expect(code(() => measureAttribute(codes, having, [...lacking, 3]))).toBe('attribute-images');
  });
});

/** Rows and columns of the eyes in a picture of 64 pixels, every other pixel of them. */
const EYES = { rows: [22, 42], columns: [14, 50] } as const;

/** What a linear reader sees of the eyes: three colours of every other pixel, and a constant. */
function eyes(images: Float32Array, image: number): number[] {
  const features = [1];
  for (let channel = 0; channel < 3; channel++) {
    for (let y: number = EYES.rows[0]; y < EYES.rows[1]; y += 2) {
      for (let x: number = EYES.columns[0]; x < EYES.columns[1]; x += 2)
        features.push(images[((image * 3 + channel) * 64 + y) * 64 + x]!);
    }
  }
  return features;
}

describe('attributes of the sample faces', () => {
  let model: OpenModel;
  let codes: Codes;
  beforeAll(async () => {
    model = await openShippedModel();
    codes = await shippedCodes();
  });
  afterAll(() => model.dispose());

  const decodeMoved = (rows: readonly number[], vector: Float32Array, strength: number) => {
    const moved = new Float32Array(rows.length * 64);
    rows.forEach((row, place) =>
      vector.forEach((v, d) => (moved[place * 64 + d] = codes.values[row * 64 + d]! + strength * v)),
    );
    return model.decode(moved, rows.length);
  };

  it('puts glasses on faces of the other half, as a reader of pictures sees it that knows nothing of codes', async () => {
    const wearing = (row: number) => faces[row]!.glasses !== 'none';
    const half = (rows: number[], rest: number) => rows.filter((row) => row % 2 === rest);
    const [on, off] = [facesWhere((f) => f.glasses !== 'none'), facesWhere((f) => f.glasses === 'none')];
    const { vector, trustworthy } = measureAttribute(codes, half(on, 0), half(off, 0));
    expect(trustworthy).toBe(true);

    const known = Array.from({ length: 800 }, (_, i) => i * 2);
    const seen = await decodeMoved(known, vector, 0);
    const features = new Matrix(known.map((_, image) => eyes(seen, image)));
    const ridge = Matrix.eye(features.columns).mul(2);
    const weights = solve(
      features.transpose().mmul(features).add(ridge),
      features.transpose().mmul(Matrix.columnVector(known.map((row) => (wearing(row) ? 1 : 0)))),
    );
    const read = (images: Float32Array, count: number) =>
      Array.from({ length: count }, (_, image) => new Matrix([eyes(images, image)]).mmul(weights).get(0, 0));
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

    const others = half(off, 1).slice(0, 150);
    const worn = half(on, 1).slice(0, 150);
    const [without, having] = [
      mean(read(await decodeMoved(others, vector, 0), 150)),
      mean(read(await decodeMoved(worn, vector, 0), 150)),
    ];
    expect(having - without).toBeGreaterThan(0.3);
    const moved = mean(read(await decodeMoved(others, vector, 1.5), 150));
    // At least half of the way that a strength of 1 would have to go.
    expect(moved - without).toBeGreaterThan((having - without) / 2);
  });

  it('does not trust a vector for what the model has not learnt to show', () => {
    // At 64 pixels this model draws every mouth alike: no function of its codes tells smiles from frowns (docs/generative.md).
    const smiling = facesWhere((f) => f.smile > 0.5);
    const frowning = facesWhere((f) => f.smile < -0.5);
    const { auroc, trustworthy } = measureAttribute(codes, smiling, frowning);
    expect(Math.abs(auroc - 0.5)).toBeLessThan(0.1);
    expect(trustworthy).toBe(false);
  });
});
