/**
 * The morph in hand: its stops, the frames between them, and how each stop looks to the model. Kept while other screens are open.
 * A stop is an image of the dataset by its index, or a guest: a code from elsewhere, numbered from -1 downwards.
 */
import { defineStore } from 'pinia';
import { computed, ref, shallowReactive, shallowRef, watch } from 'vue';
import type { Codes, PathOptions } from '../../shared/latent.ts';
import { frameOf, type Frame } from '../components/morph/frames.ts';
import {
  easeInOut,
  frameAt,
  framesOfSegment,
  moved,
  placeAt,
  segmentsOf,
  type Ending,
} from '../components/morph/timeline.ts';
import { useHost } from '../host.ts';
import { useModels } from './models.ts';

/** An image on the way; the same image may come twice, so each stop has an id of its own. */
export interface Stop {
  readonly id: number;
  readonly image: number;
}

/** How the model sees a stop, and what it makes of it. */
export interface StopView {
  readonly name: string;
  readonly label: string | null;
  /** Of the reconstruction, in decibels; null for what is no image. */
  readonly psnr: number | null;
  readonly code: Float32Array;
  readonly input: Frame;
  readonly reconstruction: Frame;
}

export type Interpolation = NonNullable<PathOptions['interpolation']>;

/** More make neither a better morph nor a readable list. */
export const MOST_STOPS = 12;
/** Segments that are kept beside those in use, for going back to an earlier choice. */
const KEPT_SEGMENTS = 16;

