/**
 * The morph in the address: `#/morph?path=3,17` is a whole path; `from=3` and `to=17`, from other screens, put one image at the
 * beginning or the end of the path there is; `show=samples` is the other side of the screen.
 */
import type { RouteQuery } from '../../router.ts';

export type Side = 'morph' | 'samples';

const isImage = (images: number) => (index: number) =>
  Number.isInteger(index) && index >= 0 && index < images;

/** The path that the address asks for in a dataset of so many images, or null where it asks for none. */
export function pathOf(query: RouteQuery, before: readonly number[], images: number): number[] | null {
  const numbers = (text: string) =>
    text
      .split(',')
      .filter((part) => part.trim() !== '')
      .map(Number)
      .filter(isImage(images));
  if (query.path !== undefined) return numbers(query.path);
  const from = numbers(query.from ?? '')[0];
  if (from !== undefined) return before.length < 2 ? [from] : [from, ...before.slice(1)];
  const to = numbers(query.to ?? '')[0];
  if (to !== undefined) return before.length < 2 ? [...before, to] : [...before.slice(0, -1), to];
  return null;
}

export const sideOf = (query: RouteQuery): Side => (query.show === 'samples' ? 'samples' : 'morph');

export function queryOf(side: Side, path: readonly number[]): RouteQuery {
  return {
    ...(side === 'samples' ? { show: 'samples' } : {}),
    ...(path.length > 0 ? { path: path.join(',') } : {}),
  };
}
