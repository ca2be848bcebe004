/**
 * The layout in which ONNX Runtime's CPU provider convolves: images [n, c/b, height, width, b], so that one register holds
 * the same pixel of b neighbouring channels. Its operations live in a domain of their own, which is not documented but
 * can be loaded from a file. b depends on the processor (16 with AVX-512 and on ARM, 8 with AVX2); with another one
 * results are wrong, so whoever offers a way with blocks offers each b, and choosing compares results.
 *
 * A value in this layout keeps the shape [n, c, height, width] of the image that it is.
 */
import { gatherRows } from './gather-rows.ts';
import type { Attributes, Graph, Value, ValueType } from './graph.ts';
import { reshapeValue } from './layout.ts';

export const BLOCKED_DOMAIN = 'com.microsoft.nchwc';

/** `Candidate.saving` of ways that change layouts at both ends. */
export const SAVED_BY_BLOCKS = 0.15;

/** [n, c, h, w] into blocks. */
export function toBlocks(graph: Graph, image: Value): Value {
  return graph.add('ReorderInput', [image], { shape: image.shape }, {}, BLOCKED_DOMAIN);
}

/** Blocks to [n, c, h, w]. */
export function fromBlocks(graph: Graph, blocked: Value): Value {
  const channels = blocked.shape[1]!;
  return graph.add('ReorderOutput', [blocked], { shape: blocked.shape }, { channels }, BLOCKED_DOMAIN);
}

/** Blocks to [n, h, w, c]. */
export function fromBlocksToChannelsLast(graph: Graph, blocked: Value): Value {
  const [n, channels, height, width] = blocked.shape as [number, number, number, number];
  const attributes = { channels, channels_last: 1 };
  return graph.add(
    'ReorderOutput',
    [blocked],
    { shape: [n, height, width, channels] },
    attributes,
    BLOCKED_DOMAIN,
  );
}

/** [n, h, w, c] into blocks. */
export function toBlocksFromChannelsLast(graph: Graph, image: Value): Value {
  const [n, height, width, channels] = image.shape as [number, number, number, number];
  const shape = [n, channels, height, width];
  return graph.add('ReorderInput', [image], { shape }, { channels_last: 1 }, BLOCKED_DOMAIN);
}

export function blockedConvolve(
  graph: Graph,
  operands: readonly Value[],
  type: ValueType,
  attributes: Attributes,
): Value {
  return graph.add('Conv', operands, type, attributes, BLOCKED_DOMAIN);
}

/**
 * A filter [out, in, height, width] as the blocked convolution takes it, [out/b, in/b, height, width, b(in), b(out)], or
 * [out/b, in, height, width, b(out)] for fewer inputs than a block. Seen as one image with `out` channels, its blocks are
 * rows that at most need another order.
 */
export function blockFilter(graph: Graph, filter: Value, block: number): Value {
  const [outputs, inputs, height, width] = filter.shape as [number, number, number, number];
  const blocks = toBlocks(graph, reshapeValue(graph, filter, [1, outputs, inputs * height, width]));
  if (inputs < block) return reshapeValue(graph, blocks, filter.shape);
  const taps = height * width;
  const rows = new Int32Array((outputs * inputs * taps) / block);
  let next = 0;
  for (let out = 0; out < outputs / block; out++)
    for (let input = 0; input < inputs; input += block)
      for (let tap = 0; tap < taps; tap++)
        for (let i = input; i < input + block; i++) rows[next++] = (out * inputs + i) * taps + tap;
  return reshapeValue(graph, gatherRows(graph, blocks, block, rows), filter.shape);
}
