/** What "keep the best" does to the others of a group of duplicates. */
import type { DuplicateGroup } from '../../../shared/analyses.ts';
import type { CurationChange } from '../../../shared/curation.ts';

export const DUPLICATE_TAG = 'duplicate';
export type Remedy = 'exclude' | 'tag';

/** All of a group but the best, of as many groups as are given. */
export function othersOf(groups: readonly DuplicateGroup[]): number[] {
  return groups.flatMap(({ images, best }) => images.filter((image) => image !== best));
}

export function keepBest(groups: readonly DuplicateGroup[], remedy: Remedy): CurationChange[] {
  const images = othersOf(groups);
  return remedy === 'exclude'
    ? [{ kind: 'exclude', images, excluded: true }]
    : [{ kind: 'tag', tag: DUPLICATE_TAG, images, present: true }];
}

/** Whether nothing is left to do in a group. @param done 1 for every image that the remedy has been applied to */
export function isSettled({ images, best }: DuplicateGroup, done: Float32Array): boolean {
  return images.every((image) => image === best || done[image] === 1);
}
