/** The order of the gallery: by a column, or as the images were imported. */
import { defineStore } from 'pinia';
import { ref, watch } from 'vue';
import { useDatasets } from './datasets.ts';

export const useGalleryOrder = defineStore('galleryOrder', () => {
  const datasets = useDatasets();
  /** Null for the order of the dataset. */
  const column = ref<string | null>(null);
  const descending = ref(false);
  watch(
    () => datasets.current?.id,
    () => {
      column.value = null;
      descending.value = false;
    },
    { flush: 'sync' },
  );
  return { column, descending };
});

/**
 * The images that every mask lets through, in the order of their values; images without a value come last, equals stay in the
 * order of the dataset. Null when that is the whole dataset as it is.
 */
export function orderImages(
  count: number,
  masks: readonly (Uint8Array | null)[],
  values: Float32Array | null,
  descending: boolean,
): Uint32Array | null {
  const set = masks.filter((mask) => mask !== null);
  if (set.length === 0 && values === null) return null;
  const listed = new Uint32Array(count);
  let length = 0;
  for (let image = 0; image < count; image++) {
    if (set.every((mask) => mask[image] === 1)) listed[length++] = image;
  }
  const shown = listed.subarray(0, length);
  return values === null ? shown.slice() : sortedByValue(shown, values, descending);
}

/** Images in the order of their values, ascending unless said otherwise; those without one last. */
export function sortedByValue(images: Uint32Array, values: Float32Array, descending = false): Uint32Array {
  const sign = descending ? -1 : 1;
  return images.slice().sort((a, b) => {
    const [p, q] = [values[a] ?? NaN, values[b] ?? NaN];
    if (Number.isNaN(p)) return Number.isNaN(q) ? a - b : 1;
    if (Number.isNaN(q)) return -1;
    return sign * (p - q) || a - b;
  });
}
