import type { Neighbours } from './neighbours.ts';

/** Of each row, the share of its nearest neighbours that both sets name, whatever their order; both of the same k and rows. */
export function neighbourOverlap(one: Neighbours, other: Neighbours): Float32Array {
  const { k } = one;
  const overlap = new Float32Array(one.indices.length / k);
  for (let row = 0; row < overlap.length; row++) {
    const named = new Set(one.indices.subarray(row * k, (row + 1) * k));
    let both = 0;
    for (let i = row * k; i < (row + 1) * k; i++) if (named.has(other.indices[i]!)) both++;
    overlap[row] = both / k;
  }
  return overlap;
}
