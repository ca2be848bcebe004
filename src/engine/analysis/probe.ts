/**
 * How much of the labels a set of codes holds: what a linear classifier and the nearest neighbours say of images whose labels they were
 * not told. Every row is judged once, by what was learnt from the other folds.
 */
import type { Codes } from '../../shared/latent.ts';
import { LogisticRegression, standardise } from './logistic-regression.ts';
import { NeighbourSearch } from './neighbours.ts';
import type { Work } from './work.ts';

/** A classification to learn and the folds to do it in. */
export interface LabelledRows {
  /** Class of every row, 0 to `classes` - 1. */
  labels: Int32Array;
  classes: number;
  /** Of every row; each class is in more than one fold. */
  fold: Uint8Array;
  folds: number;
}

const NEIGHBOURS = 5;

/**
 * Held-out probabilities of a linear classifier, `[rows, classes]`. It sees standardised codes, so that its regularisation does not
 * depend on their scale.
 */
export async function linearProbabilities(
  codes: Codes,
  { labels, classes, fold, folds }: LabelledRows,
  { progress, signal }: Work = {},
): Promise<Float32Array> {
  const probabilities = new Float32Array(codes.rows * classes);
  const regression = await LogisticRegression.open(standardise(codes), labels, classes);
  try {
    for (let held = 0; held < folds; held++) {
      progress?.({ title: 'Fitting a linear classifier', value: held / folds });
      const weights = await regression.fit((row) => fold[row] !== held, { signal });
      await regression.predict(weights, (row) => fold[row] === held, probabilities, { signal });
    }
  } finally {
    await regression.close();
  }
  return probabilities;
}

/**
 * The commonest label among the 5 nearest codes of the other folds; of equally common ones, that of the nearest. Distances are those
 * of the codes as they are, like everywhere else: standardised, the noise of unused dimensions would count as much as the rest.
 */
export async function neighbourPredictions(
  codes: Codes,
  { labels, fold, folds }: LabelledRows,
  { progress, signal }: Work = {},
): Promise<Int32Array> {
  const predictions = new Int32Array(codes.rows);
  const rows = Array.from({ length: codes.rows }, (_, row) => row);
  for (let held = 0; held < folds; held++) {
    progress?.({ title: 'Asking the nearest neighbours', value: held / folds });
    const taught = rows.filter((row) => fold[row] !== held);
    const asked = rows.filter((row) => fold[row] === held);
    if (asked.length === 0) continue;
    const search = await NeighbourSearch.open(rowsAt(codes, taught));
    try {
      const { k, indices } = await search.nearest(rowsAt(codes, asked), NEIGHBOURS, { signal });
      for (const [query, row] of asked.entries()) {
        const nearest = indices.subarray(query * k, (query + 1) * k);
        predictions[row] = commonest(Array.from(nearest, (neighbour) => labels[taught[neighbour]!]!));
      }
    } finally {
      await search.close();
    }
  }
  return predictions;
}

/** The most probable class of each row. */
export function mostProbable(probabilities: Float32Array, classes: number): Int32Array {
  return Int32Array.from({ length: probabilities.length / classes }, (_, row) => {
    let best = 0;
    for (let k = 1; k < classes; k++) {
      if (probabilities[row * classes + k]! > probabilities[row * classes + best]!) best = k;
    }
    return best;
  });
}

/** Share of the rows that are classified as they are labelled. */
export function accuracyOf(predictions: Int32Array, labels: Int32Array): number {
  let right = 0;
  for (let row = 0; row < labels.length; row++) if (predictions[row] === labels[row]) right++;
  return right / labels.length;
}

/** `[label][prediction]`: rows. */
export function confusionOf(predictions: Int32Array, labels: Int32Array, classes: number): number[][] {
  const confusion = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (let row = 0; row < labels.length; row++) confusion[labels[row]!]![predictions[row]!]!++;
  return confusion;
}

/** Some rows of codes, in the order asked for. */
export function rowsAt({ dimensions, values }: Codes, rows: ArrayLike<number>): Codes {
  const chosen = new Float32Array(rows.length * dimensions);
  for (let i = 0; i < rows.length; i++) {
    chosen.set(values.subarray(rows[i]! * dimensions, (rows[i]! + 1) * dimensions), i * dimensions);
  }
  return { rows: rows.length, dimensions, values: chosen };
}

/** @param candidates labels of neighbours, nearest first */
function commonest(candidates: readonly number[]): number {
  const votes = new Map<number, number>();
  for (const label of candidates) votes.set(label, (votes.get(label) ?? 0) + 1);
  const most = Math.max(...votes.values());
  return candidates.find((label) => votes.get(label) === most)!;
}
