/**
 * One score out of several measures in units of their own: each is replaced by its rank, 0 for the least to 1 for the greatest,
 * equal values sharing the mean of their ranks, and the ranks of a row are averaged.
 *
 * @param measures of as many rows each
 */
export function rankAverage(...measures: Float32Array[]): Float32Array {
  const rows = measures[0]!.length;
  const scores = new Float32Array(rows);
  for (const measure of measures) {
    const order = Uint32Array.from(measure.keys()).sort((a, b) => measure[a]! - measure[b]!);
    for (let first = 0; first < rows;) {
      let last = first;
      while (last + 1 < rows && measure[order[last + 1]!] === measure[order[first]!]) last++;
      const rank = (first + last) / 2 / Math.max(1, rows - 1);
      for (let at = first; at <= last; at++) scores[order[at]!]! += rank / measures.length;
      first = last + 1;
    }
  }
  return scores;
}
