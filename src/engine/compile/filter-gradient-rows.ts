/**
 * The gradient of a filter from images whose channels come last, [n, H, W, c]: what a tap of the filter sees is then made
 * of whole rows of numbers, and copying rows is cheap. For each row of the filter, the pixels under it are gathered as
 * a matrix [n·P·Q, width·c], whose product with the gradients [n·P·Q, o] is that row of the result.
 */
import {
  fromBlocks,
  fromBlocksToChannelsLast,
  gatherRows,
  toBlocks,
  toBlocksFromChannelsLast,
} from './blocked-layout.ts';
import { type Candidate, windowOf } from './candidate.ts';
import type { Graph, Value } from './graph.ts';
import { reshapeValue } from './layout.ts';

/** As many channels as a block has at most, so that the layouts can be changed by way of blocks. */
const BLOCK = 16;

export const productsOfRows: Candidate = {
  name: 'products of rows',
  processorOnly: true,
  applies(node) {
    const [images, gradients] = node.inputs as [Value, Value];
    const { strides, dilations, pads } = windowOf(node);
    const step = strides[1]!;
    const paddedWidth = images.shape[3]! + pads[1]! + pads[3]!;
    const isEven = windowOf(node).kernel[1]! % step === 0 && paddedWidth % step === 0;
    return (
      isEven &&
      dilations.every((d) => d === 1) &&
      images.shape[1]! % BLOCK === 0 &&
      gradients.shape[1]! % BLOCK === 0
    );
  },
  build(graph, node) {
    const [images, gradients] = node.inputs as [Value, Value];
    const { kernel, strides, pads } = windowOf(node);
    const [n, channels, height, width] = images.shape as [number, number, number, number];
    const [, outputs, outHeight, outWidth] = gradients.shape as [number, number, number, number];
    const pixels = n * outHeight * outWidth;
    const [top, left, bottom, right] = pads as [number, number, number, number];
    const paddedShape = [n, height + top + bottom, width + left + right, channels];
    const padded = graph.add(
      'Pad',
      [channelsLast(graph, images), graph.integers([0, top, left, 0, 0, bottom, right, 0])],
      { shape: paddedShape },
      { mode: 'constant' },
    );
    const gradientRows = reshapeValue(graph, channelsLast(graph, gradients), [pixels, outputs]);
    const step = strides[1]!;
    const runs = kernel[1]! / step;
    const runsPerRow = paddedShape[2]! / step;
    const products = Array.from({ length: kernel[0]! }, (_, u) => {
      const rows = new Int32Array(pixels * runs);
      let next = 0;
      for (let image = 0; image < n; image++)
        for (let p = 0; p < outHeight; p++)
          for (let q = 0; q < outWidth; q++)
            for (let run = 0; run < runs; run++)
              rows[next++] = (image * paddedShape[1]! + p * strides[0]! + u) * runsPerRow + q + run;
      const seen = gatherRows(graph, padded, step * channels, rows);
      const matrix = reshapeValue(graph, seen, [pixels, kernel[1]! * channels]);
      const shape = [kernel[1]! * channels, outputs];
      return graph.add('FusedMatMul', [matrix, gradientRows], { shape }, { transA: 1 }, 'com.microsoft');
    });
    const stacked = graph.add(
      'Concat',
      products,
      { shape: [kernel[0]! * kernel[1]! * channels, outputs] },
      { axis: 0 },
    );
    return filterFromRows(graph, stacked, [outputs, channels, kernel[0]!, kernel[1]!]);
  },
};

function channelsLast(graph: Graph, image: Value): Value {
  return fromBlocksToChannelsLast(graph, toBlocks(graph, image));
}

/** [height · width · in, out] -> [out, in, height, width]. */
function filterFromRows(graph: Graph, rows: Value, shape: readonly [number, number, number, number]): Value {
  const [outputs, inputs, height, width] = shape;
  // As one picture with a channel per output, then as pictures with a channel per input: two changes of layout.
  const first = toBlocksFromChannelsLast(
    graph,
    reshapeValue(graph, rows, [1, height * width, inputs, outputs]),
  );
  const byOutput = reshapeValue(graph, fromBlocks(graph, first), [outputs, height, width, inputs]);
  return fromBlocks(graph, toBlocksFromChannelsLast(graph, byOutput));
}
