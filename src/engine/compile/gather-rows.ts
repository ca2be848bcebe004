/**
 * Copies of whole rows of numbers in another order. ONNX Runtime shares them among threads, and they are several times
 * faster than a general transposition, whose unit is a single number.
 */
import type { Window } from './candidate.ts';
import type { Graph, Value } from './graph.ts';
import { sizeOf } from './graph.ts';
import { reshapeValue } from './layout.ts';

/** Stands for a row of zeros. */
export const OUTSIDE = -1;

/** The rows of `width` numbers with these indices, some of them perhaps several times or `OUTSIDE`: [rows, width]. */
export function gatherRows(graph: Graph, value: Value, width: number, rows: Int32Array): Value {
  const count = sizeOf(value.shape) / width;
  let table = reshapeValue(graph, value, [count, width]);
  let indices = rows;
  if (rows.includes(OUTSIDE)) {
    const zeros = graph.constant(new Float32Array(width), [1, width]);
    table = graph.add('Concat', [table, zeros], { shape: [count + 1, width] }, { axis: 0 });
    indices = rows.map((row) => (row === OUTSIDE ? count : row));
  }
  const operands = [table, graph.constant(indices, [rows.length])];
  return graph.add('Gather', operands, { shape: [rows.length, width] }, { axis: 0 });
}

/** Takes `width` numbers of each value in turn. */
export function interleave(graph: Graph, values: readonly Value[], width: number): Value {
  if (values.length === 1) return values[0]!;
  const rows = values.map((value) => {
    return reshapeValue(graph, value, [sizeOf(value.shape) / width, width]);
  });
  const shape = [rows[0]!.shape[0]!, width * rows.length];
  return graph.add('Concat', rows, { shape }, { axis: 1 });
}

/**
 * Which pixel, counted over all images of that size, a window sees: at position (p, q), row u and column v of the filter.
 * `OUTSIDE` in the padding.
 */
export function pixelsSeen(
  { strides, dilations, pads }: Window,
  [height, width]: readonly [number, number],
): (image: number, p: number, q: number, u: number, v: number) => number {
  return (image, p, q, u, v) => {
    const y = p * strides[0]! + u * dilations[0]! - pads[0]!;
    const x = q * strides[1]! + v * dilations[1]! - pads[1]!;
    const inside = y >= 0 && y < height && x >= 0 && x < width;
    return inside ? (image * height + y) * width + x : OUTSIDE;
  };
}
