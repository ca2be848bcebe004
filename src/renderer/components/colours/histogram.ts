/** How numbers are distributed, for the small picture above a scale. */

/**
 * Counts of numbers in equal parts of a range; what lies beyond it counts to the first and the last part, NaN nowhere.
 *
 * @returns `[bins]`
 */
export function histogram(values: Float32Array, minimum: number, maximum: number, bins: number): Uint32Array {
  const counts = new Uint32Array(bins);
  const scale = maximum > minimum ? bins / (maximum - minimum) : 0;
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    const bin = Math.floor((value - minimum) * scale);
    counts[Math.max(0, Math.min(bins - 1, bin))]!++;
  }
  return counts;
}

/** Bars as an SVG path in a box of `bins` x 1, y downwards; heights by the square root, so that rare numbers are seen too. */
export function barsPath(counts: Uint32Array): string {
  const largest = Math.sqrt(counts.reduce((most, count) => Math.max(most, count), 1));
  let path = '';
  counts.forEach((count, k) => {
    if (count > 0) path += `M${k} 1v${(-Math.sqrt(count) / largest).toFixed(4)}h1V1z`;
  });
  return path;
}
