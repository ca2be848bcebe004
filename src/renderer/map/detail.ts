/** How large dots and thumbnails are at each zoom, from how far apart the images lie on the screen. All sizes in CSS pixels. */

/** Below the first spacing there are only dots, above the second thumbnails are opaque. */
const THUMBNAILS_APPEAR = 3.2;
const THUMBNAILS_OPAQUE = 5.5;
const SMALLEST_THUMBNAIL = 26;
const LARGEST_THUMBNAIL = 104;
const SMALLEST_DOT = 1.5;
const LARGEST_DOT = 7;

export interface Detail {
  /** Diameter of a dot. */
  dot: number;
  /** Opacity of a dot, 0..1: many faint dots show density where few solid ones show themselves. */
  dotOpacity: number;
  /** Side of a thumbnail at least; it may be up to twice as large, as tiles come in sizes that halve (reveal.ts). */
  thumbnail: number;
  /** 0..1; nothing is loaded at 0. */
  thumbnailOpacity: number;
}

/**
 * @param spacing the mean distance between neighbouring images on the screen, spread evenly over the area they take
 * @returns written to `detail`. `thumbnail / spacing` never grows with the zoom: what has been revealed stays revealed.
 */
export function detailAt(spacing: number, detail: Detail): Detail {
  detail.dot = between(SMALLEST_DOT, 1.4 + 0.4 * spacing, LARGEST_DOT);
  detail.dotOpacity = between(0.5, 0.35 + 0.06 * spacing, 0.9);
  detail.thumbnail = between(SMALLEST_THUMBNAIL, 1.1 * spacing, LARGEST_THUMBNAIL);
  const rise = between(0, (spacing - THUMBNAILS_APPEAR) / (THUMBNAILS_OPAQUE - THUMBNAILS_APPEAR), 1);
  detail.thumbnailOpacity = rise * rise * (3 - 2 * rise);
  return detail;
}

function between(lowest: number, value: number, highest: number): number {
  return Math.min(highest, Math.max(lowest, value));
}

/** The least side of a tile, in units of the mean spacing, that is ever asked for: with fewer pixels there are only dots. */
export const WIDEST_TILE = SMALLEST_THUMBNAIL / THUMBNAILS_APPEAR;
