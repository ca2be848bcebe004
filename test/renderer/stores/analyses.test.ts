import { afterEach, beforeEach, expect, test } from 'vitest';
import { useAnalyses } from '../../../src/renderer/stores/analyses.ts';
import { useDatasets } from '../../../src/renderer/stores/datasets.ts';
import { useModels } from '../../../src/renderer/stores/models.ts';
import { shelves } from '../fake-shelves.ts';
import { startStores, type Running } from './with-engine.ts';

let running: Running;
let analyses: ReturnType<typeof useAnalyses>;
beforeEach(async () => {
  running = startStores(shelves.faces());
  analyses = useAnalyses();
  useDatasets().select('portraits');
  await running.ready();
  await expect.poll(() => analyses.loaded).toBe(true);
});
afterEach(() => running.stop());

test('an analysis is at work until it is done, and its findings are read when they are wanted', async () => {
  const done = analyses.run({ kind: 'outliers' });
  await expect.poll(() => analyses.jobOf('outliers')?.state, { interval: 1 }).toBe('running');
  expect(analyses.jobOf('duplicates')).toBeNull();
  await done;
  expect(analyses.jobOf('outliers')).toBeNull();
  expect(analyses.resultOf('outliers')).toBeNull();
  await analyses.read(analyses.recordOf('outliers')!);
  expect(analyses.resultOf('outliers')!.score).toHaveLength(2412);
});

test('an analysis that is cancelled leaves nothing', async () => {
  const over = analyses.run({ kind: 'clusters' });
  await expect.poll(() => analyses.jobOf('clusters'), { interval: 1 }).not.toBeNull();
  await analyses.cancel('clusters');
  await over;
  expect(analyses.recordOf('clusters')).toBeNull();
});

test('clusters are kept side by side, the newest first; of others only the newest', async () => {
  await analyses.run({ kind: 'clusters', count: 4 });
  await analyses.run({ kind: 'clusters', count: 5 });
  await analyses.run({ kind: 'quality' });
  await analyses.run({ kind: 'quality' });
  expect(analyses.allOf('clusters').map(({ request }) => 'count' in request && request.count)).toEqual([
    5, 4,
  ]);
  expect(analyses.allOf('quality')).toHaveLength(1);
});

test('findings of a model are its own, those of files are all models’', async () => {
  await analyses.run({ kind: 'outliers' });
  await analyses.run({ kind: 'duplicates' });
  useModels().select('portraits-ae');
  await expect.poll(() => analyses.recordOf('duplicates')).not.toBeNull();
  expect(analyses.recordOf('outliers')).toBeNull();
});

test('images that were added later are counted as missing', async () => {
  await analyses.run({ kind: 'duplicates' });
  const record = analyses.recordOf('duplicates')!;
  expect(analyses.missing(record)).toBe(0);
  running.engine.state.datasets.find(({ id }) => id === 'portraits')!.images += 40;
  running.engine.emit('library', { changed: 'datasets', id: 'portraits' });
  await expect.poll(() => analyses.missing(record)).toBe(40);
});

test('a cluster has the name that it was given, here and in the library', async () => {
  await analyses.run({ kind: 'clusters' });
  const record = analyses.recordOf('clusters')!;
  await analyses.read(record);
  await analyses.nameCluster(record, 1, 'Smiling');
  expect(analyses.resultOf('clusters', record)!.clusters[1]!.name).toBe('Smiling');
  const stored = await running.engine.call('analyses.result', { analysisId: record.id });
  expect(stored.kind === 'clusters' && stored.clusters[1]!.name).toBe('Smiling');
});
