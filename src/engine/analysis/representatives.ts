/** A few rows that show what a cluster is: the most typical one, and others that are spread over its middle. */
import type { Codes } from '../../shared/latent.ts';
import { meanOf } from './centred.ts';
import { rowsAt } from './rows-at.ts';

/** Part of a cluster, nearest to its mean, that representatives come from: further out are its oddities. */
const MIDDLE = 0.5;

/**
 * The row nearest to the mean of some rows, then one after the other the row of their nearer half that is farthest from those chosen
 * (Gonzalez 1985, "Clustering to Minimize the Maximum Intercluster Distance").
 */
export function representativesOf(codes: Codes, rows: readonly number[], count: number): number[] {
  const mean = meanOf(rowsAt(codes, rows));
  const byDistance = rows
    .map((row) => ({ row, separation: separation(codes, row, mean) }))
    .sort((a, b) => a.separation - b.separation || a.row - b.row);
  const most = Math.min(count, rows.length);
  const middle = byDistance.slice(0, Math.max(most, Math.ceil(MIDDLE * rows.length)));

  const chosen = [middle[0]!.row];
  const nearest = new Float64Array(middle.length).fill(Infinity);
  while (chosen.length < most) {
    const last = codes.values.subarray(
      chosen.at(-1)! * codes.dimensions,
      (chosen.at(-1)! + 1) * codes.dimensions,
    );
    let farthest = -1;
    for (const [i, { row }] of middle.entries()) {
      nearest[i] = row === chosen.at(-1) ? -1 : Math.min(nearest[i]!, separation(codes, row, last));
      if (farthest < 0 || nearest[i] > nearest[farthest]!) farthest = i;
    }
    chosen.push(middle[farthest]!.row);
  }
  return chosen;
}

/** Squared distance. */
function separation({ dimensions, values }: Codes, row: number, point: ArrayLike<number>): number {
  let sum = 0;
  for (let d = 0, v = row * dimensions; d < dimensions; d++, v++) {
    const difference = values[v]! - point[d]!;
    sum += difference * difference;
  }
  return sum;
}
