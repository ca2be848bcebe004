/** Keeps the path, the steered image and the address the same, so that a reload, a link and the back button find them again. */
import { computed, watch } from 'vue';
import { navigate, useRoute } from '../../router.ts';
import { useDatasets } from '../../stores/datasets.ts';
import { useMorph } from '../../stores/morph.ts';
import { useSteer } from '../../stores/steer.ts';
import { pathOf, queryOf, sideOf, steeredImageOf, type Side } from './morphRoute.ts';

export function useMorphRoute() {
  const { screen, query } = useRoute();
  const datasets = useDatasets();
  const morph = useMorph();
  const steer = useSteer();
  const steered = computed(() => (steer.origin.kind === 'image' ? steer.origin.image : null));

  const side = computed<Side>({
    get: () => sideOf(query.value),
    set: (wanted) => navigate('morph', queryOf(wanted, morph.images, steered.value)),
  });

  watch(
    query,
    (asked) => {
      if (screen.value !== 'morph') return;
      const images = datasets.current?.images ?? 0;
      const image = steeredImageOf(asked, images);
      if (sideOf(asked) === 'steer' && image !== null && image !== steered.value)
        steer.beginWith({ kind: 'image', image });
      const path = pathOf(asked, morph.images, images, (stop) => morph.seen.has(stop));
      if (path !== null && path.join() !== morph.images.join()) morph.setPath(path);
      writeAddress();
    },
    { immediate: true },
  );
  watch([() => morph.images, steered], writeAddress);

  function writeAddress(): void {
    if (screen.value !== 'morph') return;
    navigate('morph', queryOf(side.value, morph.images, steered.value), { replace: true });
  }

  return { side };
}
