/**
 * The morph in the address: `#/morph?path=3,17` is a whole path; `from=3` and `to=17`, from other screens, put one image at the
 * beginning or the end of the path there is. `show=samples` and `show=steer` are the other sides of the screen, the latter with the
 * image that is steered: `image=12`. Numbers below zero are guests of the path, which last as long as the page.
 */
import type { RouteQuery } from '../../router.ts';

export type Side = 'morph' | 'samples' | 'steer';

const isImage = (images: number) => (index: number) =>
  Number.isInteger(index) && index >= 0 && index < images;

/** The path that the address asks for in a dataset of so many images, or null where it asks for none. */
export function pathOf(
  query: RouteQuery,
  before: readonly number[],
  images: number,
  isGuest: (stop: number) => boolean = () => false,
): number[] | null {
  const known = isImage(images);
  const numbers = (text: string) =>
    text
      .split(',')
      .filter((part) => part.trim() !== '')
      .map(Number)
      .filter((stop) => known(stop) || isGuest(stop));
  if (query.path !== undefined) return numbers(query.path);
  const from = numbers(query.from ?? '')[0];
  if (from !== undefined) return before.length < 2 ? [from] : [from, ...before.slice(1)];
  const to = numbers(query.to ?? '')[0];
  if (to !== undefined) return before.length < 2 ? [...before, to] : [...before.slice(0, -1), to];
  return null;
}

export const sideOf = ({ show }: RouteQuery): Side =>
  show === 'samples' || show === 'steer' ? show : 'morph';

/** The image to steer that the address names, or null. */
export function steeredImageOf({ image }: RouteQuery, images: number): number | null {
  return image !== undefined && image !== '' && isImage(images)(Number(image)) ? Number(image) : null;
}

export function queryOf(side: Side, path: readonly number[], steered: number | null = null): RouteQuery {
  return {
    ...(side === 'morph' ? {} : { show: side }),
    ...(side === 'steer' && steered !== null ? { image: String(steered) } : {}),
    ...(path.length > 0 ? { path: path.join(',') } : {}),
  };
}
