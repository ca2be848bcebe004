import { describe, expect, it } from 'vitest';
import { pathThrough } from '../../../src/engine/latent/interpolate.ts';
import { Random } from '../../../src/engine/models/random.ts';
import type { Codes } from '../../../src/shared/latent.ts';

function randomCodes(rows: number, dimensions: number): Codes {
  return {
    rows,
    dimensions,
    values: Float32Array.from(new Random(3).fillNormal(new Float32Array(rows * dimensions))),
  };
}

function row({ values, dimensions }: Codes, index: number): number[] {
  return [...values.subarray(index * dimensions, (index + 1) * dimensions)];
}

const length = (code: number[]) => Math.hypot(...code);

describe.each(['linear', 'spherical'] as const)('a %s path', (interpolation) => {
  it('has as many frames as asked for between two codes, and begins and ends on them exactly', () => {
    const codes = randomCodes(2, 16);
    const path = pathThrough(codes, { steps: 24, interpolation });
    expect(path.rows).toBe(24);
    expect(row(path, 0)).toEqual(row(codes, 0));
    expect(row(path, 23)).toEqual(row(codes, 1));
  });

  it('passes through every code once, where two segments meet', () => {
    const codes = randomCodes(4, 8);
    const path = pathThrough(codes, { steps: 10, interpolation });
    expect(path.rows).toBe(3 * 9 + 1);
    for (let code = 0; code < 4; code++) expect(row(path, code * 9)).toEqual(row(codes, code));
  });

  it('stays where it is between equal codes', () => {
    const [first] = [row(randomCodes(1, 4), 0)];
    const codes = { rows: 2, dimensions: 4, values: Float32Array.from([...first!, ...first!]) };
    const path = pathThrough(codes, { steps: 3, interpolation });
    expect(row(path, 1)).toEqual(first);
  });

  it('refuses a single code', () => {
    expect(() => pathThrough(randomCodes(1, 4), { steps: 3, interpolation })).toThrow('at least two images');
  });
});

describe('the two ways differ', () => {
  it('a line passes through the midpoint', () => {
    const codes = { rows: 2, dimensions: 2, values: Float32Array.of(2, 0, 0, 4) };
    expect(row(pathThrough(codes, { steps: 3, interpolation: 'linear' }), 1)).toEqual([1, 2]);
  });

  it('an arc between codes of equal length keeps that length and turns evenly', () => {
    const codes = { rows: 2, dimensions: 2, values: Float32Array.of(3, 0, 0, 3) };
    const path = pathThrough(codes, { steps: 4, interpolation: 'spherical' });
    for (let frame = 0; frame < 4; frame++) {
      expect(length(row(path, frame))).toBeCloseTo(3, 5);
      expect(Math.atan2(row(path, frame)[1]!, row(path, frame)[0]!)).toBeCloseTo((frame * Math.PI) / 6, 5);
    }
  });

  it('an arc between opposite codes, or from the origin, is a line', () => {
    const opposite = { rows: 2, dimensions: 2, values: Float32Array.of(1, 0, -1, 0) };
    expect(row(pathThrough(opposite, { steps: 3, interpolation: 'spherical' }), 1)).toEqual([0, 0]);
    const fromOrigin = { rows: 2, dimensions: 2, values: Float32Array.of(0, 0, 2, 4) };
    expect(row(pathThrough(fromOrigin, { steps: 3, interpolation: 'spherical' }), 1)).toEqual([1, 2]);
  });
});

describe('an eased path', () => {
  const codes = { rows: 3, dimensions: 1, values: Float32Array.of(0, 1, 3) };

  it('slows down at every stop and passes through the same points on its way', () => {
    const path = pathThrough(codes, { steps: 5, interpolation: 'linear', easing: 'in-out' });
    // 3t² - 2t³ at quarters.
    expect([...path.values]).toEqual([0, 0.15625, 0.5, 0.84375, 1, 1.3125, 2, 2.6875, 3]);
  });
});

describe('a looped path', () => {
  it('goes back to the first code and ends before it', () => {
    const codes = { rows: 3, dimensions: 1, values: Float32Array.of(0, 2, 4) };
    const path = pathThrough(codes, { steps: 3, interpolation: 'linear', loop: true });
    expect([...path.values]).toEqual([0, 1, 2, 3, 4, 2]);
  });

  it('between two codes goes there and back', () => {
    const codes = { rows: 2, dimensions: 1, values: Float32Array.of(0, 2) };
    const path = pathThrough(codes, { steps: 3, interpolation: 'linear', loop: true });
    expect([...path.values]).toEqual([0, 1, 2, 1]);
  });
});
