/** The labels that a conditional model is told beside images and codes; null for all other models. */
import { MorphospaceError } from '../../shared/errors.ts';
import type { Library } from '../library/library.ts';
import { classesOf, oneHot } from '../models/labels.ts';
import { Random } from '../models/random.ts';
import type { OpenModel } from '../runtime/model.ts';

/** One-hot, [n, labels] packed. */
export type ToldLabels = Float32Array | null;

/** Those of images of the model's dataset; null stands for an image from outside, whose label nobody knows. */
export function labelsOfImages(
  library: Library,
  modelId: string,
  { card }: OpenModel,
  images: readonly (number | null)[],
): ToldLabels {
  const { labels } = card.plan;
  if (labels.length === 0) return null;
  const { datasetId } = library.models.get(modelId);
  const ofImage = (image: number) => library.datasets.image(datasetId, image).label ?? null;
  const found = images.map((image) => (image === null ? null : ofImage(image)));
  return oneHot(classesOf(found, labels), labels.length);
}

/**
 * The same label for all rows.
 *
 * @throws MorphospaceError `unknown-label` for one that the model does not know, and for any label of a model that is told none.
 */
export function chosenLabel({ card }: OpenModel, label: string, rows: number): ToldLabels {
  const { labels } = card.plan;
  const chosen = labels.indexOf(label);
  if (chosen >= 0) return oneHot(new Int32Array(rows).fill(chosen), labels.length);
  throw new MorphospaceError(
    'unknown-label',
    labels.length === 0 ? 'This model is not told labels.' : `This model knows no label "${label}".`,
    labels.length === 0
      ? 'Train a conditional model, or leave the label out.'
      : `Choose one of ${labels.slice(0, 20).join(', ')}${labels.length > 20 ? ', …' : ''}.`,
  );
}

/** A label for each row, null for none. @throws MorphospaceError `unknown-label` */
export function chosenLabels(model: OpenModel, labels: readonly (string | null)[]): ToldLabels {
  for (const label of new Set(labels)) if (label !== null) chosenLabel(model, label, 1);
  const known = model.card.plan.labels;
  return known.length === 0 ? null : oneHot(classesOf(labels, known), known.length);
}

/** The names of labels that were told, null for none. */
export function labelNames({ card }: OpenModel, told: Float32Array): (string | null)[] {
  const { labels } = card.plan;
  return Array.from({ length: told.length / labels.length }, (_, row) => {
    const place = told.subarray(row * labels.length, (row + 1) * labels.length).indexOf(1);
    return labels[place] ?? null;
  });
}

/** A label at random for every row, as often as the images of the dataset have it; the first rows do not depend on how many follow. */
export function drawnLabels(
  library: Library,
  modelId: string,
  { card }: OpenModel,
  rows: number,
  seed: number,
): ToldLabels {
  const { labels } = card.plan;
  if (labels.length === 0) return null;
  const counts = new Map(
    library.datasets
      .get(library.models.get(modelId).datasetId)
      .labels.map(({ name, images }) => [name, images]),
  );
  const weights = labels.map((label) => counts.get(label) ?? 0);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const random = new Random(seed);
  const draw = (): number => {
    if (total === 0) return random.below(labels.length);
    let left = random.uniform() * total;
    return weights.findIndex((weight) => (left -= weight) < 0);
  };
  return oneHot(Int32Array.from({ length: rows }, draw), labels.length);
}
