/** UMAP with labels (McInnes, Healy and Melville 2018, section 4.4): edges between images of different labels are weakened. */
import { type FuzzyGraph, fuzzyUnion } from './fuzzy-graph.ts';

/** Strength is multiplied by exp(-distance) where a label is missing at one end. */
const UNKNOWN_DISTANCE = 1;
/** The distance between labels is this divided by (1 - supervision), as in the reference implementations. */
const FAR_DISTANCE = 2.5;

/**
 * The intersection of a symmetric fuzzy graph with that of the labels. Afterwards the strongest edge of each row is at 1 again, so
 * that no image is cut off, and the graph is made symmetric by a fuzzy union.
 * @param labels one number per row, below 0 for none
 * @param supervision 0 leaves the graph as it is; towards 1 edges between labels vanish
 */
export function superviseGraph(
  graph: FuzzyGraph,
  labels: ArrayLike<number>,
  supervision: number,
): FuzzyGraph {
  if (supervision <= 0) return graph;
  const far = Math.exp(-FAR_DISTANCE / (1 - supervision)); // exp(-Infinity) is 0
  const unknown = Math.exp(-UNKNOWN_DISTANCE);
  const { rows, offsets, tails } = graph;
  const weights = graph.weights.slice();
  for (let row = 0; row < rows; row++) {
    const own = labels[row]!;
    let strongest = 0;
    for (let edge = offsets[row]!; edge < offsets[row + 1]!; edge++) {
      const other = labels[tails[edge]!]!;
      if (own < 0 || other < 0) weights[edge]! *= unknown;
      else if (own !== other) weights[edge]! *= far;
      strongest = Math.max(strongest, weights[edge]!);
    }
    if (strongest === 0) continue;
    for (let edge = offsets[row]!; edge < offsets[row + 1]!; edge++) weights[edge]! /= strongest;
  }
  return fuzzyUnion({ rows, offsets, tails, weights });
}
