/** Plays the morph: moves the position with the screen's own clock, and waits where frames are still being drawn. */
import { onUnmounted, ref } from 'vue';
import { useMorph } from '../../stores/morph.ts';
import { advance, type Playhead } from './timeline.ts';

/** A window that was hidden for long goes on where it was, and does not jump. */
const LONGEST_STEP = 0.1;

export function useMorphPlayer() {
  const morph = useMorph();
  const playing = ref(false);
  let direction: Playhead['direction'] = 1;
  let request = 0;
  let last = 0;

  function step(now: number): void {
    request = requestAnimationFrame(step);
    const seconds = Math.min((now - last) / 1000, LONGEST_STEP);
    last = now;
    if (morph.segments === 0) return pause();
    const next = advance(
      { position: morph.position, direction },
      seconds,
      morph.speed,
      morph.segments,
      morph.ending,
    );
    if (morph.frameNear(next.position) === null) return;
    direction = next.direction;
    morph.position = next.position;
  }

  function play(): void {
    if (playing.value || morph.segments === 0) return;
    if (morph.position >= morph.segments && morph.ending === 'back') direction = -1;
    else if (morph.position <= 0) direction = 1;
    playing.value = true;
    last = performance.now();
    request = requestAnimationFrame(step);
  }

  function pause(): void {
    playing.value = false;
    cancelAnimationFrame(request);
  }

  /** A hand on the timeline stops what plays. */
  function scrub(position: number): void {
    pause();
    morph.position = Math.min(Math.max(position, 0), morph.segments);
  }

  onUnmounted(pause);
  return { playing, play, pause, scrub, toggle: () => (playing.value ? pause() : play()) };
}
