/**
 * What is known of every image of the current dataset and model, column by column; which column colours the map, and which filters
 * say what is shown in map and gallery. Values are read when something needs them and kept while there is room.
 */
import { defineStore } from 'pinia';
import { computed, ref, shallowRef, watch } from 'vue';
import type { ColumnRecord } from '../../shared/columns.ts';
import { useHost } from '../host.ts';
import { type Colouring, robustRange } from '../map/colouring.ts';
import { applyFilter, type ColumnFilter, isOpen } from './columnFilter.ts';
import { useConnection } from './connection.ts';
import { useDatasets } from './datasets.ts';
import { useModels } from './models.ts';

/** Bytes of values that are kept besides those in use. */
const ROOM = 128e6;
/** Milliseconds of quiet after a change before the list is read again: tagging by key changes it many times a second. */
const QUIET = 150;

export const useColumns = defineStore('columns', () => {
  const { transport } = useHost();
  const datasets = useDatasets();
  const models = useModels();

  const list = shallowRef<ColumnRecord[]>([]);
  const loaded = ref(false);
  const error = shallowRef<unknown>(null);
  const byId = (id: string | null) => list.value.find((column) => column.id === id) ?? null;

  /** In order of use: the first was not needed for longest. */
  let kept = new Map<string, Promise<Float32Array>>();
  const scope = computed(() => ({
    datasetId: datasets.current?.id ?? '',
    modelId: models.current?.id,
  }));

  /** `[images]`: numbers with NaN for none, or positions in the column's categories with -1 for none. */
  function values(column: string): Promise<Float32Array> {
    const known = kept.get(column);
    if (known !== undefined) {
      kept.delete(column);
      kept.set(column, known);
      return known;
    }
    const reading = transport
      .call('columns.values', { ...scope.value, column })
      .then(({ values: read }) => read);
    const mine = kept.set(column, reading);
    const most = Math.max(8, Math.floor(ROOM / (4 * Math.max(1, datasets.current?.images ?? 1))));
    for (const oldest of mine.keys()) {
      if (mine.size <= most) break;
      mine.delete(oldest);
    }
    reading.catch(() => mine.delete(column));
    return reading;
  }

  /** The column whose values the colours say; null for one colour throughout. */
  const colourBy = ref<string | null>(null);
  const colourColumn = computed(() => byId(colourBy.value));
  const colourValues = shallowRef<Float32Array | null>(null);
  const colourRange = computed(() => (colourValues.value === null ? null : robustRange(colourValues.value)));
  const colouring = computed<Colouring | null>(() => {
    const column = colourColumn.value;
    const read = colourValues.value;
    if (column === null || read === null) return null;
    if (column.kind === 'category') return { kind: 'category', values: read };
    return { kind: 'number', values: read, ...colourRange.value! };
  });

  const filters = shallowRef<ReadonlyMap<string, ColumnFilter>>(new Map());
  /** 1 for every image that all filters let through; null where none is set. */
  const mask = shallowRef<Uint8Array | null>(null);
  const shown = computed(() => {
    if (mask.value === null) return datasets.current?.images ?? 0;
    let sum = 0;
    for (const one of mask.value) sum += one;
    return sum;
  });

  function setFilter(column: string, filter: ColumnFilter | null): void {
    const next = new Map(filters.value);
    if (filter === null || isOpen(filter)) next.delete(column);
    else next.set(column, filter);
    filters.value = next;
  }

  function clearFilters(): void {
    filters.value = new Map();
  }

  let colouringAsked = 0;
  async function readColours(): Promise<void> {
    const asking = ++colouringAsked;
    const column = colourColumn.value;
    const read = column === null ? null : await values(column.id);
    if (asking === colouringAsked) colourValues.value = read;
  }

  let maskAsked = 0;
  async function readMask(): Promise<void> {
    const asking = ++maskAsked;
    const set = [...filters.value].filter(([column]) => byId(column) !== null);
    if (set.length === 0) {
      mask.value = null;
      return;
    }
    const read = await Promise.all(set.map(([column]) => values(column)));
    if (asking !== maskAsked) return;
    const combined = new Uint8Array(datasets.current?.images ?? 0).fill(1);
    set.forEach(([, filter], k) => applyFilter(combined, read[k]!, filter));
    mask.value = combined;
  }

  /** What cannot be read is said where columns are chosen, and read again when it is asked for next. */
  function attempt(read: () => Promise<void>): void {
    read().then(
      () => (error.value = null),
      (failure: unknown) => (error.value = failure),
    );
  }

  async function load(): Promise<void> {
    const asked = scope.value;
    if (asked.datasetId === '') return;
    const columns = await transport.call('columns.list', asked);
    if (asked !== scope.value) return;
    const first = !loaded.value;
    list.value = columns;
    loaded.value = true;
    if (first && colourBy.value === null && byId('label') !== null) colourBy.value = 'label';
  }

  let quiet: ReturnType<typeof setTimeout> | undefined;
  /** Forgets values that may have changed, and reads anew what is in use. */
  function renew(changed: (column: string) => boolean): void {
    for (const column of [...kept.keys()]) if (changed(column)) kept.delete(column);
    clearTimeout(quiet);
    quiet = setTimeout(() => attempt(load), QUIET);
  }

  transport.on('library', ({ changed }) => {
    if (changed === 'curation') renew((id) => id.startsWith('tag:') || id === 'excluded');
    else if (changed === 'columns') renew((id) => id.startsWith('metadata:'));
    else if (changed === 'analyses') renew(() => false);
    else if (changed === 'datasets') renew(() => true);
    else if (changed === 'models') renew((id) => id.startsWith('z:'));
  });
  useConnection().onReady(() => {
    attempt(load);
    return Promise.resolve();
  });

  watch(
    () => scope.value.datasetId,
    () => {
      loaded.value = false;
      colourBy.value = null;
      filters.value = new Map();
    },
    { flush: 'sync' },
  );
  watch(
    () => `${scope.value.datasetId} ${scope.value.modelId}`,
    () => {
      kept = new Map();
      list.value = [];
      colourValues.value = null;
      mask.value = null;
      attempt(load);
    },
    { immediate: true },
  );
  watch([list, colourColumn], () => attempt(readColours));
  watch([list, filters], () => attempt(readMask));

  return {
    list,
    loaded,
    error,
    byId,
    values,
    colourBy,
    colourColumn,
    colourValues,
    colourRange,
    colouring,
    filters,
    mask,
    shown,
    setFilter,
    clearFilters,
    load,
  };
});
