/** Walks a position along 0..1 as time goes by. */
import { onUnmounted, ref, watch, type Ref } from 'vue';

export type Ending = 'loop' | 'ping-pong' | 'stop';

/** Where a walk is after moving on by `step`, which way it goes then, and whether it goes on. */
export function advance(
  position: number,
  direction: 1 | -1,
  step: number,
  ending: Ending,
): { position: number; direction: 1 | -1; playing: boolean } {
  const next = position + direction * step;
  if (next >= 0 && next <= 1) return { position: next, direction, playing: true };
  if (ending === 'stop') return { position: Math.min(1, Math.max(0, next)), direction, playing: false };
  if (ending === 'loop') return { position: next - Math.floor(next), direction, playing: true };
  const turned = next > 1 ? 2 - next : -next;
  return { position: Math.min(1, Math.max(0, turned)), direction: direction === 1 ? -1 : 1, playing: true };
}

/** `seconds` is how long the whole way takes. */
export function usePlayback(position: Ref<number>, ending: Ref<Ending>, seconds: Ref<number>) {
  const playing = ref(false);
  let direction: 1 | -1 = 1;
  let last = 0;
  let frame = 0;

  function onFrame(time: number): void {
    const elapsed = Math.min(0.1, (time - last) / 1000);
    last = time;
    const next = advance(position.value, direction, elapsed / seconds.value, ending.value);
    position.value = next.position;
    direction = next.direction;
    if (next.playing) frame = requestAnimationFrame(onFrame);
    else playing.value = false;
  }

  watch(playing, (plays) => {
    cancelAnimationFrame(frame);
    if (!plays) return;
    if (ending.value !== 'ping-pong') direction = 1;
    // From the end a walk that stops there begins anew.
    if (ending.value === 'stop' && position.value >= 1) position.value = 0;
    last = performance.now();
    frame = requestAnimationFrame(onFrame);
  });
  onUnmounted(() => cancelAnimationFrame(frame));
  return { playing };
}
