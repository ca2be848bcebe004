/**
 * What is found again after a restart, for each dataset: the method of the map, colours, filters, selection, the open page of the
 * findings and the order of the gallery. Written a moment after the last change.
 */
import { defineStore } from 'pinia';
import { ref, watch } from 'vue';
import { z } from 'zod';
import { projectionMethodSchema } from '../../shared/projections.ts';
import { useHost } from '../host.ts';
import { columnFilterSchema } from './columnFilter.ts';
import { useColumns } from './columns.ts';
import { useConnection } from './connection.ts';
import { useCuration } from './curation.ts';
import { useDatasets } from './datasets.ts';
import { useExplore } from './explore.ts';
import { findingPages, useFindings } from './findings.ts';
import { useGalleryOrder } from './galleryOrder.ts';
import { useSelection } from './selection.ts';
import { packImages, unpackImages } from './packedImages.ts';

/** Milliseconds of quiet after the last change. */
const QUIET = 500;

const stateSchema = z.object({
  method: projectionMethodSchema,
  /** The map that was asked for by itself; null for the newest of the method. */
  projectionId: z.string().nullable(),
  colourBy: z.string().nullable(),
  filters: z.array(z.tuple([z.string(), columnFilterSchema])),
  selection: z.string(),
  focus: z.number().int().nullable(),
  page: z.enum(findingPages).nullable(),
  sort: z.object({ column: z.string().nullable(), descending: z.boolean() }),
  keyTags: z.array(z.string()).max(9),
});
type State = z.infer<typeof stateSchema>;

export const useViewState = defineStore('viewState', () => {
  const { transport } = useHost();
  const datasets = useDatasets();
  const explore = useExplore();
  const columns = useColumns();
  const selection = useSelection();
  const findings = useFindings();
  const curation = useCuration();
  const order = useGalleryOrder();

  /** The dataset whose state has been read, and whose changes are therefore written. */
  const restored = ref<string | null>(null);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let written = '';

  const keyOf = (datasetId: string) => `view:${datasetId}`;

  function current(): State {
    return {
      method: explore.method,
      projectionId: explore.chosenId,
      colourBy: columns.colourBy,
      filters: [...columns.filters],
      selection: packImages(selection.images),
      focus: selection.focus,
      page: findings.page,
      sort: { column: order.column, descending: order.descending },
      keyTags: curation.keyTags,
    };
  }

  function apply(state: State): void {
    explore.method = state.method;
    explore.chosenId = state.projectionId;
    columns.colourBy = state.colourBy;
    columns.filters = new Map(state.filters);
    order.column = state.sort.column;
    order.descending = state.sort.descending;
    // Similar images are not kept, so that there would be nothing on their page.
    findings.page = state.page === 'similar' ? null : state.page;
    const tags = [...state.keyTags, ...curation.keyTags.filter((tag) => !state.keyTags.includes(tag))];
    curation.keyTags = tags.slice(0, 9);
    // What was chosen in the meantime (an image named in the address) is meant more than what was chosen last time.
    if (selection.count > 0) return;
    const images = datasets.current?.images ?? 0;
    selection.replace(unpackImages(state.selection).filter((image) => image < images));
    if (state.focus !== null && selection.has(state.focus)) selection.look(state.focus);
  }

  async function restore(): Promise<void> {
    const datasetId = datasets.current?.id;
    if (datasetId === undefined || restored.value === datasetId) return;
    try {
      const { value } = await transport.call('state.read', { key: keyOf(datasetId) });
      if (datasetId !== datasets.current?.id) return;
      // What another version wrote and this one does not understand is left.
      const { success, data } = stateSchema.safeParse(value);
      if (success) apply(data);
      written = JSON.stringify(current());
      restored.value = datasetId;
      if (success) await explore.load();
    } catch {
      // The screen opens as it does for the first time; what fails for good is said by the stores that cannot load.
    }
  }

  function write(): void {
    const datasetId = restored.value;
    if (datasetId === null || datasetId !== datasets.current?.id) return;
    const text = JSON.stringify(current());
    if (text === written) return;
    written = text;
    // Plain data: the window's own reactive arrays cannot cross to another process.
    const value: unknown = JSON.parse(text);
    transport.call('state.write', { key: keyOf(datasetId), value }).catch(() => undefined);
  }

  watch(
    () => datasets.current?.id,
    () => {
      clearTimeout(timer);
      restored.value = null;
      void restore();
    },
    { immediate: true },
  );
  useConnection().onReady(restore);
  watch(
    () => [
      explore.method,
      explore.chosenId,
      columns.colourBy,
      columns.filters,
      selection.images,
      selection.focus,
      findings.page,
      order.column,
      order.descending,
      curation.keyTags,
    ],
    () => {
      clearTimeout(timer);
      timer = setTimeout(write, QUIET);
    },
  );

  return { restored };
});
