/** Attribute vectors: the direction from images without something to images with it, and whether it can be trusted. */
import { MorphospaceError } from '../../shared/errors.ts';
import type { Codes } from '../../shared/latent.ts';
import { type AttributeRecord, DOUBTFUL_AUROC } from '../../shared/steering.ts';
import { auroc, aurocInterval } from '../analysis/auroc.ts';
import { stratifiedFolds } from '../analysis/folds.ts';
import { Random } from '../models/random.ts';

export type MeasuredAttribute = Pick<
  AttributeRecord,
  'vector' | 'strength' | 'images' | 'heldOut' | 'auroc' | 'interval' | 'trustworthy'
>;

/** The share of a vector that must be left once others are taken out of it. */
const LEAST_REMAINDER = 1e-3;

/**
 * The difference of the mean codes of two groups of images (Larsen et al. 2016, "Autoencoding beyond pixels using a learned similarity
 * metric", section 4.3), on request less what it has of other vectors. To see whether it can be trusted, the same is made from one half
 * of each group, and the other halves are told apart by their projections on it; the vector itself is made from all images.
 *
 * @param positive rows of `codes` that have the attribute; `negative` those without it, none of them in both.
 * @param against vectors that a move along this one is to leave as they are.
 * @throws MorphospaceError `attribute-images` for fewer than two images in a group, or images in both; `attribute-not-separate` when
 *   nothing is left of the direction.
 */
export function measureAttribute(
  codes: Codes,
  positive: readonly number[],
  negative: readonly number[],
  { against = [], seed = 0 }: { against?: readonly Float32Array[]; seed?: number } = {},
): MeasuredAttribute {
  requireGroups(positive, negative);
  const held = orthonormal(against);
  const direction = (having: readonly number[], lacking: readonly number[]) =>
    without(subtract(meanCode(codes, having), meanCode(codes, lacking)), held);

  const rows = [...negative, ...positive];
  const classes = Int32Array.from(rows, (_, place) => (place < negative.length ? 0 : 1));
  const folds = stratifiedFolds(classes, 2, new Random(seed));
  const half = (group: number, fold: number) =>
    rows.filter((_, place) => classes[place] === group && folds[place] === fold);
  const tested = direction(half(1, 0), half(0, 0));
  const [lacking, having] = [half(0, 1), half(1, 1)];
  const scores = [...lacking, ...having].map((row) => project(codes, row, tested));
  const area = auroc(
    scores,
    scores.map((_, place) => place >= lacking.length),
  );
  const interval = aurocInterval(area, having.length, lacking.length);

  const whole = subtract(meanCode(codes, positive), meanCode(codes, negative));
  const vector = without(whole, held);
  requireSeparate(length(vector), length(whole));
  return {
    vector: Float32Array.from(vector),
    strength: length(vector),
    images: { positive: positive.length, negative: negative.length },
    heldOut: { positive: having.length, negative: lacking.length },
    auroc: area,
    interval,
    trustworthy: interval[0] > DOUBTFUL_AUROC,
  };
}

function requireGroups(positive: readonly number[], negative: readonly number[]): void {
  if (positive.length < 2 || negative.length < 2) {
    const [few, count] =
      positive.length < 2 ? ['with the attribute', positive.length] : ['without it', negative.length];
    throw new MorphospaceError(
      'attribute-images',
      `There ${count === 1 ? 'is one image' : 'are no images'} ${few}.`,
      'Choose at least two images with and two without it; some dozens of each are better.',
    );
  }
  const having = new Set(positive);
  const both = negative.filter((image) => having.has(image)).length;
  if (both === 0 && having.size === positive.length) return;
  throw new MorphospaceError(
    'attribute-images',
    both > 0 ? `${both} images are in both groups.` : 'An image is in the group twice.',
    'Choose groups that have no image in common.',
  );
}

function requireSeparate(left: number, whole: number): void {
  if (left > LEAST_REMAINDER * whole) return;
  throw new MorphospaceError(
    'attribute-not-separate',
    whole === 0
      ? 'The two groups have the same mean code.'
      : 'Nothing is left of this attribute when the others are held.',
    whole === 0 ? 'Choose groups that differ.' : 'Hold fewer of the others.',
  );
}

/** Axes of length 1 and at right angles to one another that span the same vectors (Gram and Schmidt). */
function orthonormal(vectors: readonly Float32Array[]): Float64Array[] {
  const basis: Float64Array[] = [];
  for (const vector of vectors) {
    const whole = Float64Array.from(vector);
    const remainder = without(whole, basis);
    const size = length(remainder);
    if (size > LEAST_REMAINDER * length(whole)) basis.push(remainder.map((value) => value / size));
  }
  return basis;
}

/** What is left of a vector at right angles to all axes; taken out twice, so that no rounding worth mentioning stays. */
function without(vector: Float64Array, axes: readonly Float64Array[]): Float64Array {
  const rest = vector.slice();
  for (const axis of [...axes, ...axes]) {
    const along = dot(rest, axis);
    for (let d = 0; d < rest.length; d++) rest[d]! -= along * axis[d]!;
  }
  return rest;
}

function meanCode({ dimensions, values }: Codes, rows: readonly number[]): Float64Array {
  const mean = new Float64Array(dimensions);
  for (const row of rows) {
    for (let d = 0; d < dimensions; d++) mean[d]! += values[row * dimensions + d]! / rows.length;
  }
  return mean;
}

function project({ dimensions, values }: Codes, row: number, direction: Float64Array): number {
  let sum = 0;
  for (let d = 0; d < dimensions; d++) sum += values[row * dimensions + d]! * direction[d]!;
  return sum;
}

function subtract(one: Float64Array, other: Float64Array): Float64Array {
  return one.map((value, d) => value - other[d]!);
}

function dot(one: Float64Array, other: Float64Array): number {
  return one.reduce((sum, value, d) => sum + value * other[d]!, 0);
}

function length(vector: Float64Array): number {
  return Math.sqrt(dot(vector, vector));
}
