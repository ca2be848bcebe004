/** What is most like something: an image, the mean of many, or a picture from outside. Shown as a page of the findings. */
import { defineStore } from 'pinia';
import { ref, shallowRef, watch } from 'vue';
import type { Neighbour } from '../../shared/latent.ts';
import { useHost } from '../host.ts';
import { plural } from '../words.ts';
import { useModels } from './models.ts';

const WANTED = 100;
/** Of more images than this the mean is that of as many spread over them. */
const MOST_QUERIED = 100_000;

export const useSimilar = defineStore('similar', () => {
  const { transport } = useHost();
  const models = useModels();
  /** What the images are like, in words; null when nothing was asked. */
  const to = ref<string | null>(null);
  /** A picture from outside that was asked about, as an address. */
  const picture = ref<string | null>(null);
  const found = shallowRef<readonly Neighbour[]>([]);
  const working = ref(false);
  const error = shallowRef<unknown>(null);
  let asked = 0;

  async function ask(words: string, question: (modelId: string) => Promise<Neighbour[]>): Promise<void> {
    const asking = ++asked;
    const model = models.current;
    if (model === null) return;
    to.value = words;
    found.value = [];
    error.value = null;
    working.value = true;
    try {
      const neighbours = await question(model.id);
      if (asking === asked) found.value = neighbours;
    } catch (failure) {
      if (asking === asked) error.value = failure;
    } finally {
      if (asking === asked) working.value = false;
    }
  }

  function forget(): void {
    asked++;
    to.value = null;
    found.value = [];
    error.value = null;
    working.value = false;
    showPicture(null);
  }

  function showPicture(file: Blob | null): void {
    if (picture.value !== null) URL.revokeObjectURL(picture.value);
    picture.value = file === null ? null : URL.createObjectURL(file);
  }

  /** The images nearest to the mean of some. */
  function toImages(images: Uint32Array): Promise<void> {
    showPicture(null);
    const step = Math.max(1, images.length / MOST_QUERIED);
    const queried = Array.from(
      { length: Math.min(images.length, MOST_QUERIED) },
      (_, k) => images[Math.floor(k * step)]!,
    );
    return ask(plural(images.length, 'selected image'), (modelId) =>
      transport.call('latent.neighbours', { modelId, indices: queried, k: WANTED }),
    );
  }

  /** The images nearest to a picture from outside the dataset. */
  function toFile(file: File): Promise<void> {
    showPicture(file);
    return ask(file.name, async (modelId) => {
      const bytes = new Uint8Array(await file.arrayBuffer());
      const { values: code } = await transport.call('latent.encodeFile', { modelId, bytes });
      return transport.call('latent.neighbours', { modelId, code, k: WANTED });
    });
  }

  watch(() => models.current?.id, forget);

  return { to, picture, found, working, error, toImages, toFile, forget };
});
