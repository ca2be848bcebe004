/** Finds images of a dataset by file name: all of them, however many. What has been found so far is shown while more is read. */
import { ref, shallowRef, watch, type Ref } from 'vue';
import type { DatasetRecord, ImageRecord } from '../../../shared/datasets.ts';
import { useHost } from '../../host.ts';

/** Milliseconds of quiet after the last key before the search runs. */
const TYPING_PAUSE = 180;
const PAGE = 5000;

export interface Found {
  /** The first page of what was found. */
  readonly records: readonly ImageRecord[];
  readonly total: number;
  /** 1 for every image that was found. */
  readonly mask: Uint8Array;
}

export function useSearch(dataset: Ref<DatasetRecord>) {
  const { transport } = useHost();
  const text = ref('');
  const found = shallowRef<Found | null>(null);
  const error = shallowRef<unknown>(null);
  let typing: ReturnType<typeof setTimeout> | undefined;
  let asked = 0;

  async function search(): Promise<void> {
    const asking = ++asked;
    error.value = null;
    const wanted = text.value.trim();
    if (wanted === '') {
      found.value = null;
      return;
    }
    const { id: datasetId, images } = dataset.value;
    const mask = new Uint8Array(images);
    try {
      let first: Found | null = null;
      for (let offset = 0, total = 1; offset < total; offset += PAGE) {
        const page = await transport.call('datasets.images', {
          datasetId,
          search: wanted,
          offset,
          limit: PAGE,
        });
        if (asking !== asked) return;
        for (const { index } of page.images) mask[index] = 1;
        total = page.total;
        first ??= { records: page.images, total, mask };
        // A copy, so that who paints by the mask sees that it has changed.
        const last = offset + PAGE >= total;
        if (offset === 0 || last) found.value = { ...first, mask: mask.slice() };
      }
    } catch (failure) {
      if (asking === asked) error.value = failure;
    }
  }

  watch(text, () => {
    clearTimeout(typing);
    typing = setTimeout(() => void search(), text.value.trim() === '' ? 0 : TYPING_PAUSE);
  });
  watch(
    () => dataset.value.id,
    () => (text.value = ''),
  );

  return { text, found, error };
}
