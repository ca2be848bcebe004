/**
 * The gradient of a filter from images whose channels come last, [n, H, W, c]: what a tap of the filter sees is then made
 * of whole rows of numbers, and copying rows is cheap. For each row of the filter, the pixels under it are gathered as
 * a matrix [n·P·Q, width·c], whose product with the gradients [n·P·Q, o] is that row of the result.
 */
import { SAVED_BY_BLOCKS } from './blocked-layout.ts';
import { type Candidate, windowOf } from './candidate.ts';
import { CHANNELS_AT_ONCE, channelsLast, fromChannelsLast } from './channels-last.ts';
import { gatherRows, pixelsSeen } from './gather-rows.ts';
import type { Graph, Value } from './graph.ts';
import { reshapeValue } from './layout.ts';

export const productsOfRows: Candidate = {
  name: 'products of rows',
  processorOnly: true,
  saving: SAVED_BY_BLOCKS,
  applies({ inputs }) {
    return inputs.every(({ shape }) => shape.length === 4 && shape[1]! % CHANNELS_AT_ONCE === 0);
  },
  build(graph, node) {
    const [images, gradients] = node.inputs as [Value, Value];
    const [kernelHeight, kernelWidth] = windowOf(node).kernel as [number, number];
    const [n, channels, height, width] = images.shape as [number, number, number, number];
    const [, outputs, outHeight, outWidth] = gradients.shape as [number, number, number, number];
    const positions = n * outHeight * outWidth;
    const source = channelsLast(graph, images);
    const gradientRows = reshapeValue(graph, channelsLast(graph, gradients), [positions, outputs]);
    const pixelSeen = pixelsSeen(windowOf(node), [height, width]);
    const products = Array.from({ length: kernelHeight }, (_, u) => {
      const rows = new Int32Array(positions * kernelWidth);
      let next = 0;
      for (let image = 0; image < n; image++)
        for (let p = 0; p < outHeight; p++)
          for (let q = 0; q < outWidth; q++)
            for (let v = 0; v < kernelWidth; v++) rows[next++] = pixelSeen(image, p, q, u, v);
      const shape = [kernelWidth * channels, outputs];
      const seen = reshapeValue(graph, gatherRows(graph, source, channels, rows), [positions, shape[0]!]);
      return graph.add('FusedMatMul', [seen, gradientRows], { shape }, { transA: 1 }, 'com.microsoft');
    });
    const stackedShape = [kernelHeight * kernelWidth * channels, outputs];
    const stacked = graph.add('Concat', products, { shape: stackedShape }, { axis: 0 });
    return filterFromRows(graph, stacked, [outputs, channels, kernelHeight, kernelWidth]);
  },
};

/** [height · width · in, out] -> [out, in, height, width]. */
function filterFromRows(
  graph: Graph,
  rows: Value,
  [outputs, inputs, height, width]: readonly [number, number, number, number],
): Value {
  // As one picture with a channel per output, then as pictures with a channel per input.
  const picture = reshapeValue(graph, rows, [1, height * width, inputs, outputs]);
  const byOutput = fromChannelsLast(graph, picture);
  return fromChannelsLast(graph, reshapeValue(graph, byOutput, [outputs, height, width, inputs]));
}
