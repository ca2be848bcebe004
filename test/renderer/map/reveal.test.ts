import { expect, test } from 'vitest';
import { normaliseLayout } from '../../../src/renderer/map/layout.ts';
import { levelFor, Reveal, tileAt } from '../../../src/renderer/map/reveal.ts';
import { mixedOrder } from '../../../src/renderer/map/shuffle.ts';
import { clusteredLayout } from './page/layout.ts';

const COUNT = 4000;
const positions = normaliseLayout(clusteredLayout(COUNT, 9, 3));
const away = (a: number, b: number) =>
  Math.max(
    Math.abs(positions[2 * a]! - positions[2 * b]!),
    Math.abs(positions[2 * a + 1]! - positions[2 * b + 1]!),
  );

test('no two thumbnails of a level overlap', () => {
  const reveal = new Reveal(positions, mixedOrder(COUNT));
  for (const level of [2, 4, 6]) {
    const shown = reveal.order.subarray(0, reveal.revealed(level));
    expect(shown.length).toBeGreaterThan(3);
    let nearest = Infinity;
    for (let a = 0; a < shown.length; a++) {
      for (let b = 0; b < a; b++) nearest = Math.min(nearest, away(shown[a]!, shown[b]!));
    }
    expect(nearest).toBeGreaterThanOrEqual(tileAt(level));
  }
});

test('a level is full: every image left out would overlap one that is shown', () => {
  const level = 5;
  const reveal = new Reveal(positions, mixedOrder(COUNT));
  const shown = [...reveal.order.subarray(0, reveal.revealed(level))];
  const hidden = new Set(mixedOrder(COUNT));
  for (const id of shown) hidden.delete(id);
  expect(hidden.size).toBeGreaterThan(100);
  for (const id of hidden) expect(shown.some((other) => away(id, other) < tileAt(level))).toBe(true);
});

test('zooming in only adds: what a level shows, all closer ones show', () => {
  const forward = new Reveal(positions, mixedOrder(COUNT));
  const far = [...forward.order.subarray(0, forward.revealed(4))];
  const near = forward.revealed(9);
  expect(near).toBeGreaterThan(far.length);
  expect([...forward.order.subarray(0, far.length)]).toEqual(far);
  // Nor does it matter whether the closer level was asked for first.
  const backward = new Reveal(positions, mixedOrder(COUNT));
  backward.revealed(9);
  expect([...backward.order.subarray(0, backward.revealed(4))]).toEqual(far);
});

test('close enough, all images show, and images that are left out never do', () => {
  const odd = mixedOrder(COUNT).filter((id) => id % 2 === 1);
  const reveal = new Reveal(positions, odd);
  const shown = reveal.order.subarray(0, reveal.revealed(18));
  expect(shown.length).toBe(COUNT / 2);
  expect(shown.every((id) => id % 2 === 1)).toBe(true);
});

test('images in the same place do not stop the work: one of them shows', () => {
  const same = new Float32Array(20).fill(0.25);
  expect(new Reveal(same, mixedOrder(10)).revealed(20)).toBe(1);
});

test('the level for a size is the deepest whose tiles are large enough', () => {
  for (const side of [1.5, 0.3, 0.04, 0.0012]) {
    const level = levelFor(side);
    expect(tileAt(level)).toBeGreaterThanOrEqual(side);
    expect(tileAt(level + 1)).toBeLessThan(side);
  }
});
