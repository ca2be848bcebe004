import { describe, expect, it } from 'vitest';
import { Random } from '../../../src/engine/models/random.ts';
import { PlaneIndex } from '../../../src/engine/projection/plane-index.ts';

/** Distances to all points, sorted. */
function measured(coordinates: Float32Array, x: number, y: number): number[] {
  return Array.from({ length: coordinates.length / 2 }, (_, row) =>
    Math.hypot(x - coordinates[row * 2]!, y - coordinates[row * 2 + 1]!),
  ).sort((a, b) => a - b);
}

const layouts: [string, (random: Random, values: Float32Array) => void][] = [
  ['spread evenly', (random, values) => random.fillUniform(values, -10, 10)],
  [
    'in tight clusters',
    (random, values) => values.forEach((_, i) => (values[i] = random.below(4) * 50 + random.uniform())),
  ],
  [
    'on a coarse grid, many on one spot',
    (random, values) => values.forEach((_, i) => (values[i] = random.below(5))),
  ],
  ['on a line', (random, values) => values.forEach((_, i) => (values[i] = i % 2 ? 3 : random.uniform()))],
];

describe.each(layouts)('points %s', (_, fill) => {
  it('have the same nearest as when all are measured', () => {
    const random = new Random(2);
    const coordinates = new Float32Array(1500 * 2);
    fill(random, coordinates);
    const index = new PlaneIndex(coordinates);
    for (let query = 0; query < 200; query++) {
      const [x, y] = [random.uniform() * 30 - 10, random.uniform() * 30 - 10];
      const { count, rows, distances } = index.nearest(x, y, 12);
      expect(count).toBe(12);
      const truth = measured(coordinates, x, y);
      distances.forEach((distance, i) => expect(distance).toBeCloseTo(truth[i]!, 9));
      expect(new Set(rows).size).toBe(12);
      const own = Array.from(rows, (row) =>
        Math.hypot(x - coordinates[row * 2]!, y - coordinates[row * 2 + 1]!),
      );
      own.forEach((distance, i) => expect(distance).toBeCloseTo(distances[i]!, 9));
    }
  });
});

it('fewer points than asked for are all given', () => {
  const { count, rows } = new PlaneIndex(Float32Array.of(0, 0, 5, 5, 1, 1)).nearest(0, 0, 10);
  expect([count, ...rows.subarray(0, count)]).toEqual([3, 0, 2, 1]);
  expect(new PlaneIndex(new Float32Array(0)).nearest(0, 0, 3).count).toBe(0);
});
