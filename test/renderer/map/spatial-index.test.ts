import { expect, test } from 'vitest';
import { SpatialIndex } from '../../../src/renderer/map/spatial-index.ts';
import { clusteredLayout } from './page/layout.ts';

const COUNT = 3000;
const positions = clusteredLayout(COUNT, 7, 5);
const all = Uint32Array.from({ length: COUNT }, (_, i) => i);

/** By looking at every point. */
function nearestOf(ids: Iterable<number>, x: number, y: number, radius: number): number {
  let found = -1;
  let closest = radius;
  for (const id of ids) {
    const distance = Math.hypot(positions[2 * id]! - x, positions[2 * id + 1]! - y);
    if (distance <= closest) {
      closest = distance;
      found = id;
    }
  }
  return found;
}

test('the nearest point is the one that a look at all points finds', () => {
  const index = SpatialIndex.of(positions, all);
  for (let k = 0; k < 200; k++) {
    const x = 20 * Math.sin(k * 1.7) * Math.sin(k);
    const y = 12 * Math.cos(k * 2.3);
    const radius = 0.05 + (k % 10) * 0.3;
    expect(index.nearest(x, y, radius)).toBe(nearestOf(all, x, y, radius));
  }
});

test('points that are left out are never found', () => {
  const odd = all.filter((id) => id % 2 === 1);
  const index = SpatialIndex.of(positions, odd);
  for (let id = 0; id < 100; id += 2) {
    const [x, y] = [positions[2 * id]!, positions[2 * id + 1]!];
    expect(index.nearest(x, y, 1)).toBe(nearestOf(odd, x, y, 1));
  }
});

test('a rectangle gives every point inside, once', () => {
  const index = SpatialIndex.of(positions, all);
  const inside: number[] = [];
  index.visit(-3, -2, 4, 5, (id) => inside.push(id));
  const expected = [...all].filter((id) => {
    const [x, y] = [positions[2 * id]!, positions[2 * id + 1]!];
    return x >= -3 && x <= 4 && y >= -2 && y <= 5;
  });
  expect(expected.length).toBeGreaterThan(100);
  expect(inside.sort((a, b) => a - b)).toEqual(expected);
});

test('points on one line, or in one place, are found too', () => {
  const line = Float32Array.from({ length: 200 }, (_, i) => (i % 2 === 0 ? i : 7));
  expect(SpatialIndex.of(line, all.slice(0, 100)).nearest(40.4, 7, 1.5)).toBe(20);
  const place = new Float32Array(20).fill(3);
  expect(SpatialIndex.of(place, all.slice(0, 10)).nearest(3, 3, 0.1)).toBeGreaterThanOrEqual(0);
});
