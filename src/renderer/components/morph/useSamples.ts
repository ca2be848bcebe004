/** New pictures drawn from the model, and the real images that one of them is most like. */
import { computed, ref, shallowRef, watch } from 'vue';
import type { Codes, Neighbour, SampleOptions } from '../../../shared/latent.ts';
import { FAMILIES } from '../../../shared/families.ts';
import { useHost } from '../../host.ts';
import { useModels } from '../../stores/models.ts';
import { frameOf, type Frame } from './frames.ts';

export const SAMPLES_AT_ONCE = 48;
export const MOST_SAMPLES = 480;
const NEIGHBOURS = 12;
/** Milliseconds of quiet after the slider has moved. */
const PAUSE = 120;

export function useSamples() {
  const { transport } = useHost();
  const models = useModels();

  const model = computed(() => models.current!);
  const from = ref<SampleOptions['from']>('mixture');
  const temperature = ref(1);
  /** What a conditional model draws; null for any label, as often as the images have it. */
  const label = ref<string | null>(null);
  const seed = ref(0);
  const count = ref(SAMPLES_AT_ONCE);
  const frames = shallowRef<readonly Frame[]>([]);
  const error = shallowRef<unknown>(null);
  const chosen = ref<number | null>(null);
  const neighbours = shallowRef<readonly Neighbour[]>([]);
  const neighboursError = shallowRef<unknown>(null);
  /** What is drawn: the same options give the same samples, wherever they are drawn. */
  const options = computed(() => ({
    count: count.value,
    from: from.value,
    temperature: temperature.value,
    seed: seed.value,
    label: label.value ?? undefined,
  }));
  /** The mixture is fitted to the codes of all images. */
  const needsCodes = computed(() => from.value === 'mixture' && !model.value.embedded);

  let codes: Codes | null = null;
  let asked = 0;
  let waiting: ReturnType<typeof setTimeout> | undefined;

  async function draw(): Promise<void> {
    const asking = ++asked;
    error.value = null;
    if (needsCodes.value) {
      frames.value = [];
      return;
    }
    try {
      const drawn = await transport.call('latent.sample', {
        modelId: model.value.id,
        ...options.value,
      });
      if (asking !== asked) return;
      codes = drawn.codes;
      frames.value = Array.from({ length: drawn.pictures.count }, (_, i) => frameOf(drawn.pictures, i));
      void findNeighbours();
    } catch (failure) {
      if (asking === asked) error.value = failure;
    }
  }

  async function findNeighbours(): Promise<void> {
    const sample = chosen.value;
    neighboursError.value = null;
    if (sample === null || codes === null || !model.value.embedded) {
      neighbours.value = [];
      return;
    }
    const { values, dimensions } = codes;
    const code = values.slice(sample * dimensions, (sample + 1) * dimensions);
    const asking = asked;
    try {
      const near = await transport.call('latent.neighbours', {
        modelId: model.value.id,
        code,
        k: NEIGHBOURS,
      });
      if (sample === chosen.value && asking === asked) neighbours.value = near;
    } catch (failure) {
      if (sample === chosen.value && asking === asked) neighboursError.value = failure;
    }
  }

  function drawOthers(): void {
    count.value = SAMPLES_AT_ONCE;
    chosen.value = null;
    seed.value++;
  }

  /** The first ones stay as they were: they come of the same seed. */
  function drawMore(): void {
    count.value = Math.min(count.value + SAMPLES_AT_ONCE, MOST_SAMPLES);
  }

  watch([temperature], () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => void draw(), PAUSE);
  });
  watch([from, seed, count, label, () => model.value.embedded], () => void draw());
  watch(
    () => [model.value.id, model.value.epochs],
    () => {
      chosen.value = null;
      frames.value = [];
      if (!FAMILIES[model.value.plan.family].variational) from.value = 'mixture';
      if (label.value !== null && !model.value.plan.labels.includes(label.value)) label.value = null;
      void draw();
    },
    { immediate: true },
  );
  watch(chosen, () => {
    neighbours.value = [];
    void findNeighbours();
  });

  return {
    model,
    from,
    temperature,
    label,
    count,
    options,
    frames,
    error,
    chosen,
    neighbours,
    neighboursError,
    needsCodes,
    draw,
    drawOthers,
    drawMore,
    findNeighbours,
  };
}
