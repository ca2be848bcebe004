/** Area under the receiver operating characteristic: how often a random positive scores higher than a random negative. */

/** 97.5 % quantile of the normal distribution. */
const TWO_SIDED_95 = 1.959963984540054;
const BISECTIONS = 50;

/** Ties count half (Mann and Whitney 1947). From ranks, so that it takes a sort and no more. */
export function auroc(scores: ArrayLike<number>, isPositive: readonly boolean[]): number {
  const order = Array.from({ length: scores.length }, (_, i) => i).sort((a, b) => scores[a]! - scores[b]!);
  const positives = isPositive.filter(Boolean).length;
  const negatives = isPositive.length - positives;
  let rankSum = 0;
  for (let from = 0; from < order.length;) {
    let to = from + 1;
    while (to < order.length && scores[order[to]!] === scores[order[from]!]) to++;
    // Ranks from + 1 … to are shared by all that tie.
    const rank = (from + 1 + to) / 2;
    for (const index of order.slice(from, to)) if (isPositive[index]) rankSum += rank;
    from = to;
  }
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives);
}

/**
 * 95 % interval of an area measured on so many positives and negatives: every area whose standard error would leave the measured one
 * within 1.96 of it (Newcombe 2006, "Confidence intervals for an effect size measure based on the Mann-Whitney statistic. Part 2",
 * method 5). Unlike the measured area plus and minus its error it stays within 0..1, and a perfect area on few images is not certain.
 */
export function aurocInterval(area: number, positives: number, negatives: number): [number, number] {
  const average = (positives + negatives) / 2 - 1;
  const error = (theta: number) => {
    const spread = 1 + average * ((1 - theta) / (2 - theta) + theta / (1 + theta));
    return Math.sqrt((theta * (1 - theta) * spread) / (positives * negatives));
  };
  // The set of areas that are near enough is an interval around the measured one; its ends are found by halving.
  const end = (outside: number): number => {
    let [near, far] = [area, outside];
    for (let step = 0; step < BISECTIONS; step++) {
      const middle = (near + far) / 2;
      if (Math.abs(middle - area) <= TWO_SIDED_95 * error(middle)) near = middle;
      else far = middle;
    }
    return near;
  };
  return [end(0), end(1)];
}
