/** New pictures drawn from the model, more of them as long as one scrolls, and the real images that one of them is most like. */
import { computed, ref, shallowRef, watch } from 'vue';
import { FAMILIES } from '../../../shared/families.ts';
import type { Neighbour, SampleOptions } from '../../../shared/latent.ts';
import { useHost } from '../../host.ts';
import { useModels } from '../../stores/models.ts';
import { frameOf, type Frame } from './frames.ts';

export interface Sample {
  readonly code: Float32Array;
  readonly frame: Frame;
  /** The image of the dataset that is nearest by its code; null while images are not encoded. */
  readonly nearest: { readonly image: number; readonly distance: number } | null;
}

/** What samples are to be like. */
export interface Likeness {
  readonly code: Float32Array;
  readonly frame: Frame;
}

export const SAMPLES_AT_ONCE = 48;
/** Beyond this the grid is no longer looked through, and its pictures take much memory. */
export const MOST_SAMPLES = 1920;
const MOST_BYTES = 256e6;
const NEIGHBOURS = 12;
/** Milliseconds of quiet after a slider has moved. */
const PAUSE = 120;
/** Batches that follow one seed have seeds of their own, which no other seed's batches have. */
const BATCHES = 1000;

export function useSamples() {
  const { transport } = useHost();
  const models = useModels();

  const model = computed(() => models.current!);
  const from = ref<SampleOptions['from']>('mixture');
  const temperature = ref(1);
  /** Normal numbers farther out are drawn again; null lets all pass. */
  const truncation = ref<number | null>(null);
  /** Null for samples of their own. */
  const around = shallowRef<Likeness | null>(null);
  /** What a conditional model draws; null for any label, as often as the images have it. */
  const label = ref<string | null>(null);
  const seed = ref(0);
  const samples = shallowRef<readonly Sample[]>([]);
  /** How far images are from their own nearest image. */
  const usual = ref<number | null>(null);
  /** Shows the nearest real image beside each sample. */
  const beside = ref(false);
  const error = shallowRef<unknown>(null);
  const drawing = ref(false);
  const chosen = ref<number | null>(null);
  const kept = shallowRef<readonly Sample[]>([]);
  const neighbours = shallowRef<readonly Neighbour[]>([]);
  const neighboursError = shallowRef<unknown>(null);

  const options = computed(() => ({
    from: from.value,
    temperature: temperature.value,
    truncation: truncation.value ?? undefined,
    around: around.value?.code,
    label: label.value ?? undefined,
  }));
  const frames = computed(() => samples.value.map(({ frame }) => frame));
  /** Pictures can be drawn again from their codes: not where each was told a label at random. */
  const redrawable = computed(() => model.value.plan.labels.length === 0 || label.value !== null);
  const most = computed(() => Math.min(MOST_SAMPLES, MOST_BYTES / (4 * model.value.plan.size ** 2)));
  const complete = computed(() => samples.value.length + SAMPLES_AT_ONCE > most.value);
  /** The mixture is fitted to the codes of all images. */
  const needsCodes = computed(
    () => from.value === 'mixture' && around.value === null && !model.value.embedded,
  );

  let asked = 0;
  let waiting: ReturnType<typeof setTimeout> | undefined;

  async function drawBatch(batch: number): Promise<readonly Sample[]> {
    const drawn = await transport.call('latent.sample', {
      modelId: model.value.id,
      count: SAMPLES_AT_ONCE,
      seed: seed.value * BATCHES + batch,
      ...options.value,
    });
    const { values, dimensions } = drawn.codes;
    const { nearest } = drawn;
    usual.value = nearest?.usual ?? null;
    return Array.from({ length: drawn.pictures.count }, (_, i) => ({
      code: values.slice(i * dimensions, (i + 1) * dimensions),
      frame: frameOf(drawn.pictures, i),
      nearest: nearest && { image: nearest.indices[i]!, distance: nearest.distances[i]! },
    }));
  }

  /** Draws as many as there are now, or as one sees at first; `before` are those that stay. */
  async function draw(before: readonly Sample[] = []): Promise<void> {
    const asking = ++asked;
    error.value = null;
    if (needsCodes.value) {
      samples.value = [];
      return;
    }
    drawing.value = true;
    try {
      const more = await drawBatch(before.length / SAMPLES_AT_ONCE);
      if (asking !== asked) return;
      samples.value = [...before, ...more];
      if (before.length === 0) void findNeighbours();
    } catch (failure) {
      if (asking === asked) error.value = failure;
    } finally {
      if (asking === asked) drawing.value = false;
    }
  }

  function drawMore(): void {
    if (!drawing.value && !complete.value && error.value === null) void draw(samples.value);
  }

  function drawOthers(): void {
    chosen.value = null;
    seed.value++;
  }

  /** Samples like a code from here or elsewhere, under a label. */
  function drawAround(likeness: Likeness, wanted: string | null): void {
    chosen.value = null;
    label.value = wanted;
    if (around.value === null) temperature.value = Math.min(temperature.value, 0.5);
    around.value = likeness;
  }

  async function findNeighbours(): Promise<void> {
    const sample = chosen.value === null ? undefined : samples.value[chosen.value];
    neighboursError.value = null;
    if (sample === undefined || !model.value.embedded) {
      neighbours.value = [];
      return;
    }
    const isCurrent = () => chosen.value !== null && samples.value[chosen.value] === sample;
    try {
      const near = await transport.call('latent.neighbours', {
        modelId: model.value.id,
        code: sample.code,
        k: NEIGHBOURS,
      });
      if (isCurrent()) neighbours.value = near;
    } catch (failure) {
      if (isCurrent()) neighboursError.value = failure;
    }
  }

  const isKept = (sample: Sample) => kept.value.includes(sample);
  function toggleKept(sample: Sample): void {
    kept.value = isKept(sample) ? kept.value.filter((one) => one !== sample) : [...kept.value, sample];
  }

  watch([temperature, truncation], () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => void draw(), PAUSE);
  });
  watch([from, seed, around, label, () => model.value.embedded], () => void draw());
  watch(
    () => [model.value.id, model.value.epochs],
    () => {
      chosen.value = null;
      samples.value = [];
      kept.value = [];
      around.value = null;
      if (!FAMILIES[model.value.plan.family].variational) from.value = 'mixture';
      if (label.value !== null && !model.value.plan.labels.includes(label.value)) label.value = null;
      void draw();
    },
    { immediate: true },
  );
  // Pictures under one label are not saved with those under another.
  watch(label, () => (kept.value = []));
  watch(chosen, () => {
    neighbours.value = [];
    void findNeighbours();
  });

  return {
    model,
    from,
    temperature,
    truncation,
    around,
    label,
    seed,
    samples,
    frames,
    usual,
    beside,
    error,
    drawing,
    complete,
    redrawable,
    chosen,
    kept,
    neighbours,
    neighboursError,
    needsCodes,
    draw: () => draw(),
    drawOthers,
    drawMore,
    drawAround,
    findNeighbours,
    isKept,
    toggleKept,
  };
}
