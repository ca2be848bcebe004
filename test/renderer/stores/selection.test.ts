import { afterEach, beforeEach, expect, test } from 'vitest';
import { useDatasets } from '../../../src/renderer/stores/datasets.ts';
import { packImages, unpackImages } from '../../../src/renderer/stores/packedImages.ts';
import { useSelection } from '../../../src/renderer/stores/selection.ts';
import { shelves } from '../fake-shelves.ts';
import { startStores, type Running } from './with-engine.ts';

let running: Running;
let selection: ReturnType<typeof useSelection>;
beforeEach(async () => {
  running = startStores(shelves.faces());
  selection = useSelection();
  useDatasets().select('portraits');
  await running.ready();
});
afterEach(() => running.stop());

const chosen = () => [...selection.images];

test('images join and leave the selection; the last one is looked at', () => {
  selection.select(5);
  selection.toggle(9);
  expect(chosen()).toEqual([5, 9]);
  expect(selection.focus).toBe(9);
  selection.toggle(9);
  expect(selection.focus).toBe(5);
  selection.select(1);
  expect(chosen()).toEqual([1]);
});

test('looking at a selected image leaves the others selected; at another one it is selected alone', () => {
  selection.replace(Uint32Array.of(3, 7, 11));
  expect(selection.focus).toBeNull();
  selection.look(7);
  expect(chosen()).toEqual([3, 7, 11]);
  expect(selection.focus).toBe(7);
  selection.look(8);
  expect(chosen()).toEqual([8]);
});

test('what is enclosed replaces, joins or leaves what there is, and what is looked at stays while it is selected', () => {
  selection.replace(Uint32Array.of(1, 2, 3));
  selection.look(2);
  selection.combine(Uint32Array.of(3, 4), 'add');
  expect(chosen()).toEqual([1, 2, 3, 4]);
  expect(selection.focus).toBe(2);
  selection.combine(Uint32Array.of(2, 4), 'subtract');
  expect(chosen()).toEqual([1, 3]);
  expect(selection.focus).toBeNull();
});

test('all that is shown is selected, and turned round among what is shown', () => {
  const shown = new Uint8Array(2412);
  shown.set([1, 0, 1, 1]);
  selection.selectAll(shown);
  expect(chosen()).toEqual([0, 2, 3]);
  selection.replace(Uint32Array.of(2));
  selection.invert(shown);
  expect(chosen()).toEqual([0, 3]);
  selection.selectAll(null);
  expect(selection.count).toBe(2412);
});

test('the mask has a one for every selected image', () => {
  selection.replace(Uint32Array.of(0, 2411));
  expect(selection.mask).toHaveLength(2412);
  expect(selection.mask.reduce((sum, one) => sum + one, 0)).toBe(2);
  expect(selection.has(2411)).toBe(true);
});

test('another dataset begins with nothing selected', () => {
  selection.select(5);
  useDatasets().select('digits');
  expect(selection.count).toBe(0);
  expect(selection.focus).toBeNull();
});

test('few images are kept in their order, many as bits', () => {
  const few = Uint32Array.of(9, 2, 100_000);
  expect([...unpackImages(packImages(few))]).toEqual([9, 2, 100_000]);
  const many = Uint32Array.from({ length: 300_000 }, (_, i) => 3 * i + 1);
  const packed = packImages(many);
  expect(packed.length).toBeLessThan(160_000);
  expect(unpackImages(packed)).toEqual(many);
  expect(unpackImages('=not base 64!')).toHaveLength(0);
  expect(unpackImages('')).toHaveLength(0);
});
