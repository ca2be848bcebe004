/** What has been said of one image, read again after every change. */
import { shallowRef, watch, type Ref } from 'vue';
import type { ImageCuration } from '../../../shared/curation.ts';
import { useHost } from '../../host.ts';
import { useCuration } from '../../stores/curation.ts';

export function useImageCuration(datasetId: Ref<string>, image: Ref<number>) {
  const { transport } = useHost();
  const store = useCuration();
  const said = shallowRef<(ImageCuration & { image: number }) | null>(null);
  const error = shallowRef<unknown>(null);
  let asked = 0;

  async function load(): Promise<void> {
    const asking = ++asked;
    const index = image.value;
    if (said.value?.image !== index) said.value = null;
    try {
      const read = await transport.call('curation.image', { datasetId: datasetId.value, index });
      if (asking === asked) said.value = { ...read, image: index };
    } catch (failure) {
      if (asking === asked) error.value = failure;
    }
  }

  watch([datasetId, image, () => store.version], load, { immediate: true });
  return { said, error };
}
