/** Ways to compute a convolution: the standard operation, and ONNX Runtime's own for channels in blocks. */
import { blockFilter, blockedConvolve, fromBlocks, toBlocks } from './blocked-layout.ts';
import type { Candidate } from './candidate.ts';
import type { Value } from './graph.ts';

/** Leaves the node as it is. */
export const standardConvolution: Candidate = {
  name: 'standard',
  applies: () => true,
  build: (graph, { op, inputs, outputs, attributes }) => graph.add(op, inputs, outputs[0]!, attributes),
};

/** The convolution in blocks of channels; the filter changes from step to step and is brought into blocks each time. */
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
      const operands = [toBlocks(graph, image), blockFilter(graph, filter, block), ...bias];
      return fromBlocks(graph, blockedConvolve(graph, operands, node.outputs[0]!, node.attributes));
    },
  };
}
