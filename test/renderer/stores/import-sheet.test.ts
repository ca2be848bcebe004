import { afterEach, beforeEach, expect, test } from 'vitest';
import { MorphospaceError } from '../../../src/shared/errors.ts';
import { useDatasets } from '../../../src/renderer/stores/datasets.ts';
import { useImportSheet } from '../../../src/renderer/stores/importSheet.ts';
import { startStores, type Running } from './with-engine.ts';

let running: Running;
beforeEach(() => (running = startStores()));
afterEach(() => running.stop());

const folder = { kind: 'path', path: '/home/ada/faces' } as const;

test('an import goes from choosing to done and the dataset is there', async () => {
  const sheet = useImportSheet();
  await running.ready();
  sheet.open([folder]);
  const finished = sheet.start('Faces', 'auto');
  await finished;
  expect(sheet.phase).toBe('done');
  expect(sheet.result?.added).toBe(1204);
  expect(useDatasets().byId(sheet.result!.datasetId)?.name).toBe('Faces');
});

test('a second drop during an import does not disturb it', async () => {
  const sheet = useImportSheet();
  await running.ready();
  sheet.open([folder]);
  const finished = sheet.start('Faces', 'auto');
  await new Promise((resolve) => setTimeout(resolve, 10));
  sheet.close();
  sheet.open([{ kind: 'path', path: '/elsewhere' }]);
  expect(sheet.working).toBe(true);
  expect(sheet.sources).toEqual([folder]);
  await finished;
});

test('a cancelled import is back at choosing with what was chosen', async () => {
  const sheet = useImportSheet();
  await running.ready();
  sheet.open([folder]);
  const finished = sheet.start('Faces', 'auto');
  await new Promise((resolve) => setTimeout(resolve, 10));
  await sheet.cancel();
  await finished;
  expect(sheet.phase).toBe('choosing');
  expect(sheet.sources).toEqual([folder]);
});

test('a refused import shows why', async () => {
  const sheet = useImportSheet();
  await running.ready();
  running.engine.failNext(
    'datasets.import',
    new MorphospaceError('no-folder', 'No such folder.', 'Choose another.'),
  );
  sheet.open([folder]);
  await sheet.start('Faces', 'auto');
  expect(sheet.phase).toBe('failed');
  expect(sheet.error).toMatchObject({ advice: 'Choose another.' });
});

test('images are added to the dataset that was asked for', async () => {
  const sheet = useImportSheet();
  await running.ready();
  sheet.open([folder], 'portraits');
  await sheet.start('', 'none');
  const call = running.engine.calls.find(({ method }) => method === 'datasets.import');
  expect(call?.params).toEqual({ paths: ['/home/ada/faces'], datasetId: 'portraits', labels: 'none' });
});
