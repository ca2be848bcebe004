/** Ways to compute a convolution: the standard operation, and ONNX Runtime's own for channels in blocks. */
import type { Candidate } from './candidate.ts';
import type { Graph, Value } from './graph.ts';
import { reshapeValue } from './layout.ts';

/** Leaves the node as it is. */
export const standardConvolution: Candidate = {
  name: 'standard',
  applies: () => true,
  build: (graph, { op, inputs, outputs, attributes }) => graph.add(op, inputs, outputs[0]!, attributes),
};

const BLOCKED_DOMAIN = 'com.microsoft.nchwc';

/**
 * The convolution that ONNX Runtime's CPU provider uses for constant filters, on images [n, c/b, h, w, b]. Filters that
 * change from step to step are brought into its layout here, OIHW -> [O/b, I/b, h, w, b in, b out]. The size of the
 * blocks depends on the processor (16 with AVX-512 and on ARM, 8 with AVX2); with another the result is wrong, so a
 * choice must compare results and not only times.
 */
export function blockedConvolution(block: number): Candidate {
  return {
    name: `blocked by ${block}`,
    processorOnly: true,
    applies({ inputs }) {
      const [image, filter] = inputs as [Value, Value];
      return image.shape.length === 4 && filter.shape[0]! % block === 0 && filter.shape[1]! % block === 0;
    },
    build(graph, node) {
      const [image, filter, ...bias] = node.inputs as [Value, Value, ...Value[]];
      const [result] = node.outputs as [Value];
      const blocked = graph.add('ReorderInput', [image], { shape: image.shape }, {}, BLOCKED_DOMAIN);
      const operands = [blocked, blockFilter(graph, filter, block), ...bias];
      const convolved = graph.add('Conv', operands, result, node.attributes, BLOCKED_DOMAIN);
      return graph.add('ReorderOutput', [convolved], result, { channels: result.shape[1]! }, BLOCKED_DOMAIN);
    },
  };
}

function blockFilter(graph: Graph, filter: Value, block: number): Value {
  const [outputs, inputs, height, width] = filter.shape as [number, number, number, number];
  const split = reshapeValue(graph, filter, [outputs / block, block, inputs / block, block, height, width]);
  const shape = [outputs / block, inputs / block, height, width, block, block];
  const ordered = graph.add('Transpose', [split], { shape }, { perm: [0, 2, 4, 5, 3, 1] });
  // The operation wants the four axes of the original, whatever order the numbers are in.
  return reshapeValue(graph, ordered, filter.shape);
}
