import { afterEach, beforeEach, expect, test } from 'vitest';
import { nextTick } from 'vue';
import { useDatasets } from '../../../src/renderer/stores/datasets.ts';
import { isUsable, useModels } from '../../../src/renderer/stores/models.ts';
import { useTraining } from '../../../src/renderer/stores/training.ts';
import { shelves } from '../fake-shelves.ts';
import { startStores, type Running } from './with-engine.ts';

let running: Running;
beforeEach(() => (running = startStores(shelves.faces())));
afterEach(() => running.stop());

test('the current model belongs to the current dataset, whichever is chosen', async () => {
  const [datasets, models] = [useDatasets(), useModels()];
  await running.ready();
  datasets.select('digits');
  expect(models.current).toBeNull();
  models.select('sample-vae');
  expect(datasets.current?.id).toBe('sample');
  datasets.select('portraits');
  models.select('portraits-ae');
  datasets.select('digits');
  datasets.select('portraits');
  expect(models.current?.id).toBe('portraits-ae');
});

test('a model without a finished epoch cannot be looked through', () => {
  const [model] = running.engine.state.models;
  expect(isUsable({ ...model!, state: 'interrupted', epochs: 0 })).toBe(false);
  expect(isUsable({ ...model!, state: 'interrupted', epochs: 3 })).toBe(true);
  expect(isUsable({ ...model!, state: 'training', epochs: 3 })).toBe(false);
});

test('what another window changes appears here', async () => {
  const datasets = useDatasets();
  await running.ready();
  await running.engine.call('datasets.rename', { datasetId: 'digits', name: 'Ciphers' });
  await expect.poll(() => datasets.byId('digits')?.name).toBe('Ciphers');
});

test('a removed dataset is not the current one any more', async () => {
  const datasets = useDatasets();
  await running.ready();
  datasets.select('digits');
  await datasets.remove('digits');
  await nextTick();
  expect(datasets.current?.id).not.toBe('digits');
});

test('a run is followed epoch by epoch, and a resumed one replaces what it does again', async () => {
  const training = useTraining();
  await running.ready();
  await training.ensure('portraits-big');
  const before = training.runOf('portraits-big').history;
  expect(before).toHaveLength(12);
  const live = { step: 999, totalSteps: null, secondsLeft: null, imagesPerSecond: 1, device: 'cpu' as const };
  const losses = { loss: 3, reconstruction: 2, kl: 1, skippedSteps: 0, terms: {}, warnings: [] };
  running.engine.emit('training', { modelId: 'portraits-big', epoch: 11, ...live, ...losses });
  running.engine.emit('training', { modelId: 'portraits-big', epoch: 11, ...live, step: 990, ...losses });
  expect(training.runOf('portraits-big').recent.map(({ step }) => step)).toEqual([990]);
  running.engine.emit('epoch', { modelId: 'portraits-big', record: { ...before[9]!, loss: 42 } });
  const { history, recent } = training.runOf('portraits-big');
  expect(history.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  expect(history.at(-1)!.loss).toBe(42);
  expect(recent).toEqual([]);
});
