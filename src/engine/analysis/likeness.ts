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
/** Most by which any of the 64 values of either chroma may differ, in levels. */
const CHROMA = 20;
/**
 * Most by which the mean luma of any of the 64 same places may differ, in levels, once brightness and contrast are matched: parts before one
 * camera are alike but for a scratch.
 */
const PLACE = 8;
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
/** Pixels of luma along each side of a place. */
const PLACE_SIDE = SKETCH_SIDE / CHROMA_SIDE;

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
      return this.#greatestDifference(a, b, 0) <= PLAIN_DIFFERENCE ? 1 : null;
    }
    if (this.#coarseDistance(a, b) > 2 * (1 - CORRELATION) + COARSE_ROUNDING) return null;
    if (Math.abs(meanA - meanB) > MEAN) return null;
    if (Math.max(deviationA, deviationB) > CONTRAST * Math.min(deviationA, deviationB)) return null;
    if (this.#greatestDifference(a, b, LUMA_VALUES) > CHROMA) return null;
    const lumaA = this.luma(a);
    const lumaB = this.luma(b);
    let products = 0;
    for (let i = 0; i < LUMA_VALUES; i++) products += lumaA[i]! * lumaB[i]!;
    const correlation = (products / LUMA_VALUES - meanA * meanB) / (deviationA * deviationB);
    if (correlation < CORRELATION) return null;
    // The best line from the luma of a to that of b.
    const slope = (correlation * deviationB) / deviationA;
    return this.#placesAgree(lumaA, lumaB, slope, meanB - slope * meanA) ? correlation : null;
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

  /** Over the luma and chroma of two sketches, or what follows the first values. */
  #greatestDifference(a: number, b: number, first: number): number {
    const values = this.#values;
    let greatest = 0;
    for (let i = first; i < SKETCH_BYTES; i++) {
      const difference = values[a * SKETCH_BYTES + i]! - values[b * SKETCH_BYTES + i]!;
      greatest = Math.max(greatest, Math.abs(difference));
    }
    return greatest;
  }

  #placesAgree(a: Uint8Array, b: Uint8Array, slope: number, offset: number): boolean {
    for (let top = 0; top < SKETCH_SIDE; top += PLACE_SIDE) {
      for (let left = 0; left < SKETCH_SIDE; left += PLACE_SIDE) {
        let sum = 0;
        for (let row = top; row < top + PLACE_SIDE; row++) {
          for (let i = row * SKETCH_SIDE + left, end = i + PLACE_SIDE; i < end; i++) {
            sum += b[i]! - slope * a[i]! - offset;
          }
        }
        if (Math.abs(sum) > PLACE * PLACE_SIDE ** 2) return false;
      }
    }
    return true;
  }
}
