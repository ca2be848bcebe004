/** Images to choose a stop from: those whose file name matches, or else those most like an image and some at random. */
import { ref, shallowRef, watch } from 'vue';
import type { ImageRecord } from '../../../shared/datasets.ts';
import { useHost } from '../../host.ts';
import { useDatasets } from '../../stores/datasets.ts';
import { useModels } from '../../stores/models.ts';
import { randomImages } from './randomImages.ts';

export interface ImageChoice {
  readonly index: number;
  readonly name: string;
}
export interface ChoiceGroup {
  readonly title: string;
  readonly choices: readonly ImageChoice[];
}

const TYPING_PAUSE = 180;
const FOUND = 120;
const SOME = 16;

const toChoice = ({ index, file }: ImageRecord): ImageChoice => ({ index, name: file });

export function useImageChoices(like: () => number | null) {
  const { transport } = useHost();
  const datasets = useDatasets();
  const models = useModels();
  const text = ref('');
  const groups = shallowRef<readonly ChoiceGroup[] | null>(null);
  const total = ref(0);
  const error = shallowRef<unknown>(null);
  let typing: ReturnType<typeof setTimeout> | undefined;
  let asked = 0;

  async function find(search: string): Promise<ChoiceGroup[]> {
    const datasetId = datasets.current!.id;
    const found = await transport.call('datasets.images', { datasetId, search, limit: FOUND });
    total.value = found.total;
    return found.total === 0 ? [] : [{ title: 'Found', choices: found.images.map(toChoice) }];
  }

  async function suggest(): Promise<ChoiceGroup[]> {
    const { id: datasetId, images } = datasets.current!;
    const model = models.current!;
    const suggested: ChoiceGroup[] = [];
    const index = like();
    // Neighbours are known once all images are encoded.
    if (index !== null && model.embedded) {
      const near = await transport.call('latent.neighbours', { modelId: model.id, index, k: SOME });
      suggested.push({ title: 'Most like the last image', choices: near.map(toChoice) });
    }
    const chance = await Promise.all(
      randomImages(SOME * 2, images).map((offset) =>
        transport.call('datasets.images', { datasetId, offset, limit: 1 }),
      ),
    );
    suggested.push({ title: 'At random', choices: chance.flatMap((page) => page.images.map(toChoice)) });
    return suggested;
  }

  async function load(): Promise<void> {
    const asking = ++asked;
    const search = text.value.trim();
    error.value = null;
    try {
      const answer = await (search === '' ? suggest() : find(search));
      if (asking === asked) groups.value = answer;
    } catch (failure) {
      if (asking === asked) error.value = failure;
    }
  }

  watch(text, () => {
    clearTimeout(typing);
    typing = setTimeout(() => void load(), TYPING_PAUSE);
  });
  void load();

  return { text, groups, total, error, reload: load };
}
