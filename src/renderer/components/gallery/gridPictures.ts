/** Where the picture of each square comes from: a tile of a page of thumbnails, or the image itself. */
import type { DatasetRecord } from '../../../shared/datasets.ts';
import { resourcePaths } from '../../../shared/resources.ts';
import { levelFor, pagePath, tilePlace } from '../images/thumbnails.ts';

export interface SquarePicture {
  address: string;
  /** The part of the bitmap to show; null for its centred square. */
  cut: { x: number; y: number; side: number } | null;
}

/** A page is worth loading for a handful of its tiles, but not one page per square of a filtered view. */
const PAGES_IN_VIEW = 24;
/** Beyond this enlargement a tile looks blurred, and the image itself is fetched. */
const ENLARGEMENT = 1.5;
/** Sides asked of the host, so that moving the slider does not make a new address at every pixel. */
const SIDES = [128, 256, 512];

/** @param pixels side of a square in device pixels */
export function picturesFor(
  dataset: DatasetRecord,
  indices: readonly number[],
  pixels: number,
  resourceUrl: (path: string) => string,
): SquarePicture[] {
  const level = levelFor(dataset.thumbnails, pixels);
  const places = level === null ? [] : indices.map((index) => tilePlace(level, index));
  const pages = new Set(places.map(({ page }) => page));
  if (level !== null && pages.size <= PAGES_IN_VIEW && level.tile * ENLARGEMENT >= pixels) {
    const addresses = new Map([...pages].map((page) => [page, resourceUrl(pagePath(dataset, level, page))]));
    return places.map(({ page, column, row }) => ({
      address: addresses.get(page)!,
      cut: { x: column * level.tile, y: row * level.tile, side: level.tile },
    }));
  }
  const side = SIDES.find((candidate) => candidate >= pixels) ?? SIDES.at(-1)!;
  return indices.map((index) => ({
    address: resourceUrl(resourcePaths.image(dataset.id, index, side)),
    cut: null,
  }));
}
