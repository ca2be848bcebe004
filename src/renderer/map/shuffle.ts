/**
 * The numbers 0..count-1 in an order that is mixed and always the same. Images drawn or chosen in this order stand for all of
 * them: in the order of the dataset the last label would cover the others.
 */
export function mixedOrder(count: number): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, i) => i);
  // xorshift32 (Marsaglia 2003); Fisher and Yates' shuffle.
  let state = 0x9e3779b9;
  for (let i = count - 1; i > 0; i--) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    const j = (state >>> 0) % (i + 1);
    const swapped = order[i]!;
    order[i] = order[j]!;
    order[j] = swapped;
  }
  return order;
}
