/** Steering: a code from somewhere, what was moved of it, and the picture that the model draws of the result. Kept while other screens are open. */
import { defineStore } from 'pinia';
import { computed, ref, shallowReactive, shallowRef, watch } from 'vue';
import type { Inspection } from '../../shared/latent.ts';
import type { LatentStatistics } from '../../shared/steering.ts';
import { frameOf, type Frame } from '../components/morph/frames.ts';
import { newestOnly } from '../components/steer/newestOnly.ts';
import { movedCode, oneCode } from '../components/steer/steering.ts';
import { useHost } from '../host.ts';
import { useAttributes } from './attributes.ts';
import { useModels } from './models.ts';

/** Where steering begins. */
export type Origin =
  | { readonly kind: 'average' }
  | { readonly kind: 'image'; readonly image: number }
  | {
      readonly kind: 'code';
      readonly name: string;
      readonly code: Float32Array;
      readonly label: string | null;
    };

export const useSteer = defineStore('steer', () => {
  const { transport } = useHost();
  const models = useModels();
  const attributes = useAttributes();
  const model = computed(() => models.current);

  const origin = shallowRef<Origin>({ kind: 'average' });
  const statistics = shallowRef<LatentStatistics | null>(null);
  /** Of the origin, where it is an image. */
  const inspection = shallowRef<Inspection | null>(null);
  const base = shallowRef<Float32Array | null>(null);
  const offsets = shallowReactive(new Map<number, number>());
  const directions = shallowReactive(new Map<number, number>());
  const strengths = shallowReactive(new Map<string, number>());
  const locked = shallowReactive(new Map<number, number>());
  /** What a conditional model is told; null for nothing. */
  const label = ref<string | null>(null);
  /** The newest picture, and the one that steering began with where it is no image. */
  const frame = shallowRef<Frame | null>(null);
  const start = shallowRef<Frame | null>(null);
  const error = shallowRef<unknown>(null);

  const moves = { offsets, directions, attributes: strengths, locked };
  const code = computed(() =>
    base.value === null || statistics.value === null
      ? null
      : movedCode(base.value, moves, statistics.value, attributes.vectors),
  );
  const moved = computed(() => offsets.size + directions.size + strengths.size + locked.size > 0);
  /** In words: what steering began with. */
  const name = computed(() => {
    const from = origin.value;
    if (from.kind === 'average') return 'The average';
    if (from.kind === 'code') return from.name;
    return inspection.value?.image.file.split('/').at(-1) ?? `Image ${from.image}`;
  });

  async function draw(of: Float32Array, wanted: string | null): Promise<Frame> {
    const pictures = await transport.call('latent.decode', {
      modelId: model.value!.id,
      codes: oneCode(of),
      label: wanted ?? undefined,
    });
    return frameOf(pictures, 0);
  }

  /** One question at a time, the newest code next: a slider moves as fast as the model draws. */
  const drawNewest = newestOnly(async (asked: { code: Float32Array; label: string | null }) => {
    const before = generation;
    try {
      const drawn = await draw(asked.code, asked.label);
      if (before !== generation) return;
      frame.value = drawn;
      error.value = null;
    } catch (failure) {
      if (before === generation) error.value = failure;
    }
  });

  /** Answers about an earlier model, or an earlier origin, are of no use. */
  let generation = 0;

  /** Reads what the sliders need, and the origin's code. Does nothing until the images are encoded. */
  async function load(): Promise<void> {
    const asked = ++generation;
    const { id: modelId, embedded } = model.value ?? { id: '', embedded: false };
    if (!embedded) return;
    error.value = null;
    try {
      const known = statistics.value ?? (await transport.call('latent.statistics', { modelId }));
      if (asked !== generation) return;
      statistics.value = known;
      await begin(asked, known);
    } catch (failure) {
      if (asked === generation) error.value = failure;
    }
  }

  async function begin(asked: number, known: LatentStatistics): Promise<void> {
    const from = origin.value;
    if (from.kind === 'image') {
      const seen = await transport.call('latent.inspect', { modelId: model.value!.id, index: from.image });
      if (asked !== generation) return;
      inspection.value = seen;
      start.value = frameOf(seen.pictures, 1);
      label.value = knownLabel(seen.image.label);
      base.value = seen.code;
      return;
    }
    inspection.value = null;
    if (from.kind === 'code') label.value = knownLabel(from.label);
    const code = from.kind === 'average' ? known.mean : from.code;
    const drawn = await draw(code, label.value);
    if (asked !== generation) return;
    start.value = drawn;
    base.value = code;
  }

  const knownLabel = (wanted: string | null) =>
    wanted !== null && model.value!.plan.labels.includes(wanted) ? wanted : null;

  /** Begins anew with something else. Locked dimensions keep their values. */
  function beginWith(from: Origin): void {
    origin.value = from;
    offsets.clear();
    directions.clear();
    strengths.clear();
    void load();
  }

  /** Moves a dimension so that it has this value, whatever else moves it. */
  function setDimension(dimension: number, value: number): void {
    const now = code.value;
    if (now === null) return;
    if (locked.has(dimension)) locked.set(dimension, value);
    else offsets.set(dimension, (offsets.get(dimension) ?? 0) + value - now[dimension]!);
  }

  function resetDimension(dimension: number): void {
    offsets.delete(dimension);
    locked.delete(dimension);
  }

  function toggleLock(dimension: number): void {
    if (locked.delete(dimension)) return;
    locked.set(dimension, code.value![dimension]!);
  }

  function setSteps<Key>(steps: Map<Key, number>, key: Key, value: number): void {
    if (value === 0) steps.delete(key);
    else steps.set(key, value);
  }

  function reset(): void {
    for (const map of [offsets, directions, strengths, locked]) map.clear();
  }

  watch([code, label], ([of, wanted]) => {
    if (of !== null) drawNewest({ code: of, label: wanted });
  });
  watch(
    () => [model.value?.id, model.value?.epochs],
    () => {
      generation++;
      reset();
      statistics.value = null;
      inspection.value = null;
      base.value = null;
      frame.value = null;
      start.value = null;
      label.value = null;
      error.value = null;
      // A code of another model means nothing to this one.
      if (origin.value.kind === 'code') origin.value = { kind: 'average' };
    },
  );
  watch(
    () => model.value?.datasetId,
    () => (origin.value = { kind: 'average' }),
  );

  return {
    origin,
    name,
    statistics,
    inspection,
    base,
    code,
    offsets,
    directions,
    strengths,
    locked,
    label,
    frame,
    start,
    moved,
    error,
    load,
    beginWith,
    setDimension,
    resetDimension,
    toggleLock,
    setDirection: (direction: number, steps: number) => setSteps(directions, direction, steps),
    setStrength: (attribute: string, strength: number) => setSteps(strengths, attribute, strength),
    reset,
  };
});
