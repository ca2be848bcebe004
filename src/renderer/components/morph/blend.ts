/** Mixing pictures of the same size, byte by byte: RGBA, as they come from the engine. */

/** Writes (1 - share) from + share to into `target`; all three have the same length. */
export function blend(
  from: Uint8Array,
  to: Uint8Array,
  share: number,
  target: Uint8ClampedArray<ArrayBuffer>,
): void {
  if (share <= 0) target.set(from);
  else if (share >= 1) target.set(to);
  else for (let i = 0; i < target.length; i++) target[i] = from[i]! + (to[i]! - from[i]!) * share;
}

/** The two neighbours of a position 0..1 among `count` equally spaced pictures, and how far it is from the first to the second. */
export function between(position: number, count: number): { first: number; second: number; share: number } {
  const exact = Math.min(1, Math.max(0, position)) * (count - 1);
  const first = Math.min(Math.floor(exact), count - 1);
  return { first, second: Math.min(first + 1, count - 1), share: exact - first };
}
