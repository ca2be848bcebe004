/** The records of a dataset's images in the order they are shown, loaded in blocks as they come into view. */
import { computed, shallowRef, watch, type Ref } from 'vue';
import type { DatasetRecord, ImageRecord } from '../../../shared/datasets.ts';
import { useHost } from '../../host.ts';

const BLOCK = 500;

export interface ImageFilter {
  search: string;
  label: string | null;
}

export function useImageRecords(dataset: Ref<DatasetRecord>, filter: Ref<ImageFilter>) {
  const { transport } = useHost();
  const blocks = shallowRef(new Map<number, ImageRecord[]>());
  const filteredTotal = shallowRef<number | null>(null);
  const error = shallowRef<unknown>(null);
  let asked = new Set<number>();
  let generation = 0;

  const filtered = computed(() => filter.value.search !== '' || filter.value.label !== null);
  /** Null while it is not known. */
  const total = computed(() => (filtered.value ? filteredTotal.value : dataset.value.images));

  async function loadBlock(block: number): Promise<void> {
    const asking = generation;
    asked.add(block);
    try {
      const { search, label } = filter.value;
      const page = await transport.call('datasets.images', {
        datasetId: dataset.value.id,
        offset: block * BLOCK,
        limit: BLOCK,
        search: search === '' ? undefined : search,
        label: label ?? undefined,
      });
      if (asking !== generation) return;
      filteredTotal.value = page.total;
      blocks.value = new Map(blocks.value).set(block, page.images);
    } catch (failure) {
      if (asking === generation) error.value = failure;
    }
  }

  function reset(): void {
    generation++;
    asked = new Set();
    blocks.value = new Map();
    error.value = null;
    void loadBlock(0);
  }

  /** Loads what is missing of the positions [first, end). */
  function ensure(first: number, end: number): void {
    for (let block = Math.floor(first / BLOCK); block * BLOCK < end; block++) {
      if (!asked.has(block)) void loadBlock(block);
    }
  }

  const at = (position: number): ImageRecord | null =>
    blocks.value.get(Math.floor(position / BLOCK))?.[position % BLOCK] ?? null;

  /** The index in the dataset of what is shown at a position, or null while it is not known. */
  const indexAt = (position: number): number | null =>
    filtered.value ? (at(position)?.index ?? null) : position;

  watch([() => dataset.value.id, () => dataset.value.images, filter], reset, { immediate: true });

  /** Changes whenever records have arrived. */
  const loaded = computed(() => blocks.value);

  return { total, error, loaded, at, indexAt, ensure, reset };
}
