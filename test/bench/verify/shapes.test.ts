import { describe, expect, it } from 'vitest';
import {
  drawShape,
  SHAPE_COUNT,
  SHAPE_FACTORS,
  shapeFactorsOf,
  shapePixels,
} from '../../../bench/verify/shapes.ts';
import { Random } from '../../../src/engine/models/random.ts';

const SIDE = 64;
const indexOf = (values: readonly number[]) =>
  values.reduce((index, value, factor) => index * SHAPE_FACTORS[factor]!.values + value, 0);

function drawn(...values: number[]): Uint8Array {
  const picture = new Uint8Array(SIDE * SIDE);
  drawShape(indexOf(values), picture);
  return picture;
}

/** Middle of the white pixels, in pixels from the left and the top, and how many there are. */
function measure(picture: Uint8Array) {
  let [x, y, area] = [0, 0, 0];
  for (const [at, value] of picture.entries()) {
    if (value === 0) continue;
    x += (at % SIDE) + 0.5;
    y += Math.floor(at / SIDE) + 0.5;
    area++;
  }
  return { x: x / area, y: y / area, area };
}

describe('rendered shapes', () => {
  it('are 737,280, each with factors of its own', () => {
    expect(SHAPE_COUNT).toBe(737_280);
    const random = new Random(1);
    for (let i = 0; i < 200; i++) {
      const index = random.below(SHAPE_COUNT);
      expect(indexOf(shapeFactorsOf(index))).toBe(index);
    }
    expect(shapeFactorsOf(SHAPE_COUNT - 1)).toEqual(SHAPE_FACTORS.map(({ values }) => values - 1));
  });

  it('are black and white and never touch the border', () => {
    for (let shape = 0; shape < 3; shape++) {
      for (let rotation = 0; rotation < 40; rotation++) {
        for (const [x, y] of [
          [0, 0],
          [31, 31],
        ] as const) {
          const picture = drawn(shape, 5, rotation, x, y);
          expect(new Set(picture)).toEqual(new Set([0, 255]));
          for (let i = 0; i < SIDE; i++) {
            expect(picture[i]! + picture[(SIDE - 1) * SIDE + i]!).toBe(0);
            expect(picture[i * SIDE]! + picture[i * SIDE + SIDE - 1]!).toBe(0);
          }
        }
      }
    }
  });

  it('move by whole pixels, and are then the same', () => {
    for (let shape = 0; shape < 3; shape++) {
      const [here, there] = [drawn(shape, 3, 7, 4, 9), drawn(shape, 3, 7, 21, 30)];
      const moved = new Uint8Array(SIDE * SIDE);
      for (const [at, value] of here.entries()) if (value > 0) moved[at + 17 + 21 * SIDE] = value;
      expect(there).toEqual(moved);
    }
  });

  it('grow to twice their width, whatever the shape', () => {
    for (let shape = 0; shape < 3; shape++) {
      const areas = Array.from({ length: 6 }, (_, size) => measure(drawn(shape, size, 0, 16, 16)).area);
      expect(areas).toEqual([...areas].sort((a, b) => a - b));
      expect(areas[5]! / areas[0]!).toBeGreaterThan(3.4);
      expect(areas[5]! / areas[0]!).toBeLessThan(4.6);
    }
  });

  it('turn once around in 40 steps: half a turn mirrors a heart in its middle, a quarter leaves a square as it was', () => {
    expect(drawn(0, 5, 10, 16, 16)).toEqual(drawn(0, 5, 0, 16, 16));
    expect(drawn(1, 5, 20, 16, 16)).toEqual(drawn(1, 5, 0, 16, 16));
    const upright = drawn(2, 5, 0, 16, 16);
    const upsideDown = drawn(2, 5, 20, 16, 16);
    expect(upsideDown).not.toEqual(upright);
    // The middle lies on a pixel's corner or middle, (32.5, 32.5) from the top left: mirrored, x becomes 65 - x.
    const { x, y } = measure(upright);
    expect(measure(upsideDown).x).toBeCloseTo(65 - x, 6);
    expect(measure(upsideDown).y).toBeCloseTo(65 - y, 6);
  });

  it('are read by position', async () => {
    const target = new Uint8Array(2 * SIDE * SIDE);
    await shapePixels.read([indexOf([2, 1, 3, 4, 5]), indexOf([0, 5, 0, 31, 0])], target);
    expect(target.subarray(0, SIDE * SIDE)).toEqual(drawn(2, 1, 3, 4, 5));
    expect(target.subarray(SIDE * SIDE)).toEqual(drawn(0, 5, 0, 31, 0));
  });
});
