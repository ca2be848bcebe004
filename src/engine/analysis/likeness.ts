/**
 * Whether two pictures are the same one, saved differently: judged on their sketches. The limits were set between what copies
 * (JPEG at quality 60, half the size, a tenth brighter) reach and what the most alike pictures of different things do (docs/analyses.md).
 */
import { CHROMA_SIDE, SKETCH_BYTES, SKETCH_SIDE } from '../images/sketch.ts';

/** Least correlation of the luma. */
const CORRELATION = 0.9945;
/** Most by which the mean of the luma may differ, in levels, and its contrast, as a factor: brightened copies are copies. */
const MEAN = 40;
const CONTRAST = 1.4;
/** Most by which the chroma may differ: root mean square, in levels. */
const CHROMA = 10;
/** Pictures of less contrast are plain, and noise would decide about their correlation; they are the same if no pixel differs by more. */
const PLAIN_DEVIATION = 2;
const PLAIN_DIFFERENCE = 4;

/** Blocks of luma along each side in the coarse picture by which most pairs are told apart. */
const BLOCKS = 4;
const BLOCK_SIDE = SKETCH_SIDE / BLOCKS;
const COARSE_VALUES = BLOCKS ** 2;
/** What rounding to single precision may add to the squared distance of two coarse pictures. */
const COARSE_ROUNDING = 1e-5;

const LUMA_VALUES = SKETCH_SIDE ** 2;
const CHROMA_VALUES = 2 * CHROMA_SIDE ** 2;

/** Sketches, packed, with what is asked of each again and again. Each is set once. */
export class Sketches {
  readonly #values: Uint8Array;
  readonly #means: Float32Array;
  readonly #deviations: Float32Array;
  /**
   * `[count, COARSE_VALUES]`: means of blocks, scaled so that a picture is a vector of length 1 seen along orthonormal axes. The squared
   * distance of two of them is at most that of the whole pictures, which is 2 (1 - correlation).
   */
  readonly #coarse: Float32Array;

  constructor(count: number) {
    this.#values = new Uint8Array(count * SKETCH_BYTES);
    this.#means = new Float32Array(count);
    this.#deviations = new Float32Array(count);
    this.#coarse = new Float32Array(count * COARSE_VALUES);
  }

  set(row: number, sketch: Uint8Array): void {
    this.#values.set(sketch, row * SKETCH_BYTES);
    let sum = 0;
    let squares = 0;
    for (const level of this.luma(row)) {
      sum += level;
      squares += level * level;
    }
    const mean = sum / LUMA_VALUES;
    this.#means[row] = mean;
    const deviation = Math.sqrt(Math.max(0, squares / LUMA_VALUES - mean * mean));
    this.#deviations[row] = deviation;
    const length = deviation * SKETCH_SIDE || 1;
    for (const [i, level] of this.luma(row).entries()) {
      const block =
        Math.floor(i / SKETCH_SIDE / BLOCK_SIDE) * BLOCKS + Math.floor((i % SKETCH_SIDE) / BLOCK_SIDE);
      this.#coarse[row * COARSE_VALUES + block]! += (level - mean) / BLOCK_SIDE / length;
    }
  }

  /** `[32, 32]` */
  luma(row: number): Uint8Array {
    return this.#values.subarray(row * SKETCH_BYTES, row * SKETCH_BYTES + LUMA_VALUES);
  }

  /** How alike two sketches are, up to 1; null where they are not the same picture. */
  likeness(a: number, b: number): number | null {
    const meanA = this.#means[a]!;
    const meanB = this.#means[b]!;
    const deviationA = this.#deviations[a]!;
    const deviationB = this.#deviations[b]!;
    if (Math.max(deviationA, deviationB) < PLAIN_DEVIATION) {
      return this.#greatestDifference(a, b) <= PLAIN_DIFFERENCE ? 1 : null;
    }
    if (this.#coarseDistance(a, b) > 2 * (1 - CORRELATION) + COARSE_ROUNDING) return null;
    if (Math.abs(meanA - meanB) > MEAN) return null;
    if (Math.max(deviationA, deviationB) > CONTRAST * Math.min(deviationA, deviationB)) return null;
    if (this.#chromaDifference(a, b) > CHROMA) return null;
    const lumaA = this.luma(a);
    const lumaB = this.luma(b);
    let products = 0;
    for (let i = 0; i < LUMA_VALUES; i++) products += lumaA[i]! * lumaB[i]!;
    const correlation = (products / LUMA_VALUES - meanA * meanB) / (deviationA * deviationB);
    return correlation >= CORRELATION ? correlation : null;
  }

  #coarseDistance(a: number, b: number): number {
    const coarse = this.#coarse;
    let squared = 0;
    for (let i = 0, p = a * COARSE_VALUES, q = b * COARSE_VALUES; i < COARSE_VALUES; i++, p++, q++) {
      const difference = coarse[p]! - coarse[q]!;
      squared += difference * difference;
    }
    return squared;
  }

  #greatestDifference(a: number, b: number): number {
    const values = this.#values;
    let greatest = 0;
    for (let i = 0, p = a * SKETCH_BYTES, q = b * SKETCH_BYTES; i < SKETCH_BYTES; i++, p++, q++) {
      greatest = Math.max(greatest, Math.abs(values[p]! - values[q]!));
    }
    return greatest;
  }

  #chromaDifference(a: number, b: number): number {
    const values = this.#values;
    let squares = 0;
    for (let i = LUMA_VALUES; i < SKETCH_BYTES; i++) {
      const difference = values[a * SKETCH_BYTES + i]! - values[b * SKETCH_BYTES + i]!;
      squares += difference * difference;
    }
    return Math.sqrt(squares / CHROMA_VALUES);
  }
}
