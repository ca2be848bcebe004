/** The models of the current dataset and the one that Explore, Morph and Export work with. */
import { defineStore } from 'pinia';
import { computed, ref } from 'vue';
import type { ModelRecord } from '../../shared/models.ts';
import { useHost } from '../host.ts';
import { useConnection } from './connection.ts';
import { useDatasets } from './datasets.ts';
import { usePreferences } from './preferences.ts';

/** Whether the model has weights to look through: a run that never finished an epoch has none. */
export function isUsable(model: ModelRecord): boolean {
  return model.state === 'ready' || (model.state === 'interrupted' && model.epochs > 0);
}

/** Whether it makes pictures of codes: an encoder that was imported alone cannot. */
export function canDraw({ imported }: Pick<ModelRecord, 'imported'>): boolean {
  return imported?.decoder !== null;
}

export const useModels = defineStore('models', () => {
  const { transport } = useHost();
  const preferences = usePreferences();
  const datasets = useDatasets();
  const all = ref<ModelRecord[]>([]);
  const loaded = ref(false);

  /** Those of the current dataset, newest first. */
  const ofDataset = computed(() =>
    all.value
      .filter(({ datasetId }) => datasetId === datasets.current?.id)
      .toSorted((a, b) => b.created.localeCompare(a.created)),
  );
  const usable = computed(() => ofDataset.value.filter(isUsable));
  const current = computed(() => {
    const chosen = preferences.modelIds[datasets.current?.id ?? ''];
    return usable.value.find(({ id }) => id === chosen) ?? usable.value[0] ?? null;
  });

  async function load(): Promise<void> {
    all.value = await transport.call('models.list', {});
    loaded.value = true;
  }

  const byId = (modelId: string) => all.value.find(({ id }) => id === modelId) ?? null;

  function select(modelId: string): void {
    const model = byId(modelId);
    if (model === null) return;
    preferences.modelIds[model.datasetId] = modelId;
    datasets.select(model.datasetId);
  }

  async function rename(modelId: string, name: string): Promise<void> {
    await transport.call('models.rename', { modelId, name });
    await load();
  }

  async function remove(modelId: string): Promise<void> {
    await transport.call('models.remove', { modelId });
    await load();
  }

  transport.on('library', ({ changed }) => {
    if (changed === 'models') void load();
  });
  useConnection().onReady(load);

  return { all, loaded, ofDataset, usable, current, byId, load, select, rename, remove };
});
