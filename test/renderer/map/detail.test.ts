import { expect, test } from 'vitest';
import { detailAt } from '../../../src/renderer/map/detail.ts';
import { MotionBudget } from '../../../src/renderer/map/motion-budget.ts';

const blank = () => ({ dot: 0, dotOpacity: 0, thumbnail: 0, thumbnailOpacity: 0 });

test('crowded images are dots, spread ones are pictures', () => {
  expect(detailAt(2, blank()).thumbnailOpacity).toBe(0);
  expect(detailAt(20, blank()).thumbnailOpacity).toBe(1);
});

test('thumbnails never grow faster than the room between images, so none that was shown disappears', () => {
  let before = Infinity;
  for (let spacing = 1; spacing < 2000; spacing *= 1.1) {
    const share = detailAt(spacing, blank()).thumbnail / spacing;
    expect(share).toBeLessThanOrEqual(before + 1e-9);
    before = share;
  }
});

test('slow frames draw fewer dots and coarser while the map moves, quick ones everything again', () => {
  const budget = new MotionBudget();
  expect(budget.dots(true)).toBeGreaterThan(60_000);
  expect(budget.sharpness).toBe(1);
  for (let k = 0; k < 30; k++) budget.note(80);
  expect(budget.dots(true)).toBeLessThan(30_000);
  expect(budget.dots(true)).toBeGreaterThan(1000);
  expect(budget.dots(false)).toBeGreaterThan(budget.dots(true));
  expect(budget.sharpness).toBeLessThan(1);
  for (let k = 0; k < 60; k++) budget.note(16);
  expect(budget.dots(true)).toBeGreaterThan(1_000_000);
  expect(budget.sharpness).toBe(1);
});
