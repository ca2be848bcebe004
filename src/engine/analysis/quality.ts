/** How far a map can be trusted: measures of a projection against the codes that it shows. */
import type { Codes } from '../../shared/latent.ts';
import { Random } from '../models/random.ts';
import { CodeSpace } from './code-space.ts';
import { Shortlist } from './shortlist.ts';
import { Breather, type Work } from './work.ts';

export interface TrustworthinessOptions extends Work {
  /** Size of the neighbourhoods compared; less than half the rows. */
  neighbours?: number;
  /** How many rows, drawn at random, are looked at; each is ranked against all rows. */
  sample?: number;
  seed?: number;
}

export interface Trustworthiness {
  /** 1 when all neighbours on the map are neighbours among the codes. */
  value: number;
  /** Rows looked at: as many as asked for, or all. */
  sampled: number;
}

/**
 * Trustworthiness (Venna and Kaski 2001): 1 minus a penalty for each row that is among the k nearest on the map and not among the
 * k nearest codes, by how far down the ranks of the codes it is. Over a sample of rows this estimates the value over all.
 * @param coordinates `[rows, 2]`
 */
export async function trustworthiness(
  codes: Codes,
  coordinates: Float32Array,
  { neighbours = 15, sample = 2000, seed = 0, progress, signal }: TrustworthinessOptions = {},
): Promise<Trustworthiness> {
  const { rows } = codes;
  if (neighbours >= rows / 2) throw new RangeError(`${neighbours} neighbours among ${rows} rows`);
  const codeSpace = new CodeSpace(codes, 'euclidean');
  const mapSpace = new CodeSpace(
    { rows, dimensions: 2, values: Float32Array.from(coordinates) },
    'euclidean',
  );
  const chosen = new Random(seed).permutation(rows).subarray(0, Math.min(sample, rows));
  const separations = new Float64Array(rows);
  const nearest = new Shortlist(neighbours);
  const breather = new Breather(signal);
  let penalty = 0;
  for (const [done, row] of chosen.entries()) {
    const separationFrom = codeSpace.separationFrom(codeSpace.row(row));
    const mapSeparationFrom = mapSpace.separationFrom(mapSpace.row(row));
    nearest.clear();
    for (let other = 0; other < rows; other++) {
      separations[other] = separationFrom(other);
      if (other !== row) nearest.offer(other, mapSeparationFrom(other));
    }
    for (const neighbour of nearest.rows) {
      penalty += Math.max(0, rankOf(neighbour, row, separations) - neighbours);
    }
    if (breather.due) {
      progress?.({ title: 'Checking the map', value: done / chosen.length });
      await breather.breathe();
    }
  }
  const greatest = (chosen.length * neighbours * (2 * rows - 3 * neighbours - 1)) / 2;
  return { value: 1 - penalty / greatest, sampled: chosen.length };
}

/** 1 for the row nearest to `own`, ties by index. */
function rankOf(row: number, own: number, separations: Float64Array): number {
  const separation = separations[row]!;
  let rank = 1;
  for (let other = 0; other < separations.length; other++) {
    const before = separations[other]! < separation || (separations[other]! === separation && other < row);
    if (before && other !== own) rank++;
  }
  return rank;
}
