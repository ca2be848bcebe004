/** What of an even spread remains between neighbours in the order, as a share of the whole: the golden section. */
const STRIDE = (Math.sqrt(5) - 1) / 2;

/**
 * The numbers 0..count-1 in an order that is mixed and always the same: steps of about the golden section of `count`, around and
 * around. Any first few of them are spread evenly over all (the sequence of least discrepancy among such; Knuth, The Art of Computer
 * Programming 3, section 6.4), so that images drawn or chosen in this order stand for the dataset. In the order of the dataset
 * itself the last label would cover the others.
 */
export function mixedOrder(count: number): Uint32Array<ArrayBuffer> {
  const order = new Uint32Array(count);
  const stride = coprimeNear(Math.round(count * STRIDE), count);
  let at = 0;
  for (let k = 0; k < count; k++) {
    order[k] = at;
    at += stride;
    if (at >= count) at -= count;
  }
  return order;
}

/** The first number from `wanted` on that shares no divisor with `count`: stepping by it meets every number once. */
function coprimeNear(wanted: number, count: number): number {
  let stride = Math.max(1, wanted);
  while (greatestCommonDivisor(stride, count) > 1) stride++;
  return stride;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
