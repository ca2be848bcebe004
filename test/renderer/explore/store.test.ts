import { afterEach, beforeEach, expect, test } from 'vitest';
import { useExplore } from '../../../src/renderer/stores/explore.ts';
import { useDatasets } from '../../../src/renderer/stores/datasets.ts';
import { useModels } from '../../../src/renderer/stores/models.ts';
import { shelves } from '../fake-shelves.ts';
import { startStores, type Running } from '../stores/with-engine.ts';

let running: Running;
let explore: ReturnType<typeof useExplore>;
beforeEach(async () => {
  running = startStores(shelves.faces());
  explore = useExplore();
  useDatasets().select('portraits');
  await running.ready();
  await expect.poll(() => explore.loaded).toBe(true);
});
afterEach(() => running.stop());

const layouts = () => running.engine.calls.filter(({ method }) => method === 'projections.create').length;

test('nothing is laid out until it is asked for', () => {
  expect(explore.layout).toBeNull();
  expect(layouts()).toBe(0);
});

test('a layout is shown while it is worked out, and stays when it is done', async () => {
  await explore.layOut('umap');
  await expect.poll(() => explore.layout?.live).toBe(true);
  expect(explore.layout!.values).toHaveLength(2 * 2412);
  await expect.poll(() => explore.layout?.live).toBe(false);
  expect(explore.layout!.method).toBe('umap');
  expect(explore.job).toBeNull();
});

test('a layout that is cancelled leaves no half-done one behind', async () => {
  await explore.layOut('umap');
  await expect.poll(() => explore.layout?.live).toBe(true);
  await explore.cancel();
  await expect.poll(() => explore.job).toBeNull();
  await expect.poll(() => explore.layout).toBeNull();
});

test('choosing a method works its layout out once, and shows it again at once', async () => {
  await explore.choose('pca');
  await expect.poll(() => explore.layout?.method).toBe('pca');
  await expect.poll(() => explore.job).toBeNull();
  await explore.choose('umap');
  await expect.poll(() => explore.layout?.live === false && explore.layout.method).toBe('umap');
  await explore.choose('pca');
  expect(explore.layout?.method).toBe('pca');
  expect(layouts()).toBe(2);
});

test('another model has a map of its own', async () => {
  await explore.choose('pca');
  await expect.poll(() => explore.layout?.live).toBe(false);
  useModels().select('portraits-ae');
  await expect.poll(() => explore.layout).toBeNull();
  useModels().select('portraits-vae');
  await expect.poll(() => explore.layout?.method).toBe('pca');
});
