/**
 * UMAP (McInnes, Healy and Melville 2018) of codes to the plane, from exact neighbours. The curve of the low-dimensional similarity
 * comes from umap-js, which is also what the tests compare with; graph and layout are our own, over typed arrays.
 */
import { findABParams } from 'umap-js/dist/umap.js';
import type { Codes } from '../../shared/latent.ts';
import type { UmapSettings } from '../../shared/projections.ts';
import { neighbourGraph, type NeighbourOptions, NeighbourSearch } from '../analysis/neighbours.ts';
import { Breather, type Work } from '../analysis/work.ts';
import { Random } from '../models/random.ts';
import { forceTables } from './forces.ts';
import { type FuzzyGraph, fuzzyUnion, membershipStrengths, neighbourEdges } from './fuzzy-graph.ts';
import { createLayout, type Layout, moveRows } from './layout.ts';
import { projectPca } from './pca.ts';
import { superviseGraph } from './supervision.ts';

/** A finished map, with what is needed to place other codes on it. */
export interface UmapMap {
  codes: Codes;
  /** `[rows, 2]`, in the order of the codes. */
  coordinates: Float32Array;
  options: UmapSettings;
}

export interface UmapWork extends Work {
  /** A number for the label of every row, below 0 for none: what `supervision` goes by. */
  labels?: ArrayLike<number>;
  /** Called with a copy of the coordinates about five times a second while the layout runs, and once at the end. */
  onCoordinates?: (coordinates: Float32Array, epoch: number, epochs: number) => void;
}

/** Milliseconds between two calls of `onCoordinates`. */
const STREAM_INTERVAL = 200;
/** Rows moved between two looks at the clock. */
const ROWS_AT_A_TIME = 2000;
/** Greatest coordinate at the start, and the deviation of the noise that keeps duplicates apart (as in umap-learn). */
const INITIAL_EXTENT = 10;
const INITIAL_NOISE = 1e-4;
/** Part of the work, by its usual time, that finding neighbours is. */
const NEIGHBOURS_SHARE = 0.4;

/** The options with every choice made: 15 neighbours, minimum distance 0.1, and fewer epochs for more rows (as umap-js). */
export function resolveUmapOptions(options: Partial<UmapSettings>, rows: number): UmapSettings {
  const epochs = rows <= 2500 ? 500 : rows <= 5000 ? 400 : rows <= 7500 ? 300 : 200;
  return {
    neighbours: options.neighbours ?? 15,
    minimumDistance: options.minimumDistance ?? 0.1,
    metric: options.metric ?? 'euclidean',
    supervision: options.supervision ?? 0,
    epochs: options.epochs ?? epochs,
    seed: options.seed ?? 0,
  };
}

/**
 * Lays codes out in the plane. The same codes and options give the same map.
 * @throws MorphospaceError `codes-not-finite` or `cancelled`
 */
export async function projectUmap(
  codes: Codes,
  options: Partial<UmapSettings> = {},
  { progress, signal, onCoordinates, labels }: UmapWork = {},
): Promise<UmapMap> {
  const resolved = resolveUmapOptions(options, codes.rows);
  const unsupervised = await umapGraph(codes, resolved.neighbours, {
    signal,
    metric: resolved.metric,
    progress: (part) => progress?.({ ...part, value: (part.value ?? 0) * NEIGHBOURS_SHARE }),
  });
  const graph = labels ? superviseGraph(unsupervised, labels, resolved.supervision) : unsupervised;
  const coordinates = await initialCoordinates(codes, resolved.seed, { signal });
  const layout = createLayout(graph, { heads: coordinates, tails: coordinates }, forces(resolved), resolved);
  await runLayout(layout, resolved.epochs, {
    signal,
    onCoordinates,
    progress: (part) =>
      progress?.({ ...part, value: NEIGHBOURS_SHARE + (part.value ?? 0) * (1 - NEIGHBOURS_SHARE) }),
  });
  return { codes, coordinates, options: resolved };
}

