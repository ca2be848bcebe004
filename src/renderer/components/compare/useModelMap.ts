/** The newest map of a model by a method, wherever else the model is looked at. */
import { computed, onUnmounted, shallowRef, watch, type Ref } from 'vue';
import type { ProjectionMethod, ProjectionRecord } from '../../../shared/projections.ts';
import { useHost } from '../../host.ts';
import { useConnection } from '../../stores/connection.ts';
import { useJobs } from '../../stores/jobs.ts';

export function useModelMap(modelId: Ref<string>, method: Ref<ProjectionMethod>) {
  const { transport } = useHost();
  const jobs = useJobs();
  /** `[rows, 2]`; null where there is no map. */
  const coordinates = shallowRef<Float32Array | null>(null);
  const loaded = shallowRef(false);
  const error = shallowRef<unknown>(null);
  const job = computed(
    () => jobs.running.find(({ kind, modelId: of }) => kind === 'project' && of === modelId.value) ?? null,
  );
  let asked = 0;

  async function load(): Promise<void> {
    const asking = ++asked;
    error.value = null;
    try {
      const listed = await transport.call('projections.list', { modelId: modelId.value });
      const newest = newestOf(listed, method.value);
      const map = newest
        ? await transport.call('projections.coordinates', { projectionId: newest.id })
        : null;
      if (asking !== asked) return;
      coordinates.value = map?.values ?? null;
    } catch (failure) {
      if (asking === asked) error.value = failure;
    } finally {
      if (asking === asked) loaded.value = true;
    }
  }

  async function layOut(): Promise<void> {
    await transport.call('projections.create', { modelId: modelId.value, method: method.value });
  }

  watch(
    [modelId, method],
    () => {
      coordinates.value = null;
      loaded.value = false;
      void load();
    },
    { immediate: true },
  );
  onUnmounted(
    jobs.onEnd((ended) => {
      if (ended.kind === 'project' && ended.modelId === modelId.value) void load();
    }),
  );
  const connection = useConnection();
  watch(
    () => connection.ready,
    (ready) => ready && void load(),
  );

  return { coordinates, loaded, error, job, layOut };
}

function newestOf(listed: readonly ProjectionRecord[], method: ProjectionMethod) {
  return listed
    .filter((projection) => projection.method === method)
    .toSorted((a, b) => b.created.localeCompare(a.created))[0];
}
