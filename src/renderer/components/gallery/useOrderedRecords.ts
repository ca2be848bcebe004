/** The records of images in any order, read in blocks as they come into view. */
import { shallowRef, watch, type Ref } from 'vue';
import type { DatasetRecord, ImageRecord } from '../../../shared/datasets.ts';
import { useHost } from '../../host.ts';

const BLOCK = 250;

/** @param order the images by their indices; null for all of the dataset as they are */
export function useOrderedRecords(dataset: Ref<DatasetRecord>, order: Ref<Uint32Array | null>) {
  const { transport } = useHost();
  /** Blocks of the order. Changes whenever records have arrived. */
  const blocks = shallowRef(new Map<number, readonly ImageRecord[]>());
  const error = shallowRef<unknown>(null);
  let asked = new Set<number>();
  let generation = 0;

  async function load(block: number): Promise<void> {
    const asking = generation;
    asked.add(block);
    const { id: datasetId, images } = dataset.value;
    const first = block * BLOCK;
    const indices =
      order.value === null
        ? Array.from({ length: Math.min(BLOCK, images - first) }, (_, k) => first + k)
        : [...order.value.subarray(first, first + BLOCK)];
    try {
      const records = await transport.call('datasets.imagesAt', { datasetId, indices });
      if (asking === generation) blocks.value = new Map(blocks.value).set(block, records);
    } catch (failure) {
      if (asking === generation) error.value = failure;
    }
  }

  function reset(): void {
    generation++;
    asked = new Set();
    blocks.value = new Map();
    error.value = null;
  }

  /** Reads what is missing of the positions [first, end). */
  function ensure(first: number, end: number): void {
    const total = order.value?.length ?? dataset.value.images;
    for (let block = Math.floor(first / BLOCK); block * BLOCK < Math.min(end, total); block++) {
      if (!asked.has(block)) void load(block);
    }
  }

  const at = (position: number): ImageRecord | null =>
    blocks.value.get(Math.floor(position / BLOCK))?.[position % BLOCK] ?? null;

  watch([() => dataset.value.id, () => dataset.value.images, order], reset);

  return { blocks, error, at, ensure, reset };
}
