import { beforeAll, describe, expect, it } from 'vitest';
import { MapWalk } from '../../../src/engine/latent/walk.ts';
import { Random } from '../../../src/engine/models/random.ts';
import type { Codes } from '../../../src/shared/latent.ts';
import { shippedCodes, shippedCoordinates } from './shipped-faces.ts';

const distance = (one: ArrayLike<number>, other: ArrayLike<number>) =>
  Math.hypot(...Array.from(one, (value, d) => value - other[d]!));

describe('a walk over the map of the sample faces', () => {
  let codes: Codes;
  let coordinates: Float32Array;
  let walk: MapWalk;
  beforeAll(async () => {
    [codes, coordinates] = [await shippedCodes(), await shippedCoordinates()];
    walk = new MapWalk(coordinates, codes);
  });
  const code = (from: Codes, row: number) =>
    from.values.subarray(row * from.dimensions, (row + 1) * from.dimensions);
  const line = (from: number, to: number, points: number) =>
    Float32Array.from({ length: points * 2 }, (_, i) => {
      const t = (i >> 1) / (points - 1);
      return (1 - t) * coordinates[from * 2 + (i % 2)]! + t * coordinates[to * 2 + (i % 2)]!;
    });

  it('comes nearest to the code of the image that it passes', () => {
    for (const row of [3, 700, 2999]) {
      const { codes: walked, parts } = walk.at(coordinates.slice(row * 2, row * 2 + 2));
      expect(parts[0]!.rows[0]).toBe(row);
      expect(parts[0]!.weights[0]).toBeGreaterThan(0.5);
      const apart = Array.from({ length: codes.rows }, (_, other) =>
        distance(code(codes, other), code(walked, 0)),
      );
      expect(apart.indexOf(Math.min(...apart))).toBe(row);
    }
  });

  it('has no jumps: ten times as many points make steps ten times as small', () => {
    const largestStep = (points: number) => {
      const { codes: walked } = walk.at(line(10, 500, points));
      let largest = 0;
      for (let row = 1; row < points; row++)
        largest = Math.max(largest, distance(code(walked, row), code(walked, row - 1)));
      return largest;
    };
    const [coarse, fine] = [largestStep(2000), largestStep(20_000)];
    expect(fine).toBeLessThan(coarse / 7);
  });

  it('stays as far from the mean as images are, where averages of codes would not', () => {
    const { codes: walked } = walk.at(line(10, 500, 300));
    const norm = (from: Codes) =>
      Array.from({ length: from.rows }, (_, row) => Math.hypot(...code(from, row))).reduce((a, b) => a + b) /
      from.rows;
    expect(norm(walked) / norm(codes)).toBeGreaterThan(0.9);
    expect(norm(walked) / norm(codes)).toBeLessThan(1.1);
  });
});

describe('the confidence of a walk', () => {
  // A thousand images in a disc of radius 1: about 0.06 from one to the next.
  const random = new Random(6);
  const coordinates = new Float32Array(2000);
  for (let i = 0; i < 2000; i += 2) {
    const [radius, angle] = [Math.sqrt(random.uniform()), 2 * Math.PI * random.uniform()];
    coordinates.set([radius * Math.cos(angle), radius * Math.sin(angle)], i);
  }
  const codes = { rows: 1000, dimensions: 2, values: coordinates };
  const confidence = (...xs: number[]) =>
    Array.from(new MapWalk(coordinates, codes).at(Float32Array.from(xs.flatMap((x) => [x, 0]))).confidence);

  it('is 1 among images', () => {
    for (const value of confidence(-0.8, -0.4, 0, 0.4, 0.8)) expect(value).toBeGreaterThan(0.7);
  });

  it('falls off beyond them, within a few times the distance between images', () => {
    const [near, far, farther, away] = confidence(1.05, 1.2, 1.4, 3) as [number, number, number, number];
    expect(near).toBeGreaterThan(far);
    expect(far).toBeGreaterThan(farther);
    expect(far).toBeLessThan(0.3);
    expect(away).toBeLessThan(1e-6);
  });

  it('goes by the spacing there, not by that of the whole map', () => {
    // The same disc ten times as wide, far away: 0.4 between two images is much in one and little in the other.
    const wide = coordinates.map((value, i) => value * 10 + (i % 2 ? 0 : 100));
    const both = Float32Array.of(...coordinates, ...wide);
    const walk = new MapWalk(both, { rows: 2000, dimensions: 2, values: both });
    const [besideNarrow, besideWide] = walk.at(Float32Array.of(1.4, 0, 110.4, 0)).confidence;
    expect(besideNarrow).toBeLessThan(0.1);
    expect(besideWide).toBeGreaterThan(0.5);
  });

  it('and the code are numbers where images lie on one another, and where there are few', () => {
    const one = { rows: 20, dimensions: 1, values: new Float32Array(20).map((_, i) => i) };
    const { codes: walked, confidence: sure } = new MapWalk(new Float32Array(40), one).at(
      Float32Array.of(0, 0, 1, 1),
    );
    expect([...walked.values, ...sure].every(Number.isFinite)).toBe(true);
    const few = new MapWalk(Float32Array.of(0, 0, 1, 0), {
      rows: 2,
      dimensions: 1,
      values: Float32Array.of(-1, 1),
    });
    expect(few.at(Float32Array.of(0.5, 0)).parts[0]!.weights).toEqual(Float64Array.of(0.5, 0.5));
  });
});
