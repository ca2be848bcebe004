/**
 * HDBSCAN (Campello, Moulavi and Sander 2013): clusters of any shape and density, as many as there are, and noise. Written here because
 * the packages for Node hold a matrix of all distances: 29 GB for 60,000 rows.
 */
import type { Codes } from '../../shared/latent.ts';
import { stableClusters } from './condensed-tree.ts';
import { reachabilityTree } from './reachability-tree.ts';
import type { Work } from './work.ts';

export interface HdbscanOptions extends Work {
  /** Rows that make a cluster; chosen by the number of rows when left out. */
  smallest?: number;
  /** Rows within the core distance of a row, itself among them; the smallest cluster's, and at most 10, unless said otherwise. */
  samples?: number;
}

const MOST_SAMPLES = 10;

/** The cluster of each row, or -1 for noise. @throws MorphospaceError `codes-not-finite` or `cancelled` */
export async function hdbscan(codes: Codes, options: HdbscanOptions = {}): Promise<Int32Array> {
  const { rows } = codes;
  const { smallest = smallestCluster(rows), samples = Math.min(smallest, MOST_SAMPLES), ...work } = options;
  if (rows < 2) return new Int32Array(rows).fill(-1);
  return stableClusters(await reachabilityTree(codes, Math.max(1, samples - 1), work), smallest);
}

/** Half the root of the number of rows, and at least 5: 10 of 400, 27 of 3,000, 122 of 60,000. */
export function smallestCluster(rows: number): number {
  return Math.max(5, Math.round(Math.sqrt(rows) / 2));
}
