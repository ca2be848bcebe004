/** What the map shows: the layouts of the current model and the one in view. Kept while other screens are open. */
import { defineStore } from 'pinia';
import { computed, ref, shallowRef, watch } from 'vue';
import { isOver, type JobRecord } from '../../shared/jobs.ts';
import type { ProjectionMethod, ProjectionOptions, ProjectionRecord } from '../../shared/projections.ts';
import { useHost } from '../host.ts';
import { useConnection } from './connection.ts';
import { useJobs } from './jobs.ts';
import { useModels } from './models.ts';

/** Coordinates in view; `live` while they are still being worked out. */
export interface Layout {
  readonly projectionId: string;
  readonly method: ProjectionMethod;
  /** `[rows, 2]` */
  readonly values: Float32Array;
  readonly live: boolean;
}

export const useExplore = defineStore('explore', () => {
  const { transport } = useHost();
  const models = useModels();
  const jobs = useJobs();

  const projections = shallowRef<ProjectionRecord[]>([]);
  const method = ref<ProjectionMethod>('umap');
  const layout = shallowRef<Layout | null>(null);
  /** The list of projections has been read for the current model. */
  const loaded = ref(false);
  const error = shallowRef<unknown>(null);
  /** Methods of layouts that were begun here: an event names only the layout. */
  const begun = new Map<string, ProjectionMethod>();

  const modelId = computed(() => models.current?.id ?? null);
  const job = computed<JobRecord | null>(
    () => jobs.running.find(({ kind, modelId: of }) => kind === 'project' && of === modelId.value) ?? null,
  );
  /** Layouts of the method in question, newest first. */
  const newestOf = (wanted: ProjectionMethod): ProjectionRecord | undefined =>
    projections.value
      .filter((projection) => projection.method === wanted)
      .toSorted((a, b) => b.created.localeCompare(a.created))[0];

  /** The layout that was asked for by itself; else the newest of the method is in view. */
  const chosenId = ref<string | null>(null);
  const inQuestion = computed(
    () => projections.value.find(({ id }) => id === chosenId.value) ?? newestOf(method.value),
  );

  /** Reads what there is for the current model and shows it, the method in question first. */
  async function load(): Promise<void> {
    const id = modelId.value;
    if (id === null) return;
    try {
      const listed = await transport.call('projections.list', { modelId: id });
      if (id !== modelId.value) return;
      projections.value = listed;
      error.value = null;
      if (job.value === null && newestOf(method.value) === undefined && listed.length > 0) {
        method.value = listed.at(-1)!.method;
      }
      // Two dimensions are a map already.
      if (listed.length === 0 && models.current?.plan.latent === 2) method.value = 'latent';
      await showInQuestion();
    } catch (failure) {
      if (id === modelId.value) error.value = failure;
    } finally {
      if (id === modelId.value) loaded.value = true;
    }
  }

  async function showInQuestion(): Promise<void> {
    const projection = inQuestion.value;
    if (projection === undefined) {
      if (layout.value?.live !== true || job.value === null) layout.value = null;
      return;
    }
    if (projection.id === layout.value?.projectionId && !layout.value.live) return;
    const { values } = await transport.call('projections.coordinates', { projectionId: projection.id });
    if (projection.id !== inQuestion.value?.id) return;
    layout.value = { projectionId: projection.id, method: projection.method, values, live: false };
  }

  /** Shows a method's layout, and begins one where there is none. */
  async function choose(wanted: ProjectionMethod): Promise<void> {
    method.value = wanted;
    chosenId.value = null;
    if (newestOf(wanted) !== undefined) await showInQuestion();
    else if (job.value === null) await layOut(wanted);
  }

  /** Shows one of the listed layouts. */
  async function show(projection: ProjectionRecord): Promise<void> {
    method.value = projection.method;
    chosenId.value = projection.id;
    await showInQuestion();
  }

  /** Begins a layout, whose course is then shown. Encodes the images first where that has not been done. */
  async function layOut(wanted: ProjectionMethod, options: ProjectionOptions = {}, name = ''): Promise<void> {
    const id = modelId.value;
    if (id === null) return;
    method.value = wanted;
    chosenId.value = null;
    const { projectionId } = await transport.call('projections.create', {
      modelId: id,
      method: wanted,
      options,
      name,
    });
    begun.set(projectionId, wanted);
  }

  async function cancel(): Promise<void> {
    if (job.value !== null) await jobs.cancel(job.value.id);
  }

  transport.on('layout', ({ projectionId, modelId: of, values }) => {
    // Only UMAP tells of its course, so a layout that this window did not begin is one of those.
    const its = begun.get(projectionId) ?? 'umap';
    if (of !== modelId.value || its !== method.value) return;
    layout.value = { projectionId, method: its, values, live: true };
  });
  transport.on('library', ({ changed }) => {
    if (changed === 'projections') void load();
  });
  jobs.onEnd((ended) => {
    if (ended.kind === 'project' && ended.modelId === modelId.value && isOver(ended.state)) void load();
  });
  useConnection().onReady(load);

  watch(
    modelId,
    () => {
      projections.value = [];
      layout.value = null;
      chosenId.value = null;
      loaded.value = false;
      error.value = null;
      void load();
    },
    { immediate: true },
  );
  return {
    projections,
    method,
    layout,
    loaded,
    error,
    job,
    inQuestion,
    chosenId,
    newestOf,
    load,
    choose,
    show,
    layOut,
    cancel,
  };
});
