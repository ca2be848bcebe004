import { expect, test } from 'vitest';
import { SpatialIndex } from '../../../src/renderer/map/spatial-index.ts';
import { clusteredLayout } from './page/layout.ts';

const COUNT = 5000;
const positions = clusteredLayout(COUNT, 7, 5);
const all = Uint32Array.from({ length: COUNT }, (_, i) => i);
const index = SpatialIndex.of(positions, all);

/** How often an outline turns around a point, by adding up the angles under which its edges are seen. */
function turnsAround(outline: readonly number[], x: number, y: number): number {
  let angle = 0;
  for (let k = 0; k < outline.length; k += 2) {
    const [x0, y0] = [outline[k]! - x, outline[k + 1]! - y];
    const next = (k + 2) % outline.length;
    const [x1, y1] = [outline[next]! - x, outline[next + 1]! - y];
    angle += Math.atan2(x0 * y1 - y0 * x1, x0 * x1 + y0 * y1);
  }
  return Math.round(angle / (2 * Math.PI));
}

function inside(outline: readonly number[]): number[] {
  return [...all].filter((id) => turnsAround(outline, positions[2 * id]!, positions[2 * id + 1]!) !== 0);
}

/** A wobbling loop with many corners, as a hand draws it. */
function freehand(x: number, y: number, radius: number, corners: number, turns = 1): number[] {
  return Array.from({ length: corners }, (_, k) => {
    const angle = (2 * Math.PI * turns * k) / corners;
    const reach = radius * (1 + 0.35 * Math.sin(5 * angle) + 0.1 * Math.sin(17 * angle));
    return [x + reach * Math.cos(angle), y + reach * Math.sin(angle)];
  }).flat();
}

const outlines: Record<string, number[]> = {
  'a triangle': [-4, -3, 6, -1, 1, 7],
  'a box': [-3, -2, 4, -2, 4, 5, -3, 5],
  'a free hand': freehand(1, 0.5, 4, 400),
  'a free hand the other way round': freehand(1, 0.5, 4, 400)
    .toReversed()
    .map((_, k, flat) => flat[k ^ 1]!),
  'a loop drawn twice over itself': freehand(0, 0, 5, 300, 2),
  'a figure of eight': [-6, -3, 6, 3, 6, -3, -6, 3],
  'all that there is, and more': [-100, -100, 100, -100, 100, 100, -100, 100],
  'more than there is on one side': [-100, -1.3, 0.4, -1.3, 0.4, 100, -100, 100],
  'a sliver thinner than a cell': [-8, -8, 8, 8.02, 8, 8.03, -8, -7.97],
  'nothing, far away': [50, 50, 60, 50, 60, 60],
};

for (const [name, outline] of Object.entries(outlines)) {
  test(`${name} encloses the points that it winds around`, () => {
    expect([...index.enclosed(outline)]).toEqual(inside(outline));
  });
}

test('most outlines above enclose some and not all', () => {
  const some = Object.values(outlines).filter((outline) => {
    const count = inside(outline).length;
    return count > 20 && count < COUNT - 20;
  });
  expect(some.length).toBeGreaterThan(6);
});

test('a line is no outline', () => {
  expect(index.enclosed([0, 0, 5, 5])).toHaveLength(0);
  expect(index.enclosed([])).toHaveLength(0);
});

test('points that are left out are not enclosed', () => {
  const odd = SpatialIndex.of(
    positions,
    all.filter((id) => id % 2 === 1),
  );
  expect([...odd.enclosed(outlines['a triangle']!)]).toEqual(
    inside(outlines['a triangle']!).filter((id) => id % 2 === 1),
  );
});

test('points in one place are enclosed together', () => {
  const place = SpatialIndex.of(new Float32Array(40).fill(3), all.slice(0, 20));
  expect(place.enclosed([2, 2, 4, 2, 4, 4, 2, 4])).toHaveLength(20);
  expect(place.enclosed([4, 4, 6, 4, 6, 6, 4, 6])).toHaveLength(0);
});
