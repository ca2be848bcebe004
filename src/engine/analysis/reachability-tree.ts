/**
 * The minimum spanning tree by mutual reachability (Campello, Moulavi and Sander 2013, definition 4): the distance of two rows, or the
 * core distance of either, its distance to its k-th neighbour, where that is larger. So sparse regions are far from everything.
 *
 * It is taken from the exact graph of nearest neighbours. An edge of the true tree that is missing there joins two rows neither of which is among
 * the nearest of the other; what stays apart is joined by its exact nearest rows outside, until all is one tree.
 */
import type { Codes } from '../../shared/latent.ts';
import { DisjointSets } from './disjoint-sets.ts';
import { type Neighbours, NeighbourSearch } from './neighbours.ts';
import { rowsAt } from './rows-at.ts';
import { Breather, type Work } from './work.ts';

/** Edges of a tree over all rows, shortest first. */
export interface ReachabilityTree {
  /** `[rows - 1]` each. */
  from: Int32Array;
  to: Int32Array;
  length: Float64Array;
}

/** Neighbours of each row in the graph, or the core distance's own when that is further out. */
const GRAPH_NEIGHBOURS = 24;
/** A smaller set that stays apart finds the others among so many neighbours; a larger one is searched for in what it is apart from. */
const SMALL_SET = 256;
/** Nearest rows outside a large set that are compared, since the nearest by distance may not be by mutual reachability. */
const OUTSIDE_NEIGHBOURS = 8;

/** @param coreNeighbour which neighbour of a row, counted from 1, sets its core distance. @throws MorphospaceError `cancelled` */
export async function reachabilityTree(
  codes: Codes,
  coreNeighbour: number,
  { progress, signal }: Work = {},
): Promise<ReachabilityTree> {
  const search = await NeighbourSearch.open(codes);
  try {
    const all = Int32Array.from({ length: codes.rows }, (_, row) => row);
    const graph = await search.nearestToRows(all, Math.max(coreNeighbour, GRAPH_NEIGHBOURS), {
      progress,
      signal,
    });
    const nth = Math.min(coreNeighbour, graph.k) - 1;
    const core = Float64Array.from(all, (row) => graph.distances[row * graph.k + nth]!);
    const forest = new Forest(core);
    const breather = new Breather(signal);
    await forest.grow(graph, breather);
    while (forest.sets > 1) {
      progress?.({ title: 'Joining clusters', value: null, description: `${forest.sets} parts` });
      await joinSets(codes, search, forest, { signal });
      await breather.breathe();
    }
    return forest.tree();
  } finally {
    await search.close();
  }
}

/** Edges that join sets of rows; each that is added joins two. */
class Forest {
  readonly core: Float64Array;
  readonly #sets: DisjointSets;
  readonly #from: Int32Array;
  readonly #to: Int32Array;
  readonly #length: Float64Array;
  #edges = 0;

  constructor(core: Float64Array) {
    const rows = core.length;
    this.core = core;
    this.#sets = new DisjointSets(rows);
    this.#from = new Int32Array(rows - 1);
    this.#to = new Int32Array(rows - 1);
    this.#length = new Float64Array(rows - 1);
  }

  get sets(): number {
    return this.core.length - this.#edges;
  }

  reachability(a: number, b: number, distance: number): number {
    return Math.max(distance, this.core[a]!, this.core[b]!);
  }

  join(a: number, b: number, length: number): void {
    if (!this.#sets.unite(a, b)) return;
    this.#from[this.#edges] = a;
    this.#to[this.#edges] = b;
    this.#length[this.#edges++] = length;
  }

  /** Kruskal's algorithm (1956) over the edges of a graph. */
  async grow({ k, indices, distances }: Neighbours, breather: Breather): Promise<void> {
    const lengths = Float32Array.from(distances, (distance, edge) =>
      this.reachability(Math.floor(edge / k), indices[edge]!, distance),
    );
    const order = Uint32Array.from({ length: lengths.length }, (_, edge) => edge);
    order.sort((a, b) => lengths[a]! - lengths[b]! || a - b);
    for (const edge of order) {
      this.join(Math.floor(edge / k), indices[edge]!, lengths[edge]!);
      if (breather.due) await breather.breathe();
    }
  }

  /** The rows of every set. */
  members(): number[][] {
    const members = new Map<number, number[]>();
    for (let row = 0; row < this.core.length; row++) {
      const set = this.#sets.find(row);
      const rows = members.get(set);
      if (rows) rows.push(row);
      else members.set(set, [row]);
    }
    return [...members.values()];
  }

  tree(): ReachabilityTree {
    const order = Array.from(this.#length.keys()).sort(
      (a, b) => this.#length[a]! - this.#length[b]! || a - b,
    );
    return {
      from: Int32Array.from(order, (edge) => this.#from[edge]!),
      to: Int32Array.from(order, (edge) => this.#to[edge]!),
      length: Float64Array.from(order, (edge) => this.#length[edge]!),
    };
  }
}

/** One round of Boruvka's algorithm (1926): every set but the largest is joined to what is nearest to it. */
async function joinSets(codes: Codes, search: NeighbourSearch, forest: Forest, work: Work): Promise<void> {
  const sets = forest.members().sort((a, b) => b.length - a.length);
  for (const rows of sets.slice(1)) {
    const own = new Set(rows);
    let best = { from: -1, to: -1, length: Infinity };
    for await (const { row, other, distance } of nearestOutside(codes, search, rows, own, work)) {
      const length = forest.reachability(row, other, distance);
      if (length < best.length) best = { from: row, to: other, length };
    }
    forest.join(best.from, best.to, best.length);
  }
}

async function* nearestOutside(
  codes: Codes,
  search: NeighbourSearch,
  rows: number[],
  own: ReadonlySet<number>,
  work: Work,
): AsyncGenerator<{ row: number; other: number; distance: number }> {
  if (rows.length <= SMALL_SET) {
    const found = await search.nearestToRows(Int32Array.from(rows), rows.length + OUTSIDE_NEIGHBOURS, work);
    yield* pairs(rows, found, (index) => index, own);
    return;
  }
  const outside: number[] = [];
  for (let row = 0; row < codes.rows; row++) if (!own.has(row)) outside.push(row);
  const others = await NeighbourSearch.open(rowsAt(codes, outside));
  try {
    const found = await others.nearest(rowsAt(codes, rows), OUTSIDE_NEIGHBOURS, work);
    yield* pairs(rows, found, (index) => outside[index]!, own);
  } finally {
    await others.close();
  }
}

function* pairs(
  rows: number[],
  { k, indices, distances }: Neighbours,
  rowOf: (index: number) => number,
  own: ReadonlySet<number>,
): Generator<{ row: number; other: number; distance: number }> {
  for (let i = 0; i < indices.length; i++) {
    const other = rowOf(indices[i]!);
    if (!own.has(other)) yield { row: rows[Math.floor(i / k)]!, other, distance: distances[i]! };
  }
}
