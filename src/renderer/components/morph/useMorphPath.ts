/** The pictures along a path, fetched ahead as a whole, and the model's view of every image that it runs through. */
import { shallowRef, watch, type Ref } from 'vue';
import type { Inspection, Pictures } from '../../../shared/latent.ts';
import { useHost } from '../../host.ts';

/** Frames per segment; between two of them the screen fades. */
const STEPS = 48;
/** A long path gets fewer frames per segment, so that all of them together stay small. */
const MOST_FRAMES = 720;

export function stepsFor(segments: number): number {
  return Math.max(8, Math.min(STEPS, Math.floor(MOST_FRAMES / segments)));
}

export function useMorphPath(
  modelId: Ref<string | null>,
  waypoints: Ref<readonly number[]>,
  interpolation: Ref<'linear' | 'spherical'>,
) {
  const { transport } = useHost();
  const frames = shallowRef<Pictures | null>(null);
  /** By image; of the current model. */
  const inspections = shallowRef<ReadonlyMap<number, Inspection>>(new Map());
  const error = shallowRef<unknown>(null);
  const loading = shallowRef(false);
  let asked = 0;

  async function loadFrames(): Promise<void> {
    const asking = ++asked;
    error.value = null;
    const model = modelId.value;
    const indices = [...waypoints.value];
    if (model === null || indices.length < 2) {
      frames.value = null;
      loading.value = false;
      return;
    }
    loading.value = true;
    try {
      const { pictures } = await transport.call('latent.path', {
        modelId: model,
        indices,
        steps: stepsFor(indices.length - 1),
        interpolation: interpolation.value,
      });
      if (asking === asked) frames.value = pictures;
    } catch (failure) {
      if (asking === asked) error.value = failure;
    } finally {
      if (asking === asked) loading.value = false;
    }
  }

  async function inspect(): Promise<void> {
    const model = modelId.value;
    if (model === null) return;
    for (const index of new Set(waypoints.value)) {
      if (inspections.value.has(index)) continue;
      try {
        const seen = await transport.call('latent.inspect', { modelId: model, index });
        if (model !== modelId.value) return;
        inspections.value = new Map(inspections.value).set(index, seen);
      } catch (failure) {
        if (model === modelId.value) error.value = failure;
      }
    }
  }

  watch([modelId, waypoints, interpolation], loadFrames, { immediate: true });
  watch(modelId, () => (inspections.value = new Map()));
  watch([modelId, waypoints], inspect, { immediate: true });
  return { frames, inspections, error, loading, reload: () => Promise.all([loadFrames(), inspect()]) };
}
