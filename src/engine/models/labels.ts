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

/** [positions, count] packed: the rows of some images. */
export function oneHotAt(classes: Classes, positions: ArrayLike<number>, count: number): Float32Array {
  return oneHot(
    Int32Array.from(positions, (position) => classes[position]!),
    count,
  );
}

/** The classes of a source's images as a model of these labels knows them; null for a model that is told none. */
export function classesFor(
  labels: readonly string[],
  { images, labels: imageLabels }: { images: number; labels?: readonly (string | null)[] },
): Classes | null {
  if (labels.length === 0) return null;
  return imageLabels ? classesOf(imageLabels, labels) : new Int32Array(images).fill(-1);
}
