/** The path that the Morph screen shows: the images it runs through and how it is walked. Kept while other screens are open. */
import { defineStore } from 'pinia';
import { ref, watch } from 'vue';
import type { PathOptions } from '../../shared/latent.ts';
import { useDatasets } from './datasets.ts';

/** As many images as `latent.path` takes. */
export const MOST_WAYPOINTS = 100;

export const useMorph = defineStore('morph', () => {
  const datasets = useDatasets();
  /** Images of the current dataset. The same one may come twice: a path may return to where it began. */
  const waypoints = ref<readonly number[]>([]);
  const interpolation = ref<NonNullable<PathOptions['interpolation']>>('linear');
  /** 0..1 along the whole path. */
  const position = ref(0);
  const ending = ref<'loop' | 'ping-pong' | 'stop'>('ping-pong');
  /** At 1 a segment takes two seconds. */
  const speed = ref(1);
  const crossFade = ref(true);
  const samples = ref({ from: 'mixture' as 'mixture' | 'prior', temperature: 1, seed: 0 });

  function begin(image: number): void {
    waypoints.value = [image, ...waypoints.value.slice(1)];
  }

  function end(image: number): void {
    waypoints.value =
      waypoints.value.length < 2 ? [...waypoints.value, image] : waypoints.value.with(-1, image);
  }

  function append(image: number): void {
    if (waypoints.value.length < MOST_WAYPOINTS) waypoints.value = [...waypoints.value, image];
  }

  function replace(place: number, image: number): void {
    waypoints.value =
      place < waypoints.value.length ? waypoints.value.with(place, image) : [...waypoints.value, image];
  }

  function remove(place: number): void {
    waypoints.value = waypoints.value.toSpliced(place, 1);
  }

  function move(from: number, to: number): void {
    const image = waypoints.value[from];
    if (image === undefined) return;
    waypoints.value = waypoints.value.toSpliced(from, 1).toSpliced(to, 0, image);
  }

  function reverse(): void {
    waypoints.value = waypoints.value.toReversed();
    position.value = 1 - position.value;
  }

  function setPath(images: readonly number[]): void {
    waypoints.value = images.slice(0, MOST_WAYPOINTS);
    position.value = 0;
  }

  watch(
    () => datasets.current?.id,
    () => setPath([]),
  );

  return {
    waypoints,
    interpolation,
    position,
    ending,
    speed,
    crossFade,
    samples,
    begin,
    end,
    append,
    replace,
    remove,
    move,
    reverse,
    setPath,
  };
});
