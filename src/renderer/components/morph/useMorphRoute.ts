/** Keeps the path and the address the same, so that a reload, a link and the back button find the morph again. */
import { computed, watch } from 'vue';
import { navigate, useRoute } from '../../router.ts';
import { useDatasets } from '../../stores/datasets.ts';
import { useMorph } from '../../stores/morph.ts';
import { pathOf, queryOf, sideOf, type Side } from './morphRoute.ts';

export function useMorphRoute() {
  const { screen, query } = useRoute();
  const datasets = useDatasets();
  const morph = useMorph();

  const side = computed<Side>({
    get: () => sideOf(query.value),
    set: (wanted) => navigate('morph', queryOf(wanted, morph.images)),
  });

  watch(
    query,
    (asked) => {
      if (screen.value !== 'morph') return;
      const path = pathOf(asked, morph.images, datasets.current?.images ?? 0);
      if (path !== null && path.join() !== morph.images.join()) morph.setPath(path);
      writeAddress();
    },
    { immediate: true },
  );
  watch(() => morph.images, writeAddress);

  function writeAddress(): void {
    if (screen.value === 'morph') navigate('morph', queryOf(side.value, morph.images), { replace: true });
  }

  return { side };
}
