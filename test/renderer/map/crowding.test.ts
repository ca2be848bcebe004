import { expect, test } from 'vitest';
import { crowdingOf } from '../../../src/renderer/map/crowding.ts';
import { mixedOrder } from '../../../src/renderer/map/shuffle.ts';

/** Points that fill a square evenly (multiples of two irrational numbers), of a side, at a place. */
function square(count: number, side: number, left: number): number[] {
  return Array.from({ length: count }, (_, i) => [
    left + ((i * 0.7548776662) % 1) * side,
    ((i * 0.569840291) % 1) * side,
  ]).flat();
}

test('the gap leaves out the emptiness between clusters', () => {
  // Two squares of side 1, ten apart: 1,000 points in each lie about 1 / sqrt(1000) from one another.
  const { gap } = crowdingOf(
    Float32Array.from([...square(1000, 1, 0), ...square(1000, 1, 11)]),
    mixedOrder(2000),
  );
  expect(gap).toBeGreaterThan(0.8 / Math.sqrt(1000));
  expect(gap).toBeLessThan(1.5 / Math.sqrt(1000));
});

test('the peak is the density of the crowds, not the mean', () => {
  // 9,000 points on one square unit, 1,000 on a hundred.
  const { peak } = crowdingOf(
    Float32Array.from([...square(9000, 1, 0), ...square(1000, 10, 5)]),
    mixedOrder(10_000),
  );
  expect(peak).toBeGreaterThan(500);
  expect(peak).toBeLessThan(20_000);
});

test('many points are measured by some of them', () => {
  const places = Float32Array.from(square(200_000, 1, 0));
  const { gap, peak } = crowdingOf(places, mixedOrder(200_000));
  expect(gap * Math.sqrt(200_000)).toBeCloseTo(1, 0);
  expect(peak / 200_000).toBeGreaterThan(0.7);
  expect(peak / 200_000).toBeLessThan(3);
});

test('without points there is nothing to measure', () => {
  expect(crowdingOf(new Float32Array(0), new Uint32Array(0))).toEqual({ gap: 1, peak: 1 });
});
