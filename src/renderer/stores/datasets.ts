/** The datasets of the library and the one that all screens work on. */
import { defineStore } from 'pinia';
import { computed, ref } from 'vue';
import type { Params } from '../../shared/contract.ts';
import type { DatasetRecord } from '../../shared/datasets.ts';
import { useHost } from '../host.ts';
import { useConnection } from './connection.ts';
import { usePreferences } from './preferences.ts';

export const useDatasets = defineStore('datasets', () => {
  const { transport } = useHost();
  const preferences = usePreferences();
  const all = ref<DatasetRecord[]>([]);
  const loaded = ref(false);

  const current = computed(
    () => all.value.find(({ id }) => id === preferences.datasetId) ?? all.value[0] ?? null,
  );
  /** Newest first. */
  const recent = computed(() => all.value.toSorted((a, b) => b.created.localeCompare(a.created)));

  async function load(): Promise<void> {
    all.value = await transport.call('datasets.list', {});
    loaded.value = true;
  }

  function select(datasetId: string): void {
    preferences.datasetId = datasetId;
  }

  const byId = (datasetId: string) => all.value.find(({ id }) => id === datasetId) ?? null;

  /** Starts an import and returns the job's and the dataset's ids. */
  const startImport = (params: Params<'datasets.import'>) => transport.call('datasets.import', params);
  const addSample = () => transport.call('datasets.addSample', {});

  async function rename(datasetId: string, name: string): Promise<void> {
    await transport.call('datasets.rename', { datasetId, name });
    await load();
  }

  async function remove(datasetId: string): Promise<void> {
    await transport.call('datasets.remove', { datasetId });
    await load();
  }

  transport.on('library', ({ changed }) => {
    if (changed === 'datasets') void load();
  });
  useConnection().onReady(load);

  return {
    all,
    loaded,
    current,
    recent,
    byId,
    load,
    select,
    startImport,
    addSample,
    rename,
    remove,
  };
});
