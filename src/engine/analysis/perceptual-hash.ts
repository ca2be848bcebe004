/**
 * A 64-bit hash by which alike pictures have alike hashes: the signs of the lowest frequencies of a discrete cosine transform about
 * their median (Zauner 2010, "Implementation and Benchmarking of Perceptual Image Hash Functions", section 3.2.1).
 */

/** Frequencies in the hash. */
const BITS = 64;
/** Frequencies in either direction, from 0, among which the lowest 64 are. */
const FREQUENCIES = 11;

/**
 * What rounding pixels to whole levels does to a frequency, as a deviation: each pixel errs by 1/12 of a squared level, and half of that
 * falls to either direction. A frequency that is not further above the median than this has no sign, so that plain pictures are alike.
 */
const roundingError = (side: number) => side / Math.sqrt(4 * 12);

/** Positions of the frequencies in a `[FREQUENCIES, FREQUENCIES]` block, lowest first; the mean itself is left out. */
const lowest: readonly number[] = Array.from({ length: FREQUENCIES ** 2 }, (_, i) => i)
  .slice(1)
  .sort((a, b) => order(a) - order(b))
  .slice(0, BITS);

/** By the length of the frequency, equal ones by the horizontal. */
function order(position: number): number {
  const v = Math.floor(position / FREQUENCIES);
  const u = position % FREQUENCIES;
  return u * u + v * v + u / FREQUENCIES ** 2;
}

/** Low frequencies tell most: every quarter of a hash gets as many of them, so that none is the same for most pictures. */
function bitOf(frequency: number): number {
  return (frequency % 4) * (BITS / 4) + Math.floor(frequency / 4);
}

/** Hashes of square pictures of one size. */
export class PerceptualHash {
  readonly #side: number;
  /** `[FREQUENCIES, side]`: cosines. */
  readonly #basis: Float64Array;

  constructor(side: number) {
    this.#side = side;
    this.#basis = new Float64Array(FREQUENCIES * side);
    for (let u = 0; u < FREQUENCIES; u++) {
      for (let x = 0; x < side; x++) {
        this.#basis[u * side + x] = Math.cos((Math.PI * u * (2 * x + 1)) / (2 * side));
      }
    }
  }

  /** @param luma `[side, side]` @returns two words of 32 bits */
  of(luma: Uint8Array): [number, number] {
    const coefficients = this.#transform(luma);
    const chosen = lowest.map((position) => coefficients[position]!);
    const sorted = chosen.toSorted((a, b) => a - b);
    const median = (sorted[BITS / 2 - 1]! + sorted[BITS / 2]!) / 2;
    const threshold = median + roundingError(this.#side);
    const words: [number, number] = [0, 0];
    for (const [i, coefficient] of chosen.entries()) {
      const bit = bitOf(i);
      if (coefficient > threshold) words[bit >> 5]! |= 1 << (bit & 31);
    }
    return [words[0] >>> 0, words[1] >>> 0];
  }

  #transform(luma: Uint8Array): Float64Array {
    const side = this.#side;
    const basis = this.#basis;
    const rows = new Float64Array(side * FREQUENCIES);
    for (let y = 0; y < side; y++) {
      for (let u = 0; u < FREQUENCIES; u++) {
        let sum = 0;
        for (let x = 0; x < side; x++) sum += luma[y * side + x]! * basis[u * side + x]!;
        rows[y * FREQUENCIES + u] = sum;
      }
    }
    const coefficients = new Float64Array(FREQUENCIES ** 2);
    for (let v = 0; v < FREQUENCIES; v++) {
      for (let u = 0; u < FREQUENCIES; u++) {
        let sum = 0;
        for (let y = 0; y < side; y++) sum += rows[y * FREQUENCIES + u]! * basis[v * side + y]!;
        coefficients[v * FREQUENCIES + u] = sum;
      }
    }
    return coefficients;
  }
}

/** Bits in which two words differ (Warren 2013, "Hacker's Delight", section 5-1). */
export function differingBits(a: number, b: number): number {
  let x = a ^ b;
  x -= (x >>> 1) & 0x55555555;
  x = (x & 0x33333333) + ((x >>> 2) & 0x33333333);
  x = (x + (x >>> 4)) & 0x0f0f0f0f;
  return Math.imul(x, 0x01010101) >>> 24;
}
