/**
 * Convolutions of kernel 4 and stride 2 with fewer multiplications (Winograd 1980, "Arithmetic complexity of computations"; Lavin and
 * Gray 2016, "Fast algorithms for convolutional neural networks").
 *
 * With images folded into blocks of 2x2 pixels the filter is 2x2 blocks and moves by one. Along one axis, a tile is two
 * neighbouring outputs y0, y1; they see three blocks x0, x1, x2 through two taps w0, w1:
 *
 *   y0 = x0 w0 + x1 w1 = (x0 - x1) w0 + x1 (w0 + w1),
 *   y1 = x1 w0 + x2 w1 = x1 (w0 + w1) + (x2 - x1) w1,
 *
 * three products in place of four, and nine in place of sixteen along both axes. The gradients of the taps are the same with the
 * roles of y and w exchanged:
 *
 *   dw0 = x0 dy0 + x1 dy1 = (x0 - x1) dy0 + x1 (dy0 + dy1),   dw1 = x1 dy0 + x2 dy1 = x1 (dy0 + dy1) + (x2 - x1) dy1.
 *
 * Each product is one of matrices, whose rows are the tiles of all images or the outputs of the filter.
 */
import { type Window, windowOf } from './candidate.ts';
import { CHANNELS_AT_ONCE, channelsLast } from './channels-last.ts';
import { gatherRows, interleave, pixelsSeen } from './gather-rows.ts';
import type { Graph, GraphNode, Value } from './graph.ts';
import { reshapeValue } from './layout.ts';

/** A convolution and the gradient of its filter see the same tiles: `Candidate.saving`. */
export const SAVED_BY_TILES = 0.3;

/** Values by row and column. */
export type Grid = readonly (readonly Value[])[];
type Combine = (...along: readonly Value[]) => Value[];

/** Whether a convolution, or the gradient of its filter, of images by the first operand comes out in whole tiles. */
export function isTiled(node: GraphNode, outputs: number): boolean {
  const { kernel, strides, dilations, pads } = windowOf(node);
  const isFolded = [...kernel, ...strides, ...dilations, ...pads].join() === '4,4,2,2,1,1,1,1,1,1';
  const [, channels, ...sides] = node.inputs[0]!.shape as [number, number, ...number[]];
  const fillBlocks = channels % CHANNELS_AT_ONCE === 0 && outputs % CHANNELS_AT_ONCE === 0;
  return isFolded && fillBlocks && sides.every((length) => length % 4 === 0);
}

/** x0 - x1, x1 and x2 - x1 along both axes: nine matrices [tiles, 2·2·channels] from images [n, channels, H, W]. */
export function blocksOfTiles(graph: Graph, images: Value, window: Window): Grid {
  const [n, channels, height, width] = images.shape as [number, number, number, number];
  const source = channelsLast(graph, images);
  const pixelSeen = pixelsSeen(window, [height, width]);
  const blocks = grid(3, (i, j) => {
    const pixels: number[] = [];
    for (let image = 0; image < n; image++)
      for (let p = i; p < height / 2 + i; p += 2)
        for (let q = j; q < width / 2 + j; q += 2)
          for (const u of [0, 1]) for (const v of [0, 1]) pixels.push(pixelSeen(image, p, q, u, v));
    return rowsOf(graph, source, channels, pixels, 4);
  });
  return onBothAxes(blocks, (x0, x1, x2) => [difference(graph, x0!, x1!), x1!, difference(graph, x2!, x1!)]);
}

/** w0, w0 + w1 and w1 along both axes: nine matrices [outputs, 2·2·channels] from a filter [outputs, channels, 4, 4]. */
export function tapsOfFilter(graph: Graph, filter: Value): Grid {
  const [outputs, channels] = filter.shape as [number, number];
  const source = channelsLast(graph, filter);
  const taps = grid(2, (i, j) => {
    const pixels: number[] = [];
    for (let output = 0; output < outputs; output++)
      for (const u of [0, 1]) for (const v of [0, 1]) pixels.push((output * 4 + 2 * i + u) * 4 + 2 * j + v);
    return rowsOf(graph, source, channels, pixels, 4);
  });
  return withSums(graph, taps);
}

/** y0, y0 + y1 and y1 along both axes: nine matrices [tiles, channels] from [n, channels, P, Q]. */
export function outputsOfTiles(graph: Graph, image: Value): Grid {
  const [n, channels, height, width] = image.shape as [number, number, number, number];
  const source = channelsLast(graph, image);
  const outputs = grid(2, (i, j) => {
    const pixels: number[] = [];
    for (let index = 0; index < n; index++)
      for (let p = i; p < height; p += 2)
        for (let q = j; q < width; q += 2) pixels.push((index * height + p) * width + q);
    return rowsOf(graph, source, channels, pixels, 1);
  });
  return withSums(graph, outputs);
}

/** From the nine products to what they were made for, 2x2. */
export function addUpProducts(graph: Graph, products: Grid): Grid {
  return onBothAxes(products, (a, b, c) => [sum(graph, a!, b!), sum(graph, b!, c!)]);
}

/** Takes `width` numbers of each column in turn, then `height` numbers of each row. */
export function interleaveGrid(graph: Graph, values: Grid, width: number, height: number): Value {
  const rows = values.map((columns) => interleave(graph, columns, width));
  return interleave(graph, rows, height);
}

export function mapGrids(a: Grid, b: Grid, combine: (a: Value, b: Value, isCentre: boolean) => Value): Grid {
  return a.map((row, i) => row.map((value, j) => combine(value, b[i]![j]!, i === 1 && j === 1)));
}

function withSums(graph: Graph, values: Grid): Grid {
  return onBothAxes(values, (first, second) => [first!, sum(graph, first!, second!), second!]);
}

function onBothAxes(values: Grid, combine: Combine): Grid {
  const transposed = (of: Grid): Grid => of[0]!.map((_, j) => of.map((row) => row[j]!));
  const combined = transposed(transposed(values).map((column) => combine(...column)));
  return combined.map((row) => combine(...row));
}

function grid(side: number, at: (row: number, column: number) => Value): Grid {
  return Array.from({ length: side }, (_, i) => Array.from({ length: side }, (_, j) => at(i, j)));
}

/** Pixels of images whose channels come last, `count` of them in a row. */
function rowsOf(graph: Graph, images: Value, channels: number, pixels: number[], count: number): Value {
  const gathered = gatherRows(graph, images, channels, Int32Array.from(pixels));
  return reshapeValue(graph, gathered, [pixels.length / count, count * channels]);
}

function sum(graph: Graph, a: Value, b: Value): Value {
  return graph.add('Add', [a, b], { shape: a.shape });
}

function difference(graph: Graph, a: Value, b: Value): Value {
  return graph.add('Sub', [a, b], { shape: a.shape });
}
