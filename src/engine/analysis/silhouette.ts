/** How well rows sit in their clusters (Rousseeuw 1987, "Silhouettes"): 1 in the middle of a far one, below 0 nearer to another one. */
import type { Codes } from '../../shared/latent.ts';
import { Breather, type Work } from './work.ts';

/**
 * Mean silhouette of the rows for several ways of clustering them, by all distances, which are the same for each way.
 *
 * @param ways of each way, the cluster of every row. A row that is alone in its cluster has silhouette 0.
 */
export async function meanSilhouettes(
  { rows, dimensions, values }: Codes,
  ways: readonly Int32Array[],
  { signal, progress }: Work = {},
): Promise<number[]> {
  const breather = new Breather(signal);
  const counts = ways.map(membersOf);
  const sums = counts.map((count) => new Float64Array(count.length));
  const totals = new Float64Array(ways.length);
  const distances = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    for (let other = 0; other < rows; other++) {
      let squared = 0;
      for (let d = 0, p = row * dimensions, q = other * dimensions; d < dimensions; d++, p++, q++) {
        const difference = values[p]! - values[q]!;
        squared += difference * difference;
      }
      distances[other] = Math.sqrt(squared);
    }
    for (const [way, labels] of ways.entries()) {
      const sum = sums[way]!.fill(0);
      for (let other = 0; other < rows; other++) sum[labels[other]!]! += distances[other]!;
      totals[way]! += silhouette(sum, counts[way]!, labels[row]!);
    }
    if (breather.due) {
      progress?.({ title: 'Choosing the number of clusters', value: row / rows });
      await breather.breathe();
    }
  }
  return Array.from(totals, (total) => total / rows);
}

/** @param sums of the distances from a row to each cluster */
function silhouette(sums: Float64Array, counts: Int32Array, own: number): number {
  if (counts[own]! < 2) return 0;
  const within = sums[own]! / (counts[own]! - 1);
  let nearest = Infinity;
  for (let cluster = 0; cluster < counts.length; cluster++) {
    if (cluster !== own && counts[cluster]! > 0) {
      nearest = Math.min(nearest, sums[cluster]! / counts[cluster]!);
    }
  }
  const larger = Math.max(within, nearest);
  return larger > 0 && larger < Infinity ? (nearest - within) / larger : 0;
}

function membersOf(labels: Int32Array): Int32Array {
  const counts = new Int32Array(labels.reduce((most, label) => Math.max(most, label), 0) + 1);
  for (const label of labels) counts[label]!++;
  return counts;
}
