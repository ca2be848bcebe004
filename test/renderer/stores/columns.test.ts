import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  applyFilter,
  type CategoryFilter,
  isolated,
  onlyShown,
  toggled,
} from '../../../src/renderer/stores/columnFilter.ts';
import { useColumns } from '../../../src/renderer/stores/columns.ts';
import { useCuration } from '../../../src/renderer/stores/curation.ts';
import { useDatasets } from '../../../src/renderer/stores/datasets.ts';
import { orderImages } from '../../../src/renderer/stores/galleryOrder.ts';
import { shelves } from '../fake-shelves.ts';
import { startStores, type Running } from './with-engine.ts';

let running: Running;
let columns: ReturnType<typeof useColumns>;
beforeEach(async () => {
  running = startStores(shelves.faces());
  columns = useColumns();
  useDatasets().select('portraits');
  await running.ready();
  await expect.poll(() => columns.loaded).toBe(true);
});
afterEach(() => running.stop());

const reads = (column: string) =>
  running.engine.calls.filter(
    ({ method, params }) => method === 'columns.values' && (params as { column: string }).column === column,
  ).length;

test('labels colour the map until another column is chosen', async () => {
  await expect.poll(() => columns.colouring?.kind).toBe('category');
  columns.colourBy = 'z:3';
  await expect.poll(() => columns.colouring?.kind).toBe('number');
  columns.colourBy = null;
  await expect.poll(() => columns.colouring).toBeNull();
});

test('values are read once, however many ask', async () => {
  await Promise.all([columns.values('width'), columns.values('width')]);
  await columns.values('width');
  expect(reads('width')).toBe(1);
});

test('filters of several columns let through what each lets through', async () => {
  columns.setFilter('label', isolated(null, 2, 6));
  await expect.poll(() => columns.shown).toBe(402);
  columns.setFilter('width', { kind: 'number', from: 200, to: null });
  const width = await columns.values('width');
  const label = await columns.values('label');
  const expected = width.filter((wide, i) => wide >= 200 && label[i] === 2).length;
  expect(expected).toBeGreaterThan(0);
  await expect.poll(() => columns.shown).toBe(expected);
  columns.clearFilters();
  await expect.poll(() => columns.mask).toBeNull();
  expect(columns.shown).toBe(2412);
});

test('a tag that is given counts at once where it filters', async () => {
  await useCuration().toggleTag('keep', [4, 5, 6]);
  await expect.poll(() => columns.byId('tag:keep')).not.toBeNull();
  columns.setFilter('tag:keep', isolated(null, 1, 2));
  await expect.poll(() => columns.shown).toBe(3);
  await useCuration().toggleTag('keep', [7]);
  await expect.poll(() => columns.shown).toBe(4);
});

test('another dataset has its own columns and no filter', async () => {
  columns.setFilter('label', toggled(null, 1));
  useDatasets().select('digits');
  expect(columns.filters.size).toBe(0);
  await expect.poll(() => columns.byId('label')?.categories.length).toBe(10);
});

test('a category is hidden, left alone, and shown among all again', () => {
  const hidden = toggled(null, 2);
  expect(hidden.hidden).toEqual([2]);
  expect(toggled(hidden, 2).hidden).toEqual([]);
  // -1 stands for images without a value.
  const alone = isolated(hidden, 3, 6);
  expect(alone.hidden.toSorted((a, b) => a - b)).toEqual([-1, 0, 1, 2, 4, 5]);
  expect(onlyShown(alone, 6)).toBe(3);
  expect(isolated(alone, 3, 6).hidden).toEqual([]);
});

test('an image without a value passes no range of numbers, and category -1 is its own', () => {
  const mask = new Uint8Array(4).fill(1);
  applyFilter(mask, Float32Array.of(1, 2, NaN, 3), { kind: 'number', from: 1, to: 2 });
  expect([...mask]).toEqual([1, 1, 0, 0]);
  const categories = new Uint8Array(3).fill(1);
  const filter: CategoryFilter = { kind: 'category', hidden: [-1, 1] };
  applyFilter(categories, Float32Array.of(0, 1, -1), filter);
  expect([...categories]).toEqual([1, 0, 0]);
});

test('images are put in the order of their values, those without one last, and only those that are shown', () => {
  const values = Float32Array.of(3, NaN, 1, 3, 2);
  expect(orderImages(5, [null], null, false)).toBeNull();
  expect([...orderImages(5, [], values, false)!]).toEqual([2, 4, 0, 3, 1]);
  expect([...orderImages(5, [], values, true)!]).toEqual([0, 3, 4, 2, 1]);
  const mask = Uint8Array.of(1, 1, 0, 0, 1);
  expect([...orderImages(5, [mask, null], values, true)!]).toEqual([0, 4, 1]);
});
