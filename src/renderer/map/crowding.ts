/** How closely points lie: what sizes and opacities follow from. */
import { cellCounts } from './grid.ts';

export interface Crowding {
  /** Mean distance between neighbouring points where there are any, in world units. */
  readonly gap: number;
  /** Points in a square world unit where they crowd: nine in ten points lie less closely. */
  readonly peak: number;
}

/** So many points stand for all: the measure needs no more, and should be there before the first frame. */
const SAMPLE = 50_000;
const CROWDED = 0.9;

/** Of the points `ids` of positions `[n, 2]`; ids in a mixed order, as the first of them stand for all. */
export function crowdingOf(positions: Float32Array, ids: Uint32Array): Crowding {
  if (ids.length === 0) return { gap: 1, peak: 1 };
  const sample = ids.subarray(0, SAMPLE);
  const { counts, cell } = cellCounts(positions, sample);
  const occupied = counts.filter((count) => count > 0).sort();
  const share = ids.length / sample.length;
  return {
    gap: Math.sqrt((occupied.length * cell ** 2) / ids.length),
    peak: (crowdedCount(occupied, sample.length) * share) / cell ** 2,
  };
}

/** How many points a cell has that nine in ten points lie in, or in an emptier one; counts ascend. */
function crowdedCount(counts: Uint32Array, points: number): number {
  let passed = 0;
  for (const count of counts) {
    passed += count;
    if (passed >= CROWDED * points) return count;
  }
  return 1;
}
