/** A convolution from tiles: see `tiles.ts`. */
import { type Candidate, windowOf } from './candidate.ts';
import { fromChannelsLast } from './channels-last.ts';
import type { Value } from './graph.ts';
import { reshapeValue } from './layout.ts';
import {
  SAVED_BY_TILES,
  addUpProducts,
  blocksOfTiles,
  interleaveGrid,
  isTiled,
  mapGrids,
  tapsOfFilter,
} from './tiles.ts';

export const convolutionOfTiles: Candidate = {
  name: 'products of tiles',
  processorOnly: true,
  saving: SAVED_BY_TILES,
  applies: (node) => isTiled(node, node.inputs[1]!.shape[0]!),
  build(graph, node) {
    const [images, filter, ...bias] = node.inputs as [Value, Value, ...Value[]];
    const [n, outputs, height, width] = node.outputs[0]!.shape as [number, number, number, number];
    const shape = [(n * height * width) / 4, outputs];
    const products = mapGrids(
      blocksOfTiles(graph, images, windowOf(node)),
      tapsOfFilter(graph, filter),
      // The product in the centre is part of every output, and brings the bias along.
      (blocks, taps, isCentre) =>
        graph.add('Gemm', [blocks, taps, ...(isCentre ? bias : [])], { shape }, { transB: 1 }),
    );
    const whole = interleaveGrid(graph, addUpProducts(graph, products), outputs, width * outputs);
    return fromChannelsLast(graph, reshapeValue(graph, whole, [n, height, width, outputs]));
  },
};
