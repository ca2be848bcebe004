import { afterEach, beforeEach, expect, test } from 'vitest';
import { useCuration } from '../../../src/renderer/stores/curation.ts';
import { useDatasets } from '../../../src/renderer/stores/datasets.ts';
import { shelves } from '../fake-shelves.ts';
import { startStores, type Running } from './with-engine.ts';

let running: Running;
let curation: ReturnType<typeof useCuration>;
beforeEach(async () => {
  running = startStores(shelves.faces());
  curation = useCuration();
  useDatasets().select('portraits');
  await running.ready();
});
afterEach(() => running.stop());

const imageOf = (index: number) => running.engine.call('curation.image', { datasetId: 'portraits', index });

test('a tag is given, and taken away where all have it already', async () => {
  await curation.toggleTag('blurred', [1, 2]);
  await curation.toggleTag('blurred', [2, 3]);
  expect((await imageOf(3)).tags).toEqual(['blurred']);
  await curation.toggleTag('blurred', [1, 2, 3]);
  expect((await imageOf(2)).tags).toEqual([]);
});

test('undo and redo walk the same way back and forth', async () => {
  await curation.toggleTag('a', [1]);
  await curation.toggleExcluded([1, 2]);
  await curation.setNote(1, 'odd');
  await curation.undo();
  await curation.undo();
  expect(await imageOf(1)).toEqual({ tags: ['a'], note: '', excluded: false });
  await curation.redo();
  await curation.redo();
  expect(await imageOf(1)).toEqual({ tags: ['a'], note: 'odd', excluded: true });
  for (let k = 0; k < 5; k++) await curation.undo();
  expect(await imageOf(1)).toEqual({ tags: [], note: '', excluded: false });
  expect(curation.undoable).toBeNull();
});

test('undo gives a tag back only to those that it was taken from', async () => {
  await curation.toggleTag('keep', [1]);
  await curation.toggleTag('keep', [1, 2]);
  await curation.undo();
  expect((await imageOf(1)).tags).toEqual(['keep']);
  expect((await imageOf(2)).tags).toEqual([]);
});

test('a new change forgets what was undone', async () => {
  await curation.toggleTag('a', [1]);
  await curation.undo();
  expect(curation.redoable).not.toBeNull();
  await curation.toggleTag('b', [1]);
  expect(curation.redoable).toBeNull();
});

test('changes that were asked for at once are undone in their order', async () => {
  await Promise.all([curation.toggleTag('a', [1]), curation.toggleTag('b', [1]), curation.undo()]);
  const { tags } = await imageOf(1);
  expect(tags).toHaveLength(1);
});

test('the first nine tags have keys that they keep', async () => {
  for (const tag of ['one', 'two', 'three']) await curation.toggleTag(tag, [1]);
  await curation.toggleTag('one', [1]);
  expect(curation.keyTags).toEqual(['one', 'two', 'three']);
  for (let k = 0; k < 9; k++) await curation.toggleTag(`tag ${k}`, [1]);
  expect(curation.keyTags).toHaveLength(9);
  expect(curation.keyTags.slice(0, 3)).toEqual(['one', 'two', 'three']);
});

test('another dataset has nothing to undo', async () => {
  await curation.toggleTag('a', [1]);
  useDatasets().select('digits');
  await expect.poll(() => curation.undoable).toBeNull();
  expect(curation.keyTags).toEqual([]);
});
