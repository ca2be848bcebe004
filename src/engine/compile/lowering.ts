/**
 * Operations that can be computed in several ways, and the ways. The gradient of a filter is recorded as a node of the
 * domain `morphospace`, which must be expanded; a convolution is a standard operation that may be replaced. A new way
 * is a `Candidate` in the list of its operation; who chooses among them is the caller's affair.
 */
import type { Candidate } from './candidate.ts';
import { blockedConvolution, standardConvolution } from './convolution-candidates.ts';
import { convolutionOfTiles } from './convolution-tiles.ts';
import {
  blockProductOverImages,
  blockProductPerImage,
  convolutionInDepth,
  dilatedConvolution,
} from './filter-gradient.ts';
import { productsOfRows } from './filter-gradient-rows.ts';
import { gradientFromTiles } from './filter-gradient-tiles.ts';
import type { Graph, GraphNode } from './graph.ts';
import { keepBlocks } from './keep-blocks.ts';
import { rewrite } from './rewrite.ts';
import { blockedPhases } from './transposed-convolution.ts';

/**
 * The first one of each list always applies, is taken where nothing is measured, and is what others must agree with. Those
 * that only the CPU has come in the order in which they usually win there.
 */
const CANDIDATES: Readonly<Record<string, readonly Candidate[]>> = {
  Conv: [standardConvolution, convolutionOfTiles, blockedConvolution(16), blockedConvolution(8)],
  ConvTranspose: [standardConvolution, blockedPhases(16), blockedPhases(8)],
  FilterGradient: [
    convolutionInDepth,
    dilatedConvolution,
    blockProductPerImage,
    blockProductOverImages,
    gradientFromTiles,
    productsOfRows,
  ],
};

/** Grows with every new way, which might be faster than what was the fastest before. */
export const NUMBER_OF_WAYS = Object.values(CANDIDATES).flat().length;

/** Picks one of `candidates`, of which there are at least two. */
export type Choose = (node: GraphNode, candidates: readonly Candidate[]) => Candidate;

export const chooseFirst: Choose = (_node, candidates) => candidates[0]!;

export function candidatesFor(node: GraphNode): Candidate[] {
  return (CANDIDATES[node.op] ?? []).filter((candidate) => candidate.applies(node));
}

export function hasChoice(node: GraphNode): boolean {
  return candidatesFor(node).length > 1;
}

/** Two nodes with the same signature take the same time whichever way they are computed. A bias makes no difference. */
export function signatureOf({ op, inputs, attributes }: GraphNode): string {
  const { kernel_shape: kernel, strides, dilations, pads } = attributes;
  const shapes = inputs
    .slice(0, 2)
    .map(({ shape }) => shape.join('x'))
    .join(' ');
  return `${op} ${shapes}, kernel ${kernel}, strides ${strides}, dilations ${dilations}, pads ${pads}`;
}

/** Replaces every node that has candidates by the chosen one. */
export function lower(graph: Graph, choose: Choose = chooseFirst): Graph {
  const lowered = rewrite(graph, (node, _original, { target }) => {
    const candidates = candidatesFor(node);
    if (candidates.length === 0) return null;
    return [(candidates.length === 1 ? candidates[0]! : choose(node, candidates)).build(target, node)];
  });
  return keepBlocks(lowered);
}
