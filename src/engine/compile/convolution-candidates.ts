/** Ways to compute a convolution: the standard operation, and ONNX Runtime's own for channels in blocks. */
import { SAVED_BY_BLOCKS, blockFilter, blockedConvolve, fromBlocks, toBlocks } from './blocked-layout.ts';
import type { Candidate } from './candidate.ts';
import type { Value } from './graph.ts';

/** Leaves the node as it is. */
export const standardConvolution: Candidate = {
  name: 'standard',
  applies: () => true,
  build: (graph, { op, inputs, outputs, attributes }) => graph.add(op, inputs, outputs[0]!, attributes),
};

/**
 * The convolution in blocks of channels; the filter changes from step to step and is brought into blocks each time. Images
 * with fewer channels than a block, which are colours, are read as they are.
 */
export function blockedConvolution(block: number): Candidate {
  return {
    name: `blocked by ${block}`,
    processorOnly: true,
    saving: SAVED_BY_BLOCKS,
    applies({ inputs }) {
      const [image, filter] = inputs as [Value, Value];
      const [outputs, channels] = filter.shape as [number, number];
      return (
        image.shape.length === 4 && outputs % block === 0 && (channels % block === 0 || channels < block)
      );
    },
    build(graph, node) {
      const [image, filter, ...bias] = node.inputs as [Value, Value, ...Value[]];
      const source = image.shape[1]! < block ? image : toBlocks(graph, image);
      const operands = [source, blockFilter(graph, filter, block), ...bias];
      return fromBlocks(graph, blockedConvolve(graph, operands, node.outputs[0]!, node.attributes));
    },
  };
}
