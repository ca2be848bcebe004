/**
 * The selected images of the current dataset, shared by map, gallery, findings and comparison, and kept while screens change. Any
 * number of images: a list in the order in which they were chosen, and a mask of one byte an image.
 */
import { defineStore } from 'pinia';
import { computed, ref, shallowRef, watch } from 'vue';
import { combineSelection, type SelectionMode } from '../map/selection.ts';
import { useDatasets } from './datasets.ts';

const NONE = new Uint32Array(0);

export const useSelection = defineStore('selection', () => {
  const datasets = useDatasets();
  const total = computed(() => datasets.current?.images ?? 0);

  /** In the order in which they were chosen. */
  const images = shallowRef<Uint32Array>(NONE);
  /** The image that is looked at: one of the selected ones, or null. */
  const focus = ref<number | null>(null);
  const count = computed(() => images.value.length);
  /** 1 for every selected image, `[images of the dataset]`. */
  const mask = computed(() => {
    const marked = new Uint8Array(total.value);
    for (const image of images.value) marked[image] = 1;
    return marked;
  });
  const has = (image: number) => mask.value[image] === 1;

  function set(chosen: Uint32Array, looked: number | null): void {
    images.value = chosen;
    focus.value = looked;
  }

  /** One image alone, which is looked at. */
  function select(image: number): void {
    set(Uint32Array.of(image), image);
  }

  /** Adds an image and looks at it, or takes it away; what was chosen before it is then looked at. */
  function toggle(image: number): void {
    const chosen = combineSelection(images.value, Uint32Array.of(image), has(image) ? 'subtract' : 'add');
    set(chosen, chosen.at(-1) ?? null);
  }

  /** Looks at an image. Where it is selected the others stay selected, so that one can walk through them. */
  function look(image: number): void {
    if (has(image)) focus.value = image;
    else select(image);
  }

  /** What enclosing or listing images does. A single image is looked at; of many none stands out. */
  function combine(others: Uint32Array, mode: SelectionMode): void {
    const chosen = combineSelection(images.value, others, mode);
    const kept = focus.value !== null && mode !== 'replace' && chosen.includes(focus.value);
    set(chosen, chosen.length === 1 ? chosen[0]! : kept ? focus.value : null);
  }

  function replace(chosen: Uint32Array): void {
    combine(chosen, 'replace');
  }

  /** All images that are shown and not selected; `shown` null stands for all of the dataset. */
  function invert(shown: Uint8Array | null): void {
    const selected = mask.value;
    replace(listed(total.value, (image) => selected[image] === 0 && shown?.[image] !== 0));
  }

  /** All images that are shown. */
  function selectAll(shown: Uint8Array | null): void {
    replace(listed(total.value, (image) => shown?.[image] !== 0));
  }

  function clear(): void {
    set(NONE, null);
  }

  watch(() => datasets.current?.id, clear, { flush: 'sync' });

  return {
    images,
    focus,
    count,
    mask,
    has,
    select,
    toggle,
    look,
    combine,
    replace,
    invert,
    selectAll,
    clear,
  };
});

/** The indices from 0 to `count` that a test lets through. */
function listed(count: number, test: (image: number) => boolean): Uint32Array {
  const found = new Uint32Array(count);
  let length = 0;
  for (let image = 0; image < count; image++) if (test(image)) found[length++] = image;
  return found.slice(0, length);
}
