/** The gradient of a filter from tiles: see `tiles.ts`. */
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
  outputsOfTiles,
} from './tiles.ts';

export const gradientFromTiles: Candidate = {
  name: 'products of tiles',
  processorOnly: true,
  saving: SAVED_BY_TILES,
  applies: (node) => isTiled(node, node.inputs[1]!.shape[1]!),
  build(graph, node) {
    const [images, gradients] = node.inputs as [Value, Value];
    const [channels, outputs] = [images.shape[1]!, gradients.shape[1]!];
    const shape = [outputs, 4 * channels];
    const products = mapGrids(
      outputsOfTiles(graph, gradients),
      blocksOfTiles(graph, images, windowOf(node)),
      (byOutput, blocks) =>
        graph.add('FusedMatMul', [byOutput, blocks], { shape }, { transA: 1 }, 'com.microsoft'),
    );
    // [outputs, row in block, column in block · channels], by the block's row and column.
    const taps = addUpProducts(graph, products);
    const filter = interleaveGrid(graph, taps, 2 * channels, 8 * channels);
    return fromChannelsLast(graph, reshapeValue(graph, filter, [outputs, 4, 4, channels]));
  },
};