/** The fuzzy graph of codes. Their own row counts among the `neighbours` of each, as in the reference implementations. */
export async function umapGraph(
  codes: Codes,
  neighbours: number,
  work: NeighbourOptions = {},
): Promise<FuzzyGraph> {
  const nearest = await neighbourGraph(codes, neighbours - 1, work);
  if (nearest.k === 0) {
    return {
      rows: codes.rows,
      offsets: new Int32Array(codes.rows + 1),
      tails: new Int32Array(),
      weights: new Float32Array(),
    };
  }
  const strengths = await membershipStrengths(nearest, {
    signal: work.signal,
    target: Math.log2(nearest.k + 1),
    firstColumn: 0,
    connected: true,
  });
  return fuzzyUnion(neighbourEdges(nearest, strengths));
}

/**
 * Places other codes on a map, which stays as it is: each starts at the weighted mean of its nearest neighbours and is then
 * moved by their pull and the push of the rest. Gives `[rows, 2]`.
 */
export async function placeOnUmap(
  { codes, coordinates, options }: UmapMap,
  others: Codes,
  work: Work = {},
): Promise<Float32Array> {
  const search = await NeighbourSearch.open(codes, options.metric);
  const nearest = await search.nearest(others, options.neighbours, work).finally(() => search.close());
  const { k, indices } = nearest;
  const weights = await membershipStrengths(nearest, {
    signal: work.signal,
    target: Math.log2(k),
    firstColumn: 1,
    connected: false,
  });
  const offsets = Int32Array.from({ length: others.rows + 1 }, (_, row) => row * k);
  const graph = { rows: others.rows, offsets, tails: indices, weights };
  const heads = weightedMeans(graph, coordinates);
  const epochs = others.rows <= 10_000 ? 100 : 30;
  const layout = createLayout(graph, { heads, tails: coordinates }, forces(options), {
    epochs,
    seed: options.seed,
  });
  await runLayout(layout, epochs, work);
  return heads;
}

function forces({ minimumDistance }: UmapSettings) {
  const { a, b } = findABParams(1, minimumDistance);
  return forceTables(a, b);
}

/** The first two principal components keep the large structure; a random start loses it (Kobak and Linderman 2021). */
async function initialCoordinates(codes: Codes, seed: number, work: Work): Promise<Float32Array> {
  const { coordinates } = await projectPca(codes, work);
  const extent = coordinates.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const noise = new Random(seed).fillNormal(new Float32Array(coordinates.length), 0, INITIAL_NOISE);
  return coordinates.map((value, i) => (extent > 0 ? (value / extent) * INITIAL_EXTENT : 0) + noise[i]!);
}

function weightedMeans(
  { rows, offsets, tails, weights }: FuzzyGraph,
  coordinates: Float32Array,
): Float32Array {
  const means = new Float32Array(rows * 2);
  for (let row = 0; row < rows; row++) {
    let total = 0;
    let x = 0;
    let y = 0;
    for (let edge = offsets[row]!; edge < offsets[row + 1]!; edge++) {
      const weight = weights[edge]!;
      total += weight;
      x += weight * coordinates[2 * tails[edge]!]!;
      y += weight * coordinates[2 * tails[edge]! + 1]!;
    }
    means[2 * row] = x / total;
    means[2 * row + 1] = y / total;
  }
  return means;
}

/** All epochs of a layout, with a learning rate that falls from 1 to 0. */
async function runLayout(
  layout: Layout,
  epochs: number,
  { progress, signal, onCoordinates }: UmapWork,
): Promise<void> {
  const { rows } = layout.graph;
  const breather = new Breather(signal);
  const started = performance.now();
  let streamed = started;
  for (let epoch = 0; epoch < epochs; epoch++) {
    for (let row = 0; row < rows; row += ROWS_AT_A_TIME) {
      moveRows(layout, row, Math.min(rows, row + ROWS_AT_A_TIME), epoch, 1 - epoch / epochs);
      if (breather.due) await breather.breathe();
    }
    const now = performance.now();
    if (now - streamed > STREAM_INTERVAL) {
      streamed = now;
      const done = (epoch + 1) / epochs;
      const secondsLeft = ((now - started) / 1000 / done) * (1 - done);
      progress?.({ title: 'Laying out the map', value: done, secondsLeft });
      onCoordinates?.(layout.heads.slice(), epoch + 1, epochs);
    }
  }
  progress?.({ title: 'Laying out the map', value: 1, secondsLeft: 0 });
  onCoordinates?.(layout.heads.slice(), epochs, epochs);
}
