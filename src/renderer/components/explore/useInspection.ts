/** What the model sees in one image, and which images are most like it. */
import { shallowRef, watch, type Ref } from 'vue';
import { MorphospaceError } from '../../../shared/errors.ts';
import type { Inspection, Neighbour } from '../../../shared/latent.ts';
import { useHost } from '../../host.ts';

export const NEIGHBOURS = 18;

/** A model without a decoder still knows what is most like an image. */
function nothingDrawn(failure: unknown): null {
  if (failure instanceof MorphospaceError && failure.code === 'no-decoder') return null;
  throw failure;
}

export function useInspection(modelId: Ref<string | null>, image: Ref<number | null>) {
  const { transport } = useHost();
  const inspection = shallowRef<Inspection | null>(null);
  const neighbours = shallowRef<readonly Neighbour[]>([]);
  const error = shallowRef<unknown>(null);
  let asked = 0;

  async function load(): Promise<void> {
    const asking = ++asked;
    error.value = null;
    const [model, index] = [modelId.value, image.value];
    if (model === null || index === null) {
      inspection.value = null;
      neighbours.value = [];
      return;
    }
    try {
      const [seen, near] = await Promise.all([
        transport.call('latent.inspect', { modelId: model, index }).catch(nothingDrawn),
        transport.call('latent.neighbours', { modelId: model, index, k: NEIGHBOURS }),
      ]);
      if (asking !== asked) return;
      inspection.value = seen;
      neighbours.value = near;
    } catch (failure) {
      if (asking === asked) error.value = failure;
    }
  }

  watch([modelId, image], load, { immediate: true });
  return { inspection, neighbours, error, reload: load };
}
