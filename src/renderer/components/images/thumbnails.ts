/** Where a dataset's thumbnails are: square tiles packed into pages, row by row, at a few sizes. */
import type { DatasetRecord, ThumbnailLevel } from '../../../shared/datasets.ts';
import { resourcePaths } from '../../../shared/resources.ts';

export interface TilePlace {
  page: number;
  column: number;
  row: number;
}

export function tilePlace(level: ThumbnailLevel, index: number): TilePlace {
  const perPage = level.columns * level.rows;
  const within = index % perPage;
  return {
    page: Math.floor(index / perPage),
    column: within % level.columns,
    row: Math.floor(within / level.columns),
  };
}

/**
 * The smallest level whose tiles are at least `pixels` across, or the largest there is. A tile may be enlarged by a tenth
 * before the next level, four times the bytes, is worth it.
 */
export function levelFor(levels: readonly ThumbnailLevel[], pixels: number): ThumbnailLevel | null {
  const bySize = levels.toSorted((a, b) => a.tile - b.tile);
  return bySize.find(({ tile }) => tile * 1.1 >= pixels) ?? bySize.at(-1) ?? null;
}

/** Images only ever get added, so their number tells whether a page may have changed. */
export function pagePath(dataset: DatasetRecord, level: ThumbnailLevel, page: number): string {
  return resourcePaths.thumbnails(dataset.id, level.level, page, dataset.images);
}
