/** Labels that are probably wrong, after confident learning (Northcutt, Jiang and Chuang 2021). */

export interface Suspect {
  row: number;
  suggested: number;
  labelProbability: number;
  suggestedProbability: number;
}

/**
 * A class is credible for a row where its probability reaches the mean probability of the class over the rows that are labelled so
 * (equation 2: what the classifier usually gives to the class, which allows for classes that it knows less well). A row is suspect
 * when the most probable of its credible classes is not its label: it lies off the diagonal of the confident joint (equation 1).
 *
 * @param probabilities held out, `[rows, classes]`
 * @returns by falling difference between the two probabilities, the "normalised margin" of that paper.
 */
export function findSuspects(probabilities: Float32Array, labels: Int32Array, classes: number): Suspect[] {
  const thresholds = meanSelfConfidence(probabilities, labels, classes);
  const suspects: Suspect[] = [];
  for (const [row, label] of labels.entries()) {
    const own = probabilities.subarray(row * classes, (row + 1) * classes);
    let suggested = -1;
    for (let k = 0; k < classes; k++) {
      if (own[k]! >= thresholds[k]! && (suggested < 0 || own[k]! > own[suggested]!)) suggested = k;
    }
    if (suggested < 0 || suggested === label) continue;
    suspects.push({
      row,
      suggested,
      labelProbability: own[label]!,
      suggestedProbability: own[suggested]!,
    });
  }
  const margin = ({ labelProbability, suggestedProbability }: Suspect) =>
    labelProbability - suggestedProbability;
  return suspects.sort((a, b) => margin(a) - margin(b) || a.row - b.row);
}

function meanSelfConfidence(probabilities: Float32Array, labels: Int32Array, classes: number): Float64Array {
  const sums = new Float64Array(classes);
  const counts = new Float64Array(classes);
  for (const [row, label] of labels.entries()) {
    sums[label]! += probabilities[row * classes + label]!;
    counts[label]!++;
  }
  return sums.map((sum, k) => sum / counts[k]!);
}
