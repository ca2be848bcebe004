/**
 * Finds 64-bit hashes within some bits of another one by multi-index hashing (Norouzi, Punjani and Fleet 2012, "Fast Search in Hamming
 * Space with Multi-Index Hashing"): of more parts than bits may differ, at least one is equal, and only hashes that share a part are compared.
 */
import { differingBits } from './perceptual-hash.ts';

/** At least so many parts, so that one has at most 16 bits and its values a table. */
const FEWEST_PARTS = 4;

interface Part {
  shift: number;
  mask: number;
  /** The last hash that has each value, -1 for none … */
  last: Int32Array;
  /** … and the one before each hash that has the same value. */
  previous: Int32Array;
}

/** Hashes are told by their rows. */
export class HashIndex {
  readonly #bits: number;
  readonly #words: Uint32Array;
  /** Parts of the first and of the second word. */
  readonly #parts: readonly Part[][];
  /** The question in which a row was last compared: a row that shares several parts is compared once. */
  readonly #compared: Int32Array;
  #questions = 0;

  /** @param words `[rows, 2]`: the hashes @param bits in how many bits found hashes may differ, at most 16 */
  constructor(words: Uint32Array, bits: number) {
    this.#words = words;
    this.#bits = bits;
    const rows = words.length / 2;
    this.#compared = new Int32Array(rows);
    const count = Math.max(FEWEST_PARTS, bits + 1);
    const ofFirst = Math.ceil(count / 2);
    this.#parts = [ofFirst, count - ofFirst].map((parts) => partsOfWord(parts, rows));
  }

  add(row: number): void {
    for (const [word, parts] of this.#parts.entries()) {
      const hash = this.#words[2 * row + word]!;
      for (const { shift, mask, last, previous } of parts) {
        const value = (hash >>> shift) & mask;
        previous[row] = last[value]!;
        last[value] = row;
      }
    }
  }

  /** Calls `found` for each added row within reach of this one. */
  near(row: number, found: (other: number, bits: number) => void): void {
    const words = this.#words;
    const compared = this.#compared;
    const question = ++this.#questions;
    const first = words[2 * row]!;
    const second = words[2 * row + 1]!;
    for (const [word, parts] of this.#parts.entries()) {
      const hash = word === 0 ? first : second;
      for (const { shift, mask, last, previous } of parts) {
        for (let other = last[(hash >>> shift) & mask]!; other >= 0; other = previous[other]!) {
          if (compared[other] === question) continue;
          compared[other] = question;
          const bits = differingBits(first, words[2 * other]!) + differingBits(second, words[2 * other + 1]!);
          if (bits <= this.#bits) found(other, bits);
        }
      }
    }
  }
}

/** Cuts 32 bits into parts as equal as can be. */
function partsOfWord(count: number, rows: number): Part[] {
  return Array.from({ length: count }, (_, part) => {
    const shift = Math.floor((32 * part) / count);
    const width = Math.floor((32 * (part + 1)) / count) - shift;
    return {
      shift,
      mask: 2 ** width - 1,
      last: new Int32Array(2 ** width).fill(-1),
      previous: new Int32Array(rows).fill(-1),
    };
  });
}
