/** Labels as a conditional model is told them. */

/** For every image of a dataset the place of its label in `TrainingPlan.labels`; -1 where it has none of these. */
export type Classes = Int32Array;

export function classesOf(imageLabels: readonly (string | null)[], labels: readonly string[]): Classes {
  const places = new Map(labels.map((label, place) => [label, place]));
  return Int32Array.from(imageLabels, (label) => (label === null ? -1 : (places.get(label) ?? -1)));
}

/** [n, count] packed, a 1 in every row at its class; rows of -1 are all 0. */
export function oneHot(classes: ArrayLike<number>, count: number): Float32Array {
  const rows = new Float32Array(classes.length * count);
  for (let row = 0; row < classes.length; row++)
    if (classes[row]! >= 0) rows[row * count + classes[row]!] = 1;
  return rows;
}