export const useMorph = defineStore('morph', () => {
  const { transport } = useHost();
  const models = useModels();

  const stops = ref<readonly Stop[]>([]);
  const interpolation = ref<Interpolation>('linear');
  const ending = ref<Ending>('back');
  const easing = ref<PathOptions['easing']>('none');
  const speed = ref(1);
  const comparing = ref(true);
  /** Counts stops: 1.5 is half-way from the second to the third. */
  const position = ref(0);
  const error = shallowRef<unknown>(null);
  let lastStop = 0;
  let lastGuest = 0;

  const model = computed(() => models.current);
  const images = computed(() => stops.value.map(({ image }) => image));
  const segments = computed(() => segmentsOf(stops.value.length, ending.value));
  /** The images at both ends of a segment; the last may lead back to the first. */
  const endsOf = (segment: number): [from: number, to: number] => [
    images.value[segment]!,
    images.value[(segment + 1) % images.value.length]!,
  ];
  /** Side of the pictures, in pixels. */
  const size = computed(() => model.value?.plan.size ?? 64);
  const steps = computed(() => framesOfSegment(size.value));

  // Frames by `from to interpolation`, the least recently made first, and inspections by image.
  const frames = shallowReactive(new Map<string, readonly Frame[]>());
  const seen = shallowReactive(new Map<number, StopView>());
  const asked = new Set<string>();
  /** Answers about an earlier model are of no use. */
  let generation = 0;

  const keyOf = (segment: number) => `${endsOf(segment).join(' ')} ${interpolation.value}`;
  const keys = computed(() => Array.from({ length: segments.value }, (_, segment) => keyOf(segment)));
  const ready = computed(() => keys.value.map((key) => frames.has(key)));
  const allReady = computed(() => ready.value.length > 0 && ready.value.every(Boolean));

  const framesOf = (segment: number): readonly Frame[] | null => frames.get(keys.value[segment]!) ?? null;
  /** All frames and all images are there. */
  const complete = computed(() => allReady.value && images.value.every((image) => seen.has(image)));

  /** The frame nearest to a position, or null while it is being drawn. */
  function frameNear(at: number): Frame | null {
    if (segments.value === 0) return null;
    const { segment, share } = easedPlaceAt(at);
    const drawn = framesOf(segment);
    return drawn?.[frameAt(share, drawn.length)] ?? null;
  }

  /** Frames are drawn evenly, and shown at the pace that was chosen. */
  function easedPlaceAt(at: number): { segment: number; share: number } {
    const place = placeAt(at, segments.value);
    return easing.value === 'in-out' ? { ...place, share: easeInOut(place.share) } : place;
  }

  /** What fading one image into the next would show at a position. */
  function fadeAt(at: number): { from: Frame | null; to: Frame | null; share: number } {
    const { segment, share } = easedPlaceAt(at);
    const [from, to] = endsOf(segment);
    return { from: pictureOf(from, 'input'), to: pictureOf(to, 'input'), share };
  }

  /** The image of a stop as the model sees it, beside what the model makes of it; null until it has been asked. */
  function pictureOf(image: number, what: 'input' | 'reconstruction'): Frame | null {
    return seen.get(image)?.[what] ?? null;
  }

  async function once(key: string, ask: (modelId: string) => Promise<() => void>): Promise<void> {
    const modelId = model.value?.id;
    if (modelId === undefined || asked.has(key)) return;
    const before = generation;
    asked.add(key);
    try {
      const take = await ask(modelId);
      if (before === generation) take();
    } catch (failure) {
      if (before === generation) error.value = failure;
    } finally {
      if (before === generation) asked.delete(key);
    }
  }

  const inspect = (image: number) =>
    once(`image ${image}`, async (modelId) => {
      const { image: record, ...view } = await transport.call('latent.inspect', { modelId, index: image });
      return () =>
        seen.set(image, {
          name: record.file,
          label: record.label,
          psnr: view.psnr,
          code: view.code,
          input: frameOf(view.pictures, 0),
          reconstruction: frameOf(view.pictures, 1),
        });
    });

  /** Takes a code from elsewhere in, and returns the number that it is a stop by. */
  function invite(guest: StopView): number {
    const number = --lastGuest;
    seen.set(number, guest);
    return number;
  }

  const draw = (key: string, from: number, to: number) =>
    once(key, async (modelId) => {
      const options = { modelId, steps: steps.value, interpolation: interpolation.value };
      const { pictures } =
        from >= 0 && to >= 0
          ? await transport.call('latent.path', { ...options, indices: [from, to] })
          : await transport.call('latent.pathOfCodes', { ...options, ...codesOf([from, to]) });
      return () => {
        const drawn = Array.from({ length: pictures.count }, (_, i) => frameOf(pictures, i));
        frames.set(key, drawn);
        forgetOldSegments();
      };
    });

  /** Codes and labels of stops that have been seen, as the engine takes them. */
  function codesOf(stopped: readonly number[]): { codes: Codes; labels?: (string | null)[] } {
    const views = stopped.map((image) => seen.get(image)!);
    const dimensions = views[0]!.code.length;
    const values = new Float32Array(views.length * dimensions);
    views.forEach(({ code }, row) => values.set(code, row * dimensions));
    const codes = { rows: views.length, dimensions, values };
    const labelled = (model.value?.plan.labels.length ?? 0) > 0;
    return labelled ? { codes, labels: views.map(({ label }) => label) } : { codes };
  }

  function forgetOldSegments(): void {
    const used = new Set(keys.value);
    for (const key of frames.keys()) {
      if (frames.size <= used.size + KEPT_SEGMENTS) return;
      if (!used.has(key)) frames.delete(key);
    }
  }

  /** Asks for all that is missing: the segment in view first, one after the other, so that an answer is never far off. */
  async function load(): Promise<void> {
    error.value = null;
    const inspections = images.value.filter((image) => !seen.has(image)).map(inspect);
    // The way to a guest begins at a code, which an image has once it has been seen.
    if (images.value.some((image) => image < 0)) await Promise.all(inspections);
    const first = segments.value === 0 ? 0 : placeAt(position.value, segments.value).segment;
    const missing = keys.value
      .map((key, segment) => ({ key, segment, ends: endsOf(segment) }))
      .filter(({ key }) => !frames.has(key))
      .toSorted((a, b) => Math.abs(a.segment - first) - Math.abs(b.segment - first));
    for (const { key, ends } of missing) {
      if (error.value !== null || !keys.value.includes(key)) break;
      await draw(key, ...ends);
    }
    await Promise.all(inspections);
  }

  function setPath(path: readonly number[]): void {
    const known = [...stops.value];
    stops.value = path.slice(0, MOST_STOPS).map((image) => {
      const at = known.findIndex((stop) => stop.image === image);
      return at < 0 ? { id: ++lastStop, image } : known.splice(at, 1)[0]!;
    });
    position.value = Math.min(position.value, segments.value);
  }

  const add = (image: number) => setPath([...images.value, image]);
  const remove = (at: number) => setPath(images.value.toSpliced(at, 1));
  const replace = (at: number, image: number) => setPath(images.value.with(at, image));
  // A path that no longer leads on to its first stop is shorter.
  watch(segments, (now) => (position.value = Math.min(position.value, now)));
  function move(from: number, to: number): void {
    stops.value = moved(stops.value, from, to);
  }

  watch(
    // A model that was trained further draws other pictures.
    () => [model.value?.id, model.value?.epochs],
    () => {
      generation++;
      frames.clear();
      seen.clear();
      asked.clear();
      // Their codes are another model's.
      setPath(images.value.filter((image) => image >= 0));
    },
  );
  watch(
    () => model.value?.datasetId,
    () => {
      stops.value = [];
      position.value = 0;
    },
  );
  watch([keys, images, () => model.value?.id, () => model.value?.epochs], () => void load());

  return {
    stops,
    images,
    segments,
    steps,
    interpolation,
    ending,
    easing,
    endsOf,
    size,
    fadeAt,
    speed,
    comparing,
    position,
    error,
    seen,
    ready,
    allReady,
    complete,
    framesOf,
    frameNear,
    pictureOf,
    load,
    setPath,
    invite,
    add,
    remove,
    replace,
    move,
  };
});
