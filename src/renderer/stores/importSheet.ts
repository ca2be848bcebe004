/** The import sheet: whether it is open, and what was dropped or chosen for it. */
import { defineStore } from 'pinia';
import { ref, shallowRef } from 'vue';
import type { Dropped } from '../api/dropped-files.ts';

export const useImportSheet = defineStore('importSheet', () => {
  const shown = ref(false);
  const sources = shallowRef<Dropped[]>([]);
  /** The dataset to add to; null for a new one. */
  const datasetId = ref<string | null>(null);

  function open(from: Dropped[] = [], into: string | null = null): void {
    sources.value = from;
    datasetId.value = into;
    shown.value = true;
  }

  function close(): void {
    shown.value = false;
    sources.value = [];
  }

  return { shown, sources, datasetId, open, close };
});
