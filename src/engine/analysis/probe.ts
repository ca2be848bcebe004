/**
 * How much of the labels a set of codes holds: what a linear classifier and the nearest neighbours say of images whose labels they were
 * not told. Every row is judged once, by what was learnt from the other folds.
 */
import type { Codes } from '../../shared/latent.ts';
import { LogisticRegression } from './logistic-regression.ts';
import { NeighbourSearch } from './neighbours.ts';
import { rowsAt } from './rows-at.ts';
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

/** Of each row, the labels of its `k` nearest rows in other folds, nearest first. */
export interface NeighbourLabels {
  k: number;
  /** `[rows, k]` */
  labels: Int32Array;
}

/** Held-out probabilities of a linear classifier, `[rows, classes]`. */
export async function linearProbabilities(
  codes: Codes,
  { labels, classes, fold, folds }: LabelledRows,
  { progress, signal }: Work = {},
): Promise<Float32Array> {
  const probabilities = new Float32Array(codes.rows * classes);
  const regression = await LogisticRegression.open(codes, labels, classes);
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
 * The labels of the nearest codes of the other folds, `[rows, k]`, nearest first. Distances are those of the codes as they are, like
 * everywhere else: standardised, the noise of unused dimensions would count as much as the rest.
 */
export async function neighbourLabels(
  codes: Codes,
  { labels, fold, folds }: LabelledRows,
  wanted: number,
  { progress, signal }: Work = {},
): Promise<NeighbourLabels> {
  const rows = Array.from({ length: codes.rows }, (_, row) => row);
  const inFold = Array.from({ length: folds }, (_, held) => rows.filter((row) => fold[row] === held));
  const k = Math.min(wanted, codes.rows - Math.max(...inFold.map(({ length }) => length)));
  const found = new Int32Array(codes.rows * k);
  for (const [held, asked] of inFold.entries()) {
    progress?.({ title: 'Asking the nearest neighbours', value: held / folds });
    if (asked.length === 0) continue;
    const taught = rows.filter((row) => fold[row] !== held);
    const search = await NeighbourSearch.open(rowsAt(codes, taught));
    try {
      const { indices } = await search.nearest(rowsAt(codes, asked), k, { signal });
      for (let i = 0; i < indices.length; i++) {
        found[asked[Math.floor(i / k)]! * k + (i % k)] = labels[taught[indices[i]!]!]!;
      }
    } finally {
      await search.close();
    }
  }
  return { k, labels: found };
}

/** The commonest label among the first few neighbours of each row; of equally common ones, that of the nearest. */
export function neighbourPredictions({ k, labels }: NeighbourLabels, first: number): Int32Array {
  return Int32Array.from({ length: labels.length / k }, (_, row) =>
    commonest(labels.subarray(row * k, row * k + Math.min(k, first))),
  );
}

/**
 * What the linear classifier and the neighbours say together, `[rows, classes]`: the mean of its probability and of the share of
 * neighbours with the label. They go wrong on different images, so that both together accuse fewer labels that are right.
 */
export function pooledProbabilities(
  linear: Float32Array,
  { k, labels }: NeighbourLabels,
  classes: number,
): Float32Array {
  const pooled = linear.map((probability) => probability / 2);
  labels.forEach((label, i) => (pooled[Math.floor(i / k) * classes + label]! += 1 / (2 * k)));
  return pooled;
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

/** @param candidates labels of neighbours, nearest first */
function commonest(candidates: Int32Array): number {
  const votes = new Map<number, number>();
  for (const label of candidates) votes.set(label, (votes.get(label) ?? 0) + 1);
  const most = Math.max(...votes.values());
  return candidates.find((label) => votes.get(label) === most)!;
}
