/** The keys of a player: space plays, arrows scrub, Home and End go to the first and the last stop. */
import { onUnmounted } from 'vue';
import { useMorph } from '../../stores/morph.ts';
import type { useMorphPlayer } from './useMorphPlayer.ts';

export function useMorphKeys(player: ReturnType<typeof useMorphPlayer>, active: () => boolean): void {
  const morph = useMorph();

  /** What the key would do there is more to the point. */
  function isTaken(key: string, target: EventTarget | null): boolean {
    if (!(target instanceof HTMLElement)) return false;
    if (target.closest('dialog, [popover], select, textarea')) return true;
    if (target instanceof HTMLInputElement) return target.type !== 'range';
    return key === ' ' && target.closest('button, a') !== null;
  }

  function onKey(event: KeyboardEvent): void {
    if (!active() || event.ctrlKey || event.metaKey || event.altKey) return;
    if (isTaken(event.key, event.target)) return;
    const frame = 1 / (morph.steps - 1);
    // With shift from stop to stop.
    const [back, on] = event.shiftKey
      ? [Math.ceil(morph.position) - 1, Math.floor(morph.position) + 1]
      : [morph.position - frame, morph.position + frame];
    if (event.key === ' ') player.toggle();
    else if (event.key === 'ArrowLeft' || event.key === 'ArrowDown') player.scrub(back);
    else if (event.key === 'ArrowRight' || event.key === 'ArrowUp') player.scrub(on);
    else if (event.key === 'Home') player.scrub(0);
    else if (event.key === 'End') player.scrub(morph.segments);
    else return;
    event.preventDefault();
  }

  addEventListener('keydown', onKey);
  onUnmounted(() => removeEventListener('keydown', onKey));
}
