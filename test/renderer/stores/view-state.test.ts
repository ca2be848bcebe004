import { afterEach, expect, test } from 'vitest';
import { useColumns } from '../../../src/renderer/stores/columns.ts';
import { isolated } from '../../../src/renderer/stores/columnFilter.ts';
import { useDatasets } from '../../../src/renderer/stores/datasets.ts';
import { useFindings } from '../../../src/renderer/stores/findings.ts';
import { useGalleryOrder } from '../../../src/renderer/stores/galleryOrder.ts';
import { useSelection } from '../../../src/renderer/stores/selection.ts';
import { useViewState } from '../../../src/renderer/stores/viewState.ts';
import type { FakeState } from '../fake-engine.ts';
import { shelves } from '../fake-shelves.ts';
import { startStores, type Running } from './with-engine.ts';

const screens = new Map<string, unknown>();
let running: Running;
afterEach(() => running.stop());

/** A window that is opened on the library as it was left. */
async function open(): Promise<void> {
  const shelf: Partial<FakeState> = { ...shelves.faces(), screens };
  running = startStores(shelf);
  const state = useViewState();
  useDatasets().select('portraits');
  await running.ready();
  await expect.poll(() => state.restored).toBe('portraits');
}

test('what was selected, coloured, filtered and open is found again', async () => {
  await open();
  useSelection().replace(Uint32Array.of(8, 3, 5));
  useSelection().look(3);
  useColumns().colourBy = 'z:2';
  useColumns().setFilter('label', isolated(null, 1, 6));
  useFindings().open('outliers');
  Object.assign(useGalleryOrder(), { column: 'width', descending: true });
  await expect.poll(() => screens.size, { timeout: 3000 }).toBe(1);
  running.stop();

  await open();
  expect([...useSelection().images]).toEqual([8, 3, 5]);
  expect(useSelection().focus).toBe(3);
  expect(useColumns().colourBy).toBe('z:2');
  await expect.poll(() => useColumns().shown).toBe(402);
  expect(useFindings().page).toBe('outliers');
  expect(useGalleryOrder().column).toBe('width');
  expect(useGalleryOrder().descending).toBe(true);
});

test('a state that another version wrote opens the screen as for the first time', async () => {
  screens.set('view:portraits', { filters: 'none' });
  await open();
  expect(useSelection().count).toBe(0);
  await expect.poll(() => useColumns().colourBy).toBe('label');
});
