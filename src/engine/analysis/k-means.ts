/** k-means: Lloyd's iterations (1982) from the seeding of k-means++ (Arthur and Vassilvitskii 2007). */
import type { Codes } from '../../shared/latent.ts';
import { Random } from '../models/random.ts';
import { Breather, type Work } from './work.ts';

export interface KMeans {
  /** `[clusters, dimensions]` */
  centres: Float64Array;
  /** Cluster of each row. */
  labels: Int32Array;
}

export interface KMeansOptions extends Work {
  seed?: number;
  /** Stops earlier when no row changes its cluster. */
  iterations?: number;
}

/** @throws RangeError for fewer rows than clusters. */
export async function kMeans(
  codes: Codes,
  clusters: number,
  { seed = 0, iterations = 100, signal }: KMeansOptions = {},
): Promise<KMeans> {
  const { rows } = codes;
  if (rows < clusters) throw new RangeError(`${clusters} clusters of ${rows} rows`);
  const breather = new Breather(signal);
  const centres = await seedCentres(codes, clusters, new Random(seed), breather);
  const labels = new Int32Array(rows).fill(-1);
  for (let iteration = 0; iteration < iterations; iteration++) {
    let changed = false;
    for (let row = 0; row < rows; row++) {
      const label = nearestCentre(codes, row, centres);
      if (label !== labels[row]) changed = true;
      labels[row] = label;
      if (row % 256 === 0 && breather.due) await breather.breathe();
    }
    if (!changed) break;
    moveToMeans(codes, labels, centres);
  }
  return { centres, labels };
}

/** Draws each next centre from the rows with a probability that grows with its squared distance from the centres so far. */
async function seedCentres(
  codes: Codes,
  clusters: number,
  random: Random,
  breather: Breather,
): Promise<Float64Array> {
  const { rows, dimensions, values } = codes;
  const centres = new Float64Array(clusters * dimensions);
  const nearest = new Float64Array(rows).fill(Infinity);
  let chosen = random.below(rows);
  for (let cluster = 0; cluster < clusters; cluster++) {
    centres.set(values.subarray(chosen * dimensions, (chosen + 1) * dimensions), cluster * dimensions);
    let total = 0;
    for (let row = 0; row < rows; row++) {
      nearest[row] = Math.min(nearest[row]!, squaredDistance(codes, row, centres, cluster));
      total += nearest[row]!;
      if (row % 1024 === 0 && breather.due) await breather.breathe();
    }
    let left = random.uniform() * total;
    chosen = 0;
    while (chosen < rows - 1 && left >= nearest[chosen]!) left -= nearest[chosen++]!;
  }
  return centres;
}

function nearestCentre(codes: Codes, row: number, centres: Float64Array): number {
  let best = 0;
  let least = Infinity;
  for (let cluster = 0; cluster * codes.dimensions < centres.length; cluster++) {
    const squared = squaredDistance(codes, row, centres, cluster);
    if (squared < least) {
      least = squared;
      best = cluster;
    }
  }
  return best;
}

function squaredDistance(
  { dimensions, values }: Codes,
  row: number,
  centres: Float64Array,
  cluster: number,
): number {
  let sum = 0;
  for (let d = 0, v = row * dimensions, c = cluster * dimensions; d < dimensions; d++, v++, c++) {
    const difference = values[v]! - centres[c]!;
    sum += difference * difference;
  }
  return sum;
}

/** A cluster that has lost all its rows stays where it was. */
function moveToMeans({ rows, dimensions, values }: Codes, labels: Int32Array, centres: Float64Array): void {
  const sums = new Float64Array(centres.length);
  const counts = new Float64Array(centres.length / dimensions);
  for (let row = 0; row < rows; row++) {
    const label = labels[row]!;
    counts[label]!++;
    for (let d = 0; d < dimensions; d++) sums[label * dimensions + d]! += values[row * dimensions + d]!;
  }
  for (let i = 0; i < centres.length; i++) {
    const count = counts[Math.floor(i / dimensions)]!;
    if (count > 0) centres[i] = sums[i]! / count;
  }
}
