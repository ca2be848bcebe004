/**
 * The weighted graph that UMAP lays out (McInnes, Healy and Melville 2018, "UMAP", section 3.1 and algorithms 2 and 3), over
 * typed arrays: nearest neighbours, to membership strengths, to their fuzzy union.
 */
import type { Neighbours } from '../analysis/neighbours.ts';
import { Breather, type Work } from '../analysis/work.ts';

/** A sparse matrix by rows: entries `offsets[i]` to `offsets[i + 1]` of `tails` and `weights` are the edges of row i. */
export interface FuzzyGraph {
  rows: number;
  offsets: Int32Array;
  tails: Int32Array;
  /** Membership strengths in (0, 1]. */
  weights: Float32Array;
}

const BISECTIONS = 64;
const TOLERANCE = 1e-5;
/** Least bandwidth as a part of the mean distance, for points in the middle of their duplicates. */
const LEAST_BANDWIDTH = 1e-3;

export interface StrengthOptions extends Work {
  /** What the strengths of a row should add up to. */
  target: number;
  /** Column of the first neighbour that counts for the sum. */
  firstColumn: number;
  /** Whether the nearest neighbour that is no duplicate is at strength 1 (the paper's rho), or only distance 0 is. */
  connected: boolean;
}

/**
 * Membership strengths `[rows, k]` of the neighbours of each row: exp(-(d - rho) / sigma), where sigma is found by bisection
 * so that they add up to `target`.
 */
export async function membershipStrengths(
  { k, distances }: Neighbours,
  { target, firstColumn, connected, signal }: StrengthOptions,
): Promise<Float32Array> {
  const rows = distances.length / k;
  const strengths = new Float32Array(rows * k);
  const breather = new Breather(signal);
  // The point itself counts as a neighbour at distance 0, as it does in the reference implementations.
  const members = k + 1 - firstColumn;
  const meanDistance = distances.reduce((sum, distance) => sum + distance, 0) / (rows * members);
  for (let row = 0; row < rows; row++) {
    const own = distances.subarray(row * k, (row + 1) * k);
    const rho = connected ? (own.find((distance) => distance > 0) ?? 0) : 0;
    let sigma = bandwidth(own, rho, target, firstColumn);
    const scale = rho > 0 ? own.reduce((sum, distance) => sum + distance, 0) / members : meanDistance;
    sigma = Math.max(sigma, LEAST_BANDWIDTH * scale);
    for (let j = 0; j < k; j++) {
      const beyond = own[j]! - rho;
      strengths[row * k + j] = beyond <= 0 ? 1 : Math.exp(-beyond / sigma);
    }
    if (row % 512 === 0 && breather.due) await breather.breathe();
  }
  return strengths;
}

function bandwidth(distances: Float32Array, rho: number, target: number, firstColumn: number): number {
  let low = 0;
  let high = Infinity;
  let sigma = 1;
  for (let n = 0; n < BISECTIONS; n++) {
    let sum = 0;
    for (let j = firstColumn; j < distances.length; j++) {
      const beyond = distances[j]! - rho;
      sum += beyond > 0 ? Math.exp(-beyond / sigma) : 1;
    }
    if (Math.abs(sum - target) < TOLERANCE) break;
    if (sum > target) high = sigma;
    else low = sigma;
    sigma = high === Infinity ? sigma * 2 : (low + high) / 2;
  }
  return sigma;
}

/** The directed graph of nearest neighbours with their strengths `[rows, k]`. */
export function neighbourEdges({ k, indices }: Neighbours, strengths: Float32Array): FuzzyGraph {
  const rows = indices.length / k;
  const offsets = Int32Array.from({ length: rows + 1 }, (_, row) => row * k);
  return { rows, offsets, tails: indices, weights: strengths };
}

/** The fuzzy union of a directed graph and its reverse, w + w' - w w', which is symmetric; edges of weight 0 are left out. */
export function fuzzyUnion(directed: FuzzyGraph): FuzzyGraph {
  const { rows } = directed;
  const reverse = transpose(directed);
  const offsets = new Int32Array(rows + 1);
  // Room for every edge and its reverse; edges that go both ways are stored once a row.
  const tails = new Int32Array(2 * directed.tails.length);
  const weights = new Float32Array(tails.length);
  // Where in the current row each tail was put; positions of earlier rows lie before the row's start.
  const placeOf = new Int32Array(rows).fill(-1);
  let end = 0;
  for (let row = 0; row < rows; row++) {
    const start = end;
    for (let e = directed.offsets[row]!; e < directed.offsets[row + 1]!; e++) {
      if (directed.weights[e]! === 0) continue;
      placeOf[directed.tails[e]!] = end;
      tails[end] = directed.tails[e]!;
      weights[end++] = directed.weights[e]!;
    }
    for (let e = reverse.offsets[row]!; e < reverse.offsets[row + 1]!; e++) {
      const tail = reverse.tails[e]!;
      const back = reverse.weights[e]!;
      const place = placeOf[tail]!;
      if (place >= start) {
        const forth = weights[place]!;
        weights[place] = forth + back - forth * back;
      } else {
        tails[end] = tail;
        weights[end++] = back;
      }
    }
    offsets[row + 1] = end;
  }
  return { rows, offsets, tails: tails.slice(0, end), weights: weights.slice(0, end) };
}

function transpose({ rows, offsets: starts, tails: heads, weights: strengths }: FuzzyGraph): FuzzyGraph {
  const offsets = new Int32Array(rows + 1);
  for (let e = 0; e < heads.length; e++) if (strengths[e]! > 0) offsets[heads[e]! + 1]!++;
  for (let row = 0; row < rows; row++) offsets[row + 1]! += offsets[row]!;
  const next = offsets.slice(0, rows);
  const tails = new Int32Array(offsets[rows]!);
  const weights = new Float32Array(offsets[rows]!);
  for (let row = 0; row < rows; row++) {
    for (let e = starts[row]!; e < starts[row + 1]!; e++) {
      if (strengths[e]! === 0) continue;
      const place = next[heads[e]!]!++;
      tails[place] = row;
      weights[place] = strengths[e]!;
    }
  }
  return { rows, offsets, tails, weights };
}
