/**
 * Area under the receiver operating characteristic: how often a random positive scores higher than a random negative, ties counting
 * half (Mann and Whitney 1947). From ranks, so that it takes a sort and no more.
 */
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
