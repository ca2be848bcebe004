/**
 * How strongly two points of a map attract or repel each other, as a function of their squared distance s (McInnes et al.
 * 2018, section 3.2): the coefficients of the gradient for the similarity 1 / (1 + a s^b). Both contain a power, which
 * would be most of the time of a layout, so they are read from a table.
 */

/**
 * An entry for each value of the upper bits of a non-negative float32: exponent and 8 bits of mantissa. The greatest error,
 * 0.4 %, is far below the noise of drawing pairs at random.
 */
export const ENTRY_SHIFT = 15;
const ENTRIES = 2 ** 16;

/** Keeps the repulsion finite where two points meet, as in the reference implementations. */
const SOFTENING = 0.001;
/** Longest step at learning rate 1. Along the force, where the reference implementations clip each coordinate. */
const LONGEST_STEP = 4;

/** Indexed by the bits of s as a float32, shifted right by `ENTRY_SHIFT`. */
export interface Forces {
  attraction: Float32Array;
  repulsion: Float32Array;
}

export function forceTables(a: number, b: number): Forces {
  return {
    attraction: tabulate((s) => -Math.min(attraction(s, a, b), LONGEST_STEP / Math.sqrt(s))),
    repulsion: tabulate((s) => Math.min(repulsion(s, a, b), LONGEST_STEP / Math.sqrt(s))),
  };
}

/** Length of the pull along an edge as a multiple of the distance. */
function attraction(s: number, a: number, b: number): number {
  return (2 * a * b * s ** (b - 1)) / (1 + a * s ** b);
}

/** Length of the push between a pair without an edge as a multiple of the distance. */
function repulsion(s: number, a: number, b: number): number {
  return (2 * b) / ((SOFTENING + s) * (1 + a * s ** b));
}

function tabulate(force: (s: number) => number): Float32Array {
  const table = new Float32Array(ENTRIES);
  const bits = new Uint32Array(1);
  const s = new Float32Array(bits.buffer);
  for (let entry = 0; entry < ENTRIES; entry++) {
    // The middle of the entry's interval.
    bits[0] = (entry << ENTRY_SHIFT) | (1 << (ENTRY_SHIFT - 1));
    if (s[0]! < Infinity) table[entry] = force(s[0]!);
  }
  return table;
}
