import { expect, test } from 'vitest';
import { MovingLayout, normaliseLayout } from '../../../src/renderer/map/layout.ts';

test('a layout is centred, its longer side becomes 2, and up stays up on the screen', () => {
  const normalised = normaliseLayout(Float32Array.of(10, 5, 30, 5, 20, 15));
  // Width 20 is the longer side; the third point, highest in the layout, has the smallest y of the screen.
  expect([...normalised]).toEqual([-1, 0.5, 1, 0.5, 0, -0.5]);
});

test('images in one place stay in one place', () => {
  expect([...normaliseLayout(Float32Array.of(3, 4, 3, 4))]).toEqual([0, 0, 0, 0]);
});

test('images glide from the old layout to the new one', () => {
  const layout = new MovingLayout(1);
  layout.moveTo(Float32Array.of(0, 0), 0);
  layout.moveTo(Float32Array.of(1, -1), 100);
  expect(layout.advance(50)).toBe(true);
  expect(layout.x(0)).toBeCloseTo(0.5);
  expect(layout.advance(60)).toBe(false);
  expect([layout.x(0), layout.y(0)]).toEqual([1, -1]);
});

test('a layout that comes in mid-glide is approached from where the images are', () => {
  const layout = new MovingLayout(1);
  layout.moveTo(Float32Array.of(0, 0), 0);
  layout.moveTo(Float32Array.of(1, 0), 100);
  layout.advance(50);
  layout.moveTo(Float32Array.of(0, 4), 100);
  expect(layout.x(0)).toBeCloseTo(0.5);
  expect(layout.y(0)).toBe(0);
});
