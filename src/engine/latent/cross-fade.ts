/** What fading one image into the next shows, beside what a latent space makes of it. */
import type { PathOptions, Pictures } from '../../shared/latent.ts';
import { pathThrough } from './interpolate.ts';

/**
 * The pictures of a path whose stops are images and not codes: every pixel goes straight from one to the next, with the same frames,
 * easing and loop.
 *
 * @param stops [n, values] packed, in 0..1.
 * @returns `[count, values]` packed: frames `from` to `from + count`.
 */
export function crossFade(
  stops: Float32Array,
  values: number,
  { steps, easing, loop }: PathOptions,
  from: number,
  count: number,
): Float32Array {
  const rows = stops.length / values;
  // How much of each stop every frame is made of is a path too: one through the corners of a simplex.
  const corners = Float32Array.from({ length: rows * rows }, (_, i) => (i % (rows + 1) === 0 ? 1 : 0));
  const parts = pathThrough(
    { rows, dimensions: rows, values: corners },
    { steps, easing, loop, interpolation: 'linear' },
  );
  const faded = new Float32Array(count * values);
  for (let frame = 0; frame < count; frame++) {
    const target = faded.subarray(frame * values, (frame + 1) * values);
    for (let stop = 0; stop < rows; stop++) {
      const part = parts.values[(from + frame) * rows + stop]!;
      if (part === 0) continue;
      for (let i = 0; i < values; i++) target[i]! += part * stops[stop * values + i]!;
    }
  }
  return faded;
}

/** One picture of each in turn: what stands side by side in a frame. */
export function sideBySide(left: Pictures, right: Pictures): Pictures {
  const bytes = left.size * left.size * 4;
  const rgba = new Uint8Array(left.rgba.length * 2);
  for (let frame = 0; frame < left.count; frame++) {
    rgba.set(left.rgba.subarray(frame * bytes, (frame + 1) * bytes), 2 * frame * bytes);
    rgba.set(right.rgba.subarray(frame * bytes, (frame + 1) * bytes), (2 * frame + 1) * bytes);
  }
  return { count: left.count * 2, size: left.size, rgba };
}
