import type { Random } from '../models/random.ts';

/**
 * Deals rows into folds for cross-validation, so that every fold has as many rows of every class as every other, give or take one.
 *
 * @param classes of each row, from 0
 * @returns the fold of each row
 */
export function stratifiedFolds(classes: Int32Array, folds: number, random: Random): Uint8Array {
  const shuffled = random.permutation(classes.length);
  // A stable sort: rows of a class stay shuffled, and dealing goes on from one class to the next.
  const dealt = shuffled.sort((a, b) => classes[a]! - classes[b]!);
  const fold = new Uint8Array(classes.length);
  dealt.forEach((row, place) => (fold[row] = place % folds));
  return fold;
}
