import { expect, it } from 'vitest';
import { stratifiedFolds } from '../../../src/engine/analysis/folds.ts';
import { Random } from '../../../src/engine/models/random.ts';

const CLASSES = Int32Array.from({ length: 403 }, (_, row) => (row < 250 ? 0 : row < 401 ? 1 : 2));
const fold = stratifiedFolds(CLASSES, 5, new Random(1));

const rowsOf = (held: number, label: number) =>
  CLASSES.filter((own, row) => own === label && fold[row] === held).length;

it('every fold has as many rows of each class, give or take one', () => {
  for (const label of [0, 1, 2]) {
    const counts = [0, 1, 2, 3, 4].map((held) => rowsOf(held, label));
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
  }
});

it('folds are of equal size, give or take one', () => {
  const sizes = [0, 1, 2, 3, 4].map((held) => fold.filter((own) => own === held).length);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(403);
  expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
});

it('a class of two rows is in two folds', () => {
  expect(fold[401]).not.toBe(fold[402]);
});

it('the seed decides which rows are together', () => {
  expect(stratifiedFolds(CLASSES, 5, new Random(1))).toEqual(fold);
  expect(stratifiedFolds(CLASSES, 5, new Random(2))).not.toEqual(fold);
});
