/** The record of one image at a time, kept once it is known. */
import { shallowRef, watch, type Ref } from 'vue';
import type { DatasetRecord, ImageRecord } from '../../../shared/datasets.ts';
import { useHost } from '../../host.ts';

/** Images are read in blocks, as a pointer that wanders over the map asks for many. */
const BLOCK = 64;

export function useImageRecord(dataset: Ref<DatasetRecord>, image: Ref<number>) {
  const { transport } = useHost();
  const blocks = new Map<string, Promise<ImageRecord[]>>();
  const record = shallowRef<ImageRecord | null>(null);

  function blockOf(index: number): Promise<ImageRecord[]> {
    const { id: datasetId, images } = dataset.value;
    const offset = Math.floor(index / BLOCK) * BLOCK;
    const key = `${datasetId} ${images} ${offset}`;
    let block = blocks.get(key);
    if (block === undefined) {
      block = transport
        .call('datasets.images', { datasetId, offset, limit: BLOCK })
        .then(({ images: records }) => records);
      blocks.set(key, block);
    }
    return block;
  }

  watch([() => dataset.value.id, image], async () => {
    const wanted = image.value;
    record.value = null;
    if (wanted < 0) return;
    try {
      const block = await blockOf(wanted);
      if (wanted === image.value) record.value = block[wanted % BLOCK] ?? null;
    } catch {
      // A name that cannot be had is left out of a hover card; what is wrong is said where it matters.
      blocks.clear();
    }
  });
  return record;
}
