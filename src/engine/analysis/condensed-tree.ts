/**
 * Clusters from a spanning tree, as HDBSCAN takes them (Campello, Moulavi and Sander 2013, sections 3 and 4; the condensed tree is that of
 * McInnes and Healy 2017, "Accelerated Hierarchical Density Based Clustering"): as edges are cut, the longest first, a cluster loses rows or falls in two.
 * What falls in two parts of the smallest size at least gives two new clusters. Of all clusters those are kept that live longest
 * in density, weighed by their rows.
 */
import { DisjointSets } from './disjoint-sets.ts';
import type { ReachabilityTree } from './reachability-tree.ts';

/** Shortest edges that densities are taken of, as a part of the longest one: rows in one place would be infinitely dense. */
const SHORTEST_EDGE = 1e-9;

/** A cluster while edges are cut. */
interface Branch {
  /** The branch that it is a part of; -1 for the first, which holds everything and is never kept. */
  parent: number;
  /** Density, 1 / length of the edge, at which it came to be. */
  birth: number;
  /** Sum over its rows of how much denser it grew until each left it. */
  stability: number;
}

/** The cluster of each row, numbered from 0, or -1 for noise. @param smallest rows that make a cluster, at least 2 */
export function stableClusters(tree: ReachabilityTree, smallest: number): Int32Array {
  const merges = mergeTree(tree);
  const { branches, branchOf } = condense(merges, smallest);
  const kept = keepStable(branches);
  const numbers = new Map<number, number>();
  return branchOf.map((branch) => {
    let at = branch;
    while (at >= 0 && !kept[at]) at = branches[at]!.parent;
    if (at < 0) return -1;
    let number = numbers.get(at);
    if (number === undefined) numbers.set(at, (number = numbers.size));
    return number;
  });
}

/** Merges of single linkage. Node i < rows is a row; node rows + i is what the i-th shortest edge makes of two nodes. */
interface MergeTree {
  rows: number;
  left: Int32Array;
  right: Int32Array;
  /** Rows below each node. */
  size: Int32Array;
  /** Density at which each merge falls apart. */
  density: Float64Array;
}

function mergeTree({ from, to, length }: ReachabilityTree): MergeTree {
  const rows = from.length + 1;
  const sets = new DisjointSets(rows);
  const node = Int32Array.from({ length: rows }, (_, row) => row);
  const left = new Int32Array(rows - 1);
  const right = new Int32Array(rows - 1);
  const size = new Int32Array(2 * rows - 1).fill(1, 0, rows);
  const shortest = (length.at(-1) || 1) * SHORTEST_EDGE;
  for (let merge = 0; merge < rows - 1; merge++) {
    const one = node[sets.find(from[merge]!)]!;
    const other = node[sets.find(to[merge]!)]!;
    left[merge] = one;
    right[merge] = other;
    size[rows + merge] = size[one]! + size[other]!;
    sets.unite(from[merge]!, to[merge]!);
    node[sets.find(from[merge]!)] = rows + merge;
  }
  return { rows, left, right, size, density: length.map((edge) => 1 / Math.max(edge, shortest)) };
}

/** Parents come before their children. `branchOf`: of each row the last branch that it was in. */
function condense(
  { rows, left, right, size, density }: MergeTree,
  smallest: number,
): { branches: Branch[]; branchOf: Int32Array } {
  const branches: Branch[] = [{ parent: -1, birth: 0, stability: 0 }];
  const branchOf = new Int32Array(rows);
  const branchOfNode = new Int32Array(2 * rows - 1);
  /** Nodes whose rows have left their branch. */
  const gone = new Uint8Array(2 * rows - 1);
  for (let node = 2 * rows - 2; node >= 0; node--) {
    const branch = branchOfNode[node]!;
    if (node < rows) {
      branchOf[node] = branch;
      continue;
    }
    const merge = node - rows;
    const parts = [left[merge]!, right[merge]!];
    const splits = !gone[node] && parts.every((part) => size[part]! >= smallest);
    for (const part of parts) {
      branchOfNode[part] = branch;
      gone[part] = gone[node]!;
      if (gone[node] || (!splits && size[part]! >= smallest)) continue;
      const { birth } = branches[branch]!;
      branches[branch]!.stability += size[part]! * (density[merge]! - birth);
      if (splits) {
        branchOfNode[part] = branches.length;
        branches.push({ parent: branch, birth: density[merge]!, stability: 0 });
      } else {
        gone[part] = 1;
      }
    }
  }
  return { branches, branchOf };
}

/** The choice of disjoint branches with the greatest sum of stabilities; children before parents, since they come after them. */
function keepStable(branches: readonly Branch[]): boolean[] {
  const kept = branches.map(() => false);
  const best = new Float64Array(branches.length);
  const below = new Float64Array(branches.length);
  for (let i = branches.length - 1; i > 0; i--) {
    const { parent, stability } = branches[i]!;
    kept[i] = stability >= below[i]!;
    best[i] = Math.max(stability, below[i]!);
    below[parent]! += best[i]!;
  }
  // What is below a branch that is kept is part of it.
  const covered = branches.map(() => false);
  for (let i = 1; i < branches.length; i++) {
    const { parent } = branches[i]!;
    covered[i] = kept[parent]! || covered[parent]!;
    if (covered[i]) kept[i] = false;
  }
  return kept;
}
