/**
 * The layout of UMAP: stochastic gradient descent with negative sampling (McInnes et al. 2018, algorithm 5) over typed arrays,
 * on one thread and with one seeded generator, so that the same graph and seed give the same map.
 */
import { Random } from '../models/random.ts';
import type { FuzzyGraph } from './fuzzy-graph.ts';
import { ENTRY_SHIFT, type Forces } from './forces.ts';

/** Pairs without an edge that are pushed apart for each edge that is pulled together. */
const NEGATIVE_SAMPLES = 5;

export interface Layout {
  graph: FuzzyGraph;
  /** How often each edge is used per epoch, 0..1: its weight by the greatest weight. */
  rates: Float32Array;
  /** `[rows, 2]`, moved in place. */
  heads: Float32Array;
  /** `[n, 2]`: where edges lead to and negative samples come from. The same array as `heads` when a graph is laid out. */
  tails: Float32Array;
  forces: Forces;
  /** State of the generator (xorshift32, Marsaglia 2003), any number but 0. */
  random: number;
}

/** @param epochs edges too weak to be used once in so many epochs are never used. */
export function createLayout(
  graph: FuzzyGraph,
  places: { heads: Float32Array; tails: Float32Array },
  forces: Forces,
  { epochs, seed }: { epochs: number; seed: number },
): Layout {
  const greatest = graph.weights.reduce((most, weight) => Math.max(most, weight), 0);
  const rates = graph.weights.map((weight) => (weight < greatest / epochs ? 0 : weight / greatest));
  return { graph, rates, ...places, forces, random: new Random(seed).uint32() || 1 };
}

/**
 * One epoch for some of the rows. An edge of rate r is used in the epochs in which r times their number passes a whole number.
 * @param step the learning rate of this epoch
 */
export function moveRows(layout: Layout, fromRow: number, toRow: number, epoch: number, step: number): void {
  const { graph, rates, heads, tails } = layout;
  const { offsets, tails: tailRows } = graph;
  const { attraction, repulsion } = layout.forces;
  const together = heads === tails;
  const scale = tails.length / 2 / 2 ** 32;
  const bits = new Uint32Array(1);
  const squared = new Float32Array(bits.buffer);
  let random = layout.random;
  for (let row = fromRow; row < toRow; row++) {
    let x = heads[2 * row]!;
    let y = heads[2 * row + 1]!;
    const own = together ? row : -1;
    for (let edge = offsets[row]!, end = offsets[row + 1]!; edge < end; edge++) {
      const rate = rates[edge]!;
      const used = rate * epoch;
      if (((used + rate) | 0) === (used | 0)) continue;
      const tail = 2 * tailRows[edge]!;
      let dx = x - tails[tail]!;
      let dy = y - tails[tail + 1]!;
      squared[0] = dx * dx + dy * dy;
      let force = attraction[bits[0]! >>> ENTRY_SHIFT]! * step;
      const pullX = force * dx;
      const pullY = force * dy;
      x += pullX;
      y += pullY;
      if (together) {
        tails[tail]! -= pullX;
        tails[tail + 1]! -= pullY;
      }
      // All pushes start from the same place: they do not wait for each other, which nearly halves the time of a layout.
      let pushX = 0;
      let pushY = 0;
      for (let n = 0; n < NEGATIVE_SAMPLES; n++) {
        random ^= random << 13;
        random ^= random >>> 17;
        random ^= random << 5;
        const other = ((random >>> 0) * scale) | 0;
        if (other === own) continue;
        dx = x - tails[2 * other]!;
        dy = y - tails[2 * other + 1]!;
        squared[0] = dx * dx + dy * dy;
        force = repulsion[bits[0]! >>> ENTRY_SHIFT]!;
        pushX += force * dx;
        pushY += force * dy;
      }
      x += pushX * step;
      y += pushY * step;
    }
    heads[2 * row] = x;
    heads[2 * row + 1] = y;
  }
  layout.random = random;
}
