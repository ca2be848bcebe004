/**
 * Operations that can be computed in several ways are recorded as one node of the domain `morphospace` and expanded
 * here. A new way is a `Candidate` in the list of its operation; who chooses among them is the caller's affair.
 */
import {
  type Candidate,
  blockProductOverImages,
  blockProductPerImage,
  convolutionInDepth,
  dilatedConvolution,
} from './filter-gradient.ts';
import type { Graph, GraphNode } from './graph.ts';
import { rewrite } from './rewrite.ts';

/** In order of preference where nothing has been measured; the first one always applies. */
const CANDIDATES: Readonly<Record<string, readonly Candidate[]>> = {
  FilterGradient: [convolutionInDepth, dilatedConvolution, blockProductPerImage, blockProductOverImages],
};

export type Choose = (node: GraphNode, candidates: readonly Candidate[]) => Candidate;

export const chooseFirst: Choose = (_node, candidates) => candidates[0]!;

export function candidatesFor(node: GraphNode): Candidate[] {
  return (CANDIDATES[node.op] ?? []).filter((candidate) => candidate.applies(node));
}

export function isUndecided(node: GraphNode): boolean {
  return node.domain === 'morphospace';
}

/** Two nodes with the same signature take the same time whichever way they are computed. */
export function signatureOf({ op, inputs, attributes }: GraphNode): string {
  return `${op} ${inputs.map(({ shape }) => shape.join('x')).join(' ')} ${JSON.stringify(attributes)}`;
}

export function lower(graph: Graph, choose: Choose = chooseFirst): Graph {
  return rewrite(graph, (node, _original, { target }) =>
    isUndecided(node) ? [choose(node, candidatesFor(node)).build(target, node)] : null,
  );
}
