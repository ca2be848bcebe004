/** The arithmetic of steering: a code moved along its dimensions, along principal directions and along attributes. */
import type { Codes } from '../../../shared/latent.ts';
import type { LatentStatistics } from '../../../shared/steering.ts';

/** Everything that was moved, from a code on. */
export interface Moves {
  /** Added to single dimensions, in units of the code. */
  readonly offsets: ReadonlyMap<number, number>;
  /** Steps along principal directions, in standard deviations of the codes along each. */
  readonly directions: ReadonlyMap<number, number>;
  /** Steps along vectors by their names: 1 leads from images without an attribute to images with it. */
  readonly attributes: ReadonlyMap<string, number>;
  /** Dimensions that keep a value whatever else moves. */
  readonly locked: ReadonlyMap<number, number>;
}

/** Sliders reach this many standard deviations to both sides of the mean. */
export const REACH = 4;
/** Traversals reach this many, in so many steps. */
export const TRAVERSAL_REACH = 3;
export const TRAVERSAL_STEPS = 9;

/** The moved code, `[dimensions]`. */
export function movedCode(
  base: Float32Array,
  { offsets, directions, attributes, locked }: Moves,
  { directions: { axes, deviations } }: LatentStatistics,
  vectors: ReadonlyMap<string, Float32Array>,
): Float32Array<ArrayBuffer> {
  const code = Float32Array.from(base);
  for (const [dimension, offset] of offsets) code[dimension]! += offset;
  for (const [direction, steps] of directions) {
    const start = direction * axes.dimensions;
    add(code, axes.values.subarray(start, start + axes.dimensions), steps * deviations[direction]!);
  }
  for (const [id, strength] of attributes) {
    const vector = vectors.get(id);
    if (vector !== undefined) add(code, vector, strength);
  }
  for (const [dimension, value] of locked) code[dimension] = value;
  return code;
}

function add(code: Float32Array, vector: Float32Array, factor: number): void {
  for (let d = 0; d < code.length; d++) code[d]! += factor * vector[d]!;
}

/** Where the slider of a dimension ends. A dimension that is the same for all images has a slider of its own, short scale. */
export function rangeOf(
  { mean, deviation }: LatentStatistics,
  dimension: number,
): { min: number; max: number } {
  const half = REACH * Math.max(deviation[dimension]!, 1e-3);
  return { min: mean[dimension]! - half, max: mean[dimension]! + half };
}

/** Values of a dimension from three deviations below its mean to three above, evenly spaced. */
export function traversalValues({ mean, deviation }: LatentStatistics, dimension: number): number[] {
  return Array.from({ length: TRAVERSAL_STEPS }, (_, step) => {
    const share = (2 * step) / (TRAVERSAL_STEPS - 1) - 1;
    return mean[dimension]! + share * TRAVERSAL_REACH * deviation[dimension]!;
  });
}

/** A code with one dimension set to each of the values in turn, `[values, dimensions]`. */
export function codesAlong(code: Float32Array, dimension: number, values: readonly number[]): Codes {
  const packed = new Float32Array(values.length * code.length);
  values.forEach((value, row) => {
    packed.set(code, row * code.length);
    packed[row * code.length + dimension] = value;
  });
  return { rows: values.length, dimensions: code.length, values: packed };
}

/** One code as the engine takes it. */
export function oneCode(code: Float32Array): Codes {
  return { rows: 1, dimensions: code.length, values: code };
}

/** +1.25: a signed number with a true minus, as short as a slider needs it. */
export function formatSteps(value: number): string {
  const rounded = Math.abs(value).toFixed(1);
  if (rounded === '0.0') return '0';
  return `${value < 0 ? '−' : '+'}${rounded}`;
}
