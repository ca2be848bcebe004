/** What a person has chosen for this window, kept in the browser's storage between visits. */
import { defineStore } from 'pinia';
import { computed, ref, watch } from 'vue';

export type Theme = 'system' | 'light' | 'dark';

const KEY = 'morphospace.preferences';

interface Stored {
  theme: Theme;
  thumbnailSize: number;
  datasetId: string | null;
  modelIds: Record<string, string>;
}

const defaults: Stored = { theme: 'system', thumbnailSize: 112, datasetId: null, modelIds: {} };

function readStored(): Stored {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}');
    return { ...defaults, ...(typeof stored === 'object' ? stored : {}) };
  } catch {
    // Storage may be switched off or hold something else: the defaults serve.
    return { ...defaults };
  }
}

export const usePreferences = defineStore('preferences', () => {
  const stored = readStored();
  const theme = ref(stored.theme);
  const thumbnailSize = ref(stored.thumbnailSize);
  /** The dataset of the last visit. */
  const datasetId = ref(stored.datasetId);
  /** For every dataset the model that was last looked at. */
  const modelIds = ref(stored.modelIds);

  const systemDark = ref(false);
  if (typeof matchMedia === 'function') {
    const query = matchMedia('(prefers-color-scheme: dark)');
    systemDark.value = query.matches;
    query.addEventListener('change', (event) => (systemDark.value = event.matches));
  }
  /** The scheme in force now. */
  const scheme = computed(() =>
    theme.value === 'system' ? (systemDark.value ? 'dark' : 'light') : theme.value,
  );

  watch(
    theme,
    (chosen) => {
      if (typeof document === 'undefined') return;
      if (chosen === 'system') delete document.documentElement.dataset.theme;
      else document.documentElement.dataset.theme = chosen;
    },
    // Before `scheme` is seen to change by whoever repaints a canvas.
    { immediate: true, flush: 'sync' },
  );

  watch(
    [theme, thumbnailSize, datasetId, modelIds],
    () => {
      const state: Stored = {
        theme: theme.value,
        thumbnailSize: thumbnailSize.value,
        datasetId: datasetId.value,
        modelIds: modelIds.value,
      };
      try {
        localStorage.setItem(KEY, JSON.stringify(state));
      } catch {
        // A private window may refuse; the choice then lasts as long as the page.
      }
    },
    { deep: true },
  );

  return { theme, scheme, thumbnailSize, datasetId, modelIds };
});
