/**
 * Ways to compute a transposed convolution, which is also the gradient of a convolution by its image:
 * Y[n, o, y, x] = sum over c,u,v of X[n, c, (y + pad - u) / s, (x + pad - v) / s] · W[c, o, u, v], where the quotients are whole.
 *
 * Rows of the result with the same remainder by the stride s meet the same rows of the filter. So the result is s·s ordinary
 * convolutions with stride 1, each with its own taps of the filter, whose pixels interleave. ONNX Runtime's operation
 * multiplies first and adds overlapping patches afterwards, in one thread.
 */
import { SAVED_BY_BLOCKS, blockedConvolve, fromBlocks, toBlocks } from './blocked-layout.ts';
import { type Candidate, windowOf } from './candidate.ts';
import { gatherRows, interleave } from './gather-rows.ts';
import type { Graph, GraphNode, Value } from './graph.ts';
import { reshapeValue } from './layout.ts';

/** What one remainder means along one axis: the taps it meets, as a convolution reads them, and the padding for those. */
interface Phase {
  taps: readonly number[];
  padBefore: number;
  padAfter: number;
}

/** The phases along an axis, one per remainder; null where the result's length is no multiple of the stride. */
function phasesAlong(node: GraphNode, axis: 0 | 1): Phase[] | null {
  const { kernel, strides, dilations, pads } = windowOf(node);
  const [length, outputs] = [node.inputs[0]!.shape[axis + 2]!, node.outputs[0]!.shape[axis + 2]!];
  const [taps, stride, pad] = [kernel[axis]!, strides[axis]!, pads[axis]!];
  if (dilations[axis] !== 1 || outputs % stride !== 0) return null;
  const phases = Array.from({ length: stride }, (_, remainder): Phase => {
    const first = (remainder + pad) % stride;
    const own = Array.from({ length: Math.ceil((taps - first) / stride) }, (_, i) => first + i * stride);
    // The first tap reads `ahead` pixels behind the output's own place, every further one a pixel less.
    const ahead = (remainder + pad - first) / stride;
    return {
      taps: own.toReversed(),
      padBefore: own.length - 1 - ahead,
      padAfter: outputs / stride - 1 + ahead - (length - 1),
    };
  });
  return phases.every((p) => p.taps.length > 0 && p.padBefore >= 0 && p.padAfter >= 0) ? phases : null;
}

/** One convolution in blocks of channels per phase; `block` as in `blockedConvolution`. */
export function blockedPhases(block: number): Candidate {
  return {
    name: `phases, blocked by ${block}`,
    processorOnly: true,
    saving: SAVED_BY_BLOCKS,
    applies(node) {
      const [image, filter] = node.inputs as [Value, Value];
      const fits = filter.shape[0]! % block === 0 && filter.shape[1]! % block === 0;
      return (
        image.shape.length === 4 && fits && phasesAlong(node, 0) !== null && phasesAlong(node, 1) !== null
      );
    },
    build(graph, node) {
      const [image, filter, ...bias] = node.inputs as [Value, Value, ...Value[]];
      const [n, channels, height, width] = node.outputs[0]!.shape as [number, number, number, number];
      const [rows, columns] = [phasesAlong(node, 0)!, phasesAlong(node, 1)!];
      const source = toBlocks(graph, image);
      const taps = toBlocks(graph, filter);
      const shape = [n, channels, height / rows.length, width / columns.length];
      const pixelRows = rows.map((row) => {
        const pixels = columns.map((column) => {
          const operands = [source, filterOfPhase(graph, taps, row, column, block), ...bias];
          return blockedConvolve(
            graph,
            operands,
            { shape },
            {
              kernel_shape: [row.taps.length, column.taps.length],
              strides: [1, 1],
              dilations: [1, 1],
              pads: [row.padBefore, column.padBefore, row.padAfter, column.padAfter],
            },
          );
        });
        return interleave(graph, pixels, block);
      });
      const whole = interleave(graph, pixelRows, width * block);
      return fromBlocks(graph, reshapeValue(graph, whole, [n, channels, height, width]));
    },
  };
}

/** From the whole filter [in, out/b, height, width, b(out)], one phase as [out/b, in/b, taps, taps, b(in), b(out)]. */
function filterOfPhase(graph: Graph, filter: Value, row: Phase, column: Phase, block: number): Value {
  const [inputs, outputs, height, width] = filter.shape as [number, number, number, number];
  const rows: number[] = [];
  for (let out = 0; out < outputs / block; out++)
    for (let input = 0; input < inputs; input += block)
      for (const u of row.taps)
        for (const v of column.taps)
          for (let i = input; i < input + block; i++)
            rows.push(((i * (outputs / block) + out) * height + u) * width + v);
  const shape = [outputs, inputs, row.taps.length, column.taps.length];
  return reshapeValue(graph, gatherRows(graph, filter, block, Int32Array.from(rows)), shape);
}
