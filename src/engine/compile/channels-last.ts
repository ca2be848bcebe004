/**
 * Images and filters with their channels last, [n, height, width, c], so that what a filter sees is made of whole rows of
 * numbers. Layouts are changed by way of blocks (see `blocked-layout.ts`), several times faster than by a general transposition.
 */
import {
  fromBlocks,
  fromBlocksToChannelsLast,
  toBlocks,
  toBlocksFromChannelsLast,
} from './blocked-layout.ts';
import type { Graph, Value } from './graph.ts';

/** Channels must be a multiple of the largest block. */
export const CHANNELS_AT_ONCE = 16;

/** [n, c, h, w] -> [n, h, w, c]. */
export function channelsLast(graph: Graph, image: Value): Value {
  return fromBlocksToChannelsLast(graph, toBlocks(graph, image));
}

/** [n, h, w, c] -> [n, c, h, w]. */
export function fromChannelsLast(graph: Graph, image: Value): Value {
  return fromBlocks(graph, toBlocksFromChannelsLast(graph, image));
}
