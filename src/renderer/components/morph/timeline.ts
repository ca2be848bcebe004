/**
 * The arithmetic of a morph in time. A position counts stops: 0 is the first, 1 the second, 1.5 half-way to the third. Between
 * two stops lies a segment, whose frames the model draws: both ends are frames too.
 */

/** At the end of a morph: go back the way one came, begin again, or go on to the first stop by a segment of its own. */
export type Ending = 'back' | 'again' | 'loop';

export interface Playhead {
  readonly position: number;
  /** 1 forwards, -1 on the way back. */
  readonly direction: 1 | -1;
}

/** Seconds from one stop to the next at speed 1. */
export const SEGMENT_SECONDS = 2;

/**
 * Frames of a segment, both ends included, for a model of this size in pixels: enough that one is not told from the next, and
 * few enough that a path through a dozen images stays below some 200 MB.
 */
export function framesOfSegment(size: number): number {
  return size <= 64 ? 121 : size <= 128 ? 81 : 49;
}

/** The segment of a position and how far along it lies, 0..1; the last stop is the end of the last segment. */
export function placeAt(position: number, segments: number): { segment: number; share: number } {
  const within = Math.min(Math.max(position, 0), segments);
  const segment = Math.min(Math.floor(within), segments - 1);
  return { segment, share: within - segment };
}

/** Segments of a path through so many stops. */
export function segmentsOf(stops: number, ending: Ending): number {
  return stops < 2 ? 0 : ending === 'loop' ? stops : stops - 1;
}

/** Slow at both stops: 3t² - 2t³, as the engine eases. */
export function easeInOut(share: number): number {
  return share * share * (3 - 2 * share);
}

/** The positions of all frames of a film that plays once, `steps` a segment with both ends; where segments meet is one frame. */
export function filmPositions(segments: number, steps: number, ending: Ending): number[] {
  const there = Array.from({ length: segments * (steps - 1) + 1 }, (_, i) => i / (steps - 1));
  // A film that is played again would halt where its last frame is its first.
  if (ending === 'loop') return there.slice(0, -1);
  return ending === 'back' ? [...there, ...there.toReversed().slice(1, -1)] : there;
}

/** The frame of its segment that is nearest to a share of 0..1. */
export function frameAt(share: number, frames: number): number {
  return Math.round(share * (frames - 1));
}

/** Where the playhead is some seconds later; at the ends it turns back or jumps to the beginning. */
export function advance(
  { position, direction }: Playhead,
  seconds: number,
  speed: number,
  segments: number,
  ending: Ending,
): Playhead {
  const travelled = (seconds * speed) / SEGMENT_SECONDS;
  if (ending !== 'back') return { position: (position + travelled) % segments, direction: 1 };
  // The way there and back is a circle of twice the length.
  const along = direction === 1 ? position : 2 * segments - position;
  const next = (along + travelled) % (2 * segments);
  return next < segments
    ? { position: next, direction: 1 }
    : { position: 2 * segments - next, direction: -1 };
}

/** Evenly spaced positions from the first stop to the last, both included. */
export function stripPositions(count: number, segments: number): number[] {
  return Array.from({ length: count }, (_, i) => (i * segments) / (count - 1));
}

/** Moves the entry at `from` to `to`, the others closing up. */
export function moved<T>(entries: readonly T[], from: number, to: number): T[] {
  const rest = entries.toSpliced(from, 1);
  return rest.toSpliced(to, 0, entries[from]!);
}
