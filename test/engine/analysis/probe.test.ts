import { describe, expect, it } from 'vitest';
import { stratifiedFolds } from '../../../src/engine/analysis/folds.ts';
import {
  accuracyOf,
  confusionOf,
  type LabelledRows,
  linearProbabilities,
  mostProbable,
  neighbourLabels,
  neighbourPredictions,
  pooledProbabilities,
} from '../../../src/engine/analysis/probe.ts';
import { Random } from '../../../src/engine/models/random.ts';
import { gaussianClusters } from './clusters.ts';

const CLASSES = 4;
const CODES = gaussianClusters(400, 6, { clusters: CLASSES, spread: 3 });

function labelled(labels: Int32Array): LabelledRows {
  return { labels, classes: CLASSES, fold: stratifiedFolds(labels, 5, new Random(0)), folds: 5 };
}

const TRUE = labelled(Int32Array.from({ length: 400 }, (_, row) => row % CLASSES));
const RANDOM = labelled(Int32Array.from(new Random(8).permutation(400), (row) => row % CLASSES));

describe('a linear classifier', () => {
  it('tells clusters apart that it was not told of', async () => {
    const probabilities = await linearProbabilities(CODES, TRUE);
    expect(accuracyOf(mostProbable(probabilities, CLASSES), TRUE.labels)).toBeGreaterThan(0.95);
    for (let row = 0; row < 400; row++) {
      const own = probabilities.subarray(row * CLASSES, (row + 1) * CLASSES);
      expect(own.reduce((sum, probability) => sum + probability, 0)).toBeCloseTo(1, 5);
    }
  });

  it('does no better than chance on labels that mean nothing, because it never judges what it learnt from', async () => {
    const predictions = mostProbable(await linearProbabilities(CODES, RANDOM), CLASSES);
    expect(accuracyOf(predictions, RANDOM.labels)).toBeLessThan(0.33);
  });
});

describe('neighbours', () => {
  it('are the nearest rows of the other folds, nearest first', async () => {
    const { k, labels } = await neighbourLabels(CODES, RANDOM, 7);
    const { dimensions, values } = CODES;
    for (const row of [0, 17, 399]) {
      const expected = Array.from({ length: 400 }, (_, other) => other)
        .filter((other) => RANDOM.fold[other] !== RANDOM.fold[row])
        .map((other) => {
          let squared = 0;
          for (let d = 0; d < dimensions; d++) {
            squared += (values[other * dimensions + d]! - values[row * dimensions + d]!) ** 2;
          }
          return { other, squared };
        })
        .sort((a, b) => a.squared - b.squared)
        .slice(0, 7);
      expect([...labels.subarray(row * k, (row + 1) * k)]).toEqual(
        expected.map(({ other }) => RANDOM.labels[other]),
      );
    }
  });

  it('decide by majority, and the nearest one breaks a tie', () => {
    const votes = { k: 5, labels: Int32Array.of(2, 1, 1, 2, 3, 0, 3, 3, 0, 3) };
    expect([...neighbourPredictions(votes, 5)]).toEqual([2, 3]);
    expect([...neighbourPredictions(votes, 1)]).toEqual([2, 0]);
  });

  it('are as many as the other folds have', async () => {
    const few = gaussianClusters(8, 2, { clusters: 2 });
    const labels = Int32Array.from({ length: 8 }, (_, row) => row % 2);
    const rows = { labels, classes: 2, fold: Uint8Array.of(0, 0, 1, 1, 2, 2, 3, 3), folds: 4 };
    expect((await neighbourLabels(few, rows, 15)).k).toBe(6);
  });

  it('and the classifier weigh the same together', () => {
    const pooled = pooledProbabilities(
      Float32Array.of(0.2, 0.8),
      { k: 4, labels: Int32Array.of(0, 0, 0, 1) },
      2,
    );
    expect(pooled[0]).toBeCloseTo((0.2 + 0.75) / 2);
    expect(pooled[1]).toBeCloseTo((0.8 + 0.25) / 2);
  });
});

it('the confusion has a row for every label and a column for every prediction', () => {
  const confusion = confusionOf(Int32Array.of(0, 1, 1, 1), Int32Array.of(0, 0, 1, 1), 2);
  expect(confusion).toEqual([
    [1, 1],
    [0, 2],
  ]);
});
