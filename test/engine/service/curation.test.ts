/** What screens ask of curation and columns, over the contract. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { openLibrary } from '../../../src/engine/library/library.ts';
import { createEngine, type Engine } from '../../../src/engine/service/engine.ts';
import type { Events } from '../../../src/shared/contract.ts';
import { addDataset } from '../library/images.ts';

let folder: string;
let engine: Engine;
let datasetId: string;
let changes: Events['library'][];
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'curation-service-'));
  engine = await createEngine({ library: join(folder, 'library') });
  engine.on('library', (change) => changes.push(change));
});
afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  const library = openLibrary(join(folder, 'library'), { exclusive: false });
  datasetId = addDataset(library, 6);
  library.close();
  changes = [];
});

it('changes are undone and redone by what they answer, and everybody is told', async () => {
  const tag = { kind: 'tag' as const, tag: ' odd ', images: [4, 1], present: true };
  const { inverse } = await engine.call('curation.apply', { datasetId, changes: [tag] });
  expect(await engine.call('curation.image', { datasetId, index: 4 })).toMatchObject({ tags: ['odd'] });
  const redo = await engine.call('curation.apply', { datasetId, changes: inverse });
  expect((await engine.call('curation.summary', { datasetId })).tags).toEqual([]);
  await engine.call('curation.apply', { datasetId, changes: redo.inverse });
  const { values } = await engine.call('columns.values', { datasetId, column: 'tag:odd' });
  expect([...values]).toEqual([0, 1, 0, 0, 1, 0]);
  expect(changes).toEqual(Array.from({ length: 3 }, () => ({ changed: 'curation', id: datasetId })));
});

it('nobody is told of what changes nothing', async () => {
  const change = { kind: 'note' as const, image: 0, text: '' };
  expect(await engine.call('curation.apply', { datasetId, changes: [change] })).toEqual({ inverse: [] });
  expect(changes).toEqual([]);
});

it('a table becomes columns, which can be removed', async () => {
  const file = join(folder, 'about.csv');
  writeFileSync(file, 'file,age\n0.png,30\n5.png,12.5\nnobody.png,1\n');
  const imported = await engine.call('columns.import', { datasetId, file });
  expect(imported).toEqual({ columns: ['metadata:age'], matched: 2, unmatched: 1 });
  const { values } = await engine.call('columns.values', { datasetId, column: 'metadata:age' });
  expect([...values]).toEqual([30, NaN, NaN, NaN, NaN, 12.5]);
  await engine.call('columns.remove', { datasetId, column: 'metadata:age' });
  const columns = await engine.call('columns.list', { datasetId });
  expect(columns.map(({ id }) => id)).toEqual(['width', 'height', 'aspect', 'bytes']);
  expect(changes.map(({ changed }) => changed)).toEqual(['columns', 'columns']);
});

it.each([
  ['a table that is not there', 'columns.import', { file: '/nowhere.csv' }, 'unreadable-table'],
  ['removing what was not imported', 'columns.remove', { column: 'width' }, 'no-such-column'],
  ['an image that is not there', 'curation.image', { index: 6 }, 'no-such-image'],
] as const)('%s is refused', async (_, method, params, code) => {
  await expect(engine.call(method, { datasetId, ...params } as never)).rejects.toMatchObject({ code });
});

it('the state of a screen is given back as it was written', async () => {
  const value = { view: { x: 1, y: [2, null] }, filters: [] };
  await engine.call('state.write', { key: 'explore', value });
  expect(await engine.call('state.read', { key: 'explore' })).toEqual({ value });
  expect(await engine.call('state.read', { key: 'other' })).toEqual({ value: null });
});
