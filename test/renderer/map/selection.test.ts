import { expect, test } from 'vitest';
import { combineSelection, modeOf } from '../../../src/renderer/map/selection.ts';

const ids = (...values: number[]) => Uint32Array.from(values);

test('enclosed images replace the selection, join it behind what is there, or leave it', () => {
  expect(combineSelection(ids(5, 2), ids(1, 2, 9), 'replace')).toEqual(ids(1, 2, 9));
  expect(combineSelection(ids(5, 2), ids(1, 2, 9), 'add')).toEqual(ids(5, 2, 1, 9));
  expect(combineSelection(ids(5, 2, 7), ids(1, 2, 9), 'subtract')).toEqual(ids(5, 7));
});

test('nothing enclosed adds and takes away nothing', () => {
  expect(combineSelection(ids(5, 2), ids(), 'add')).toEqual(ids(5, 2));
  expect(combineSelection(ids(5, 2), ids(), 'subtract')).toEqual(ids(5, 2));
  expect(combineSelection(ids(), ids(3), 'subtract')).toEqual(ids());
});

test('Shift adds; Alt takes away, and so does Shift with Ctrl or Cmd', () => {
  const held = { shiftKey: false, altKey: false, ctrlKey: false, metaKey: false };
  expect(modeOf(held, 'replace')).toBe('replace');
  expect(modeOf(held, 'add')).toBe('add');
  expect(modeOf({ ...held, shiftKey: true }, 'replace')).toBe('add');
  expect(modeOf({ ...held, altKey: true }, 'add')).toBe('subtract');
  expect(modeOf({ ...held, altKey: true, shiftKey: true }, 'replace')).toBe('subtract');
  expect(modeOf({ ...held, ctrlKey: true, shiftKey: true }, 'replace')).toBe('subtract');
  expect(modeOf({ ...held, metaKey: true, shiftKey: true }, 'replace')).toBe('subtract');
});
