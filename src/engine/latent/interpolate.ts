/** Ways between codes: straight lines and great arcs, and paths through any number of codes. */
import type { Codes, PathOptions } from '../../shared/latent.ts';
import { MorphospaceError } from '../../shared/errors.ts';

type Between = (from: Float32Array, to: Float32Array, t: number, target: Float32Array) => void;

/** Below this sine of the angle two codes count as parallel, where the arc is a line and its formula divides by zero. */
const PARALLEL = 1e-6;

/**
 * The path through the codes in their order. Every segment has `steps` frames with both ends included, and the code where two
 * segments meet is one frame, not two: n codes make (n - 1)(steps - 1) + 1 frames. The frames at the codes equal them exactly.
 * A loop has one segment more, back to the first code, and ends on the frame before it: n (steps - 1) frames.
 *
 * @param codes [n, dimensions], n at least 2.
 * @returns [frames, dimensions].
 * @throws MorphospaceError `short-path` for fewer than two codes.
 */
export function pathThrough(
  codes: Codes,
  { steps, interpolation, easing, loop }: Pick<PathOptions, 'steps' | 'interpolation'> & Partial<PathOptions>,
): Codes {
  const { rows, dimensions } = codes;
  if (rows < 2) {
    throw new MorphospaceError('short-path', 'A morph needs at least two images.', 'Choose another image.');
  }
  const between: Between = interpolation === 'spherical' ? alongArc : alongLine;
  const segments = loop ? rows : rows - 1;
  const frames = segments * (steps - 1) + (loop ? 0 : 1);
  const values = new Float32Array(frames * dimensions);
  for (let frame = 0; frame < frames; frame++) {
    const segment = Math.min(Math.floor(frame / (steps - 1)), segments - 1);
    const t = (frame - segment * (steps - 1)) / (steps - 1);
    const target = values.subarray(frame * dimensions, (frame + 1) * dimensions);
    const next = (segment + 1) % rows;
    between(rowOf(codes, segment), rowOf(codes, next), easing === 'in-out' ? eased(t) : t, target);
  }
  return { rows: frames, dimensions, values };
}

/** 3t² - 2t³: from 0 to 1 with no speed at either end, and one and a half times the even speed in the middle. */
function eased(t: number): number {
  return t * t * (3 - 2 * t);
}

/** (1 - t) from + t to, exact at both ends. */
function alongLine(from: Float32Array, to: Float32Array, t: number, target: Float32Array): void {
  for (let i = 0; i < target.length; i++) target[i] = (1 - t) * from[i]! + t * to[i]!;
}

/**
 * sin((1 - t) w) / sin w · from + sin(t w) / sin w · to, where w is the angle between the two (Shoemake 1985; for latent codes
 * White 2016, "Sampling generative networks"). Keeps the length of codes drawn from a wide normal distribution, where a line
 * would cut through the rarely seen middle. Parallel and opposite codes, which span no arc, are joined by a line.
 */
function alongArc(from: Float32Array, to: Float32Array, t: number, target: Float32Array): void {
  let product = 0;
  let fromSquared = 0;
  let toSquared = 0;
  for (let i = 0; i < from.length; i++) {
    product += from[i]! * to[i]!;
    fromSquared += from[i]! ** 2;
    toSquared += to[i]! ** 2;
  }
  const cosine = product / Math.sqrt(fromSquared * toSquared);
  const angle = Math.acos(Math.min(1, Math.max(-1, cosine)));
  // A code of length zero has no direction: its cosine is not a number, which fails this comparison too.
  if (!(Math.sin(angle) > PARALLEL)) return alongLine(from, to, t, target);
  const first = t === 1 ? 0 : Math.sin((1 - t) * angle) / Math.sin(angle);
  const second = t === 1 ? 1 : Math.sin(t * angle) / Math.sin(angle);
  for (let i = 0; i < target.length; i++) target[i] = first * from[i]! + second * to[i]!;
}

function rowOf({ values, dimensions }: Codes, row: number): Float32Array {
  return values.subarray(row * dimensions, (row + 1) * dimensions);
}
