/**
 * Finds 64-bit hashes within some bits of another one by multi-index hashing (Norouzi, Punjani and Fleet 2012, "Fast Search in Hamming
 * Space with Multi-Index Hashing"): of hashes that differ in r bits, one of four quarters differs in at most r / 4, so only hashes
 * are compared of which a quarter is among the few values within that distance.
 */
import { differingBits } from './perceptual-hash.ts';

const QUARTERS = 4;
const QUARTER_BITS = 16;
const QUARTER_VALUES = 2 ** QUARTER_BITS;

/** Hashes are told by their rows. */
export class HashIndex {
  readonly #words: Uint32Array;
  readonly #bits: number;
  /** What a quarter may differ by: all values with few bits set, fewest first. */
  readonly #differences: Uint16Array;
  /** `[quarters, values]`: the last row of which a quarter has a value, -1 for none … */
  readonly #last = new Int32Array(QUARTERS * QUARTER_VALUES).fill(-1);
  /** … and `[quarters, rows]`: the one before each row with the same. */
  readonly #previous: Int32Array;
  /** The question in which a row was last compared: one that shares several quarters is compared once. */
  readonly #compared: Int32Array;
  #questions = 0;

  /** @param words `[rows, 2]`: the hashes @param bits in how many bits those found may differ */
  constructor(words: Uint32Array, bits: number) {
    const rows = words.length / 2;
    this.#words = words;
    this.#bits = bits;
    this.#differences = valuesOfBits(Math.floor(bits / QUARTERS));
    this.#previous = new Int32Array(QUARTERS * rows);
    this.#compared = new Int32Array(rows);
  }

  add(row: number): void {
    const rows = this.#compared.length;
    for (let quarter = 0; quarter < QUARTERS; quarter++) {
      const place = quarter * QUARTER_VALUES + this.#valueOf(row, quarter);
      this.#previous[quarter * rows + row] = this.#last[place]!;
      this.#last[place] = row;
    }
  }

  /** Calls `found` for each added row within reach of this one. */
  near(row: number, found: (other: number, bits: number) => void): void {
    const words = this.#words;
    const compared = this.#compared;
    const rows = compared.length;
    const question = ++this.#questions;
    const first = words[2 * row]!;
    const second = words[2 * row + 1]!;
    for (let quarter = 0; quarter < QUARTERS; quarter++) {
      const value = this.#valueOf(row, quarter);
      for (const difference of this.#differences) {
        let other = this.#last[quarter * QUARTER_VALUES + (value ^ difference)]!;
        for (; other >= 0; other = this.#previous[quarter * rows + other]!) {
          if (compared[other] === question) continue;
          compared[other] = question;
          const bits = differingBits(first, words[2 * other]!) + differingBits(second, words[2 * other + 1]!);
          if (bits <= this.#bits) found(other, bits);
        }
      }
    }
  }

  #valueOf(row: number, quarter: number): number {
    return (this.#words[2 * row + (quarter >> 1)]! >>> (QUARTER_BITS * (quarter & 1))) & (QUARTER_VALUES - 1);
  }
}

function valuesOfBits(most: number): Uint16Array {
  const bitsOf = (value: number) => differingBits(value, 0);
  return Uint16Array.from({ length: QUARTER_VALUES }, (_, value) => value)
    .filter((value) => bitsOf(value) <= most)
    .sort((a, b) => bitsOf(a) - bitsOf(b) || a - b);
}
