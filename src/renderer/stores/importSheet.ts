/** The import sheet: whether it is open, and what was dropped or chosen for it. */
import { defineStore } from 'pinia';
import { ref, shallowRef } from 'vue';

/** A file from a browser with its path relative to what was dropped, or an absolute path on this machine. */
export type ImportSource = { kind: 'path'; path: string } | { kind: 'file'; file: File; path: string };

export const useImportSheet = defineStore('importSheet', () => {
  const shown = ref(false);
  const sources = shallowRef<ImportSource[]>([]);
  /** The dataset to add to; null for a new one. */
  const datasetId = ref<string | null>(null);

  function open(from: ImportSource[] = [], into: string | null = null): void {
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
