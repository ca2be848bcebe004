/**
 * The arithmetic of a grid of equal squares that may have a million of them. All lengths are CSS pixels. A position is the place
 * in the shown order, 0-based; content coordinates are those of the whole grid, as if no browser limited its height.
 */

/** Browsers give up on elements higher than some 16 to 33 million pixels; beyond this one, scrolling is scaled. */
export const HIGHEST_SCROLL = 8_000_000;

export interface GridLayout {
  count: number;
  columns: number;
  rows: number;
  /** Side of a square. */
  size: number;
  /** From one square to the next, gap included. */
  pitch: number;
  /** Height of all rows. */
  contentHeight: number;
  /** Height of the element that is scrolled; less than `contentHeight` for enormous grids. */
  scrollHeight: number;
}

/** As many columns of about `wanted` pixels as fit, grown so that they fill the width. */
export function layoutGrid(count: number, width: number, wanted: number, gap: number): GridLayout {
  const columns = Math.max(1, Math.floor((width + gap) / (wanted + gap)));
  const size = Math.max(1, Math.floor((width + gap) / columns) - gap);
  const rows = Math.ceil(count / columns);
  const pitch = size + gap;
  const contentHeight = Math.max(0, rows * pitch - gap);
  return {
    count,
    columns,
    rows,
    size,
    pitch,
    contentHeight,
    scrollHeight: Math.min(contentHeight, HIGHEST_SCROLL),
  };
}

/** The content coordinate at the upper edge of the view. */
export function contentTop(layout: GridLayout, scrollTop: number, viewHeight: number): number {
  const scrollRange = layout.scrollHeight - viewHeight;
  if (scrollRange <= 0) return 0;
  return (Math.min(scrollTop, scrollRange) / scrollRange) * (layout.contentHeight - viewHeight);
}

/** The scroll position that brings a content coordinate to the upper edge. */
export function scrollTopFor(layout: GridLayout, top: number, viewHeight: number): number {
  const contentRange = layout.contentHeight - viewHeight;
  if (contentRange <= 0) return 0;
  return (Math.min(Math.max(top, 0), contentRange) / contentRange) * (layout.scrollHeight - viewHeight);
}

/** Positions [first, end) of which any part is in view. */
export function visibleRange(
  layout: GridLayout,
  top: number,
  viewHeight: number,
): { first: number; end: number } {
  const firstRow = Math.max(0, Math.floor(top / layout.pitch));
  const endRow = Math.min(layout.rows, Math.ceil((top + viewHeight) / layout.pitch));
  return { first: firstRow * layout.columns, end: Math.min(layout.count, endRow * layout.columns) };
}

export function squareAt(layout: GridLayout, position: number): { x: number; y: number } {
  return {
    x: (position % layout.columns) * layout.pitch,
    y: Math.floor(position / layout.columns) * layout.pitch,
  };
}

/** The position under a point in content coordinates, or null in a gap or beyond the last square. */
export function positionAt(layout: GridLayout, x: number, y: number): number | null {
  const [column, row] = [Math.floor(x / layout.pitch), Math.floor(y / layout.pitch)];
  if (x < 0 || y < 0 || column >= layout.columns) return null;
  if (x - column * layout.pitch >= layout.size || y - row * layout.pitch >= layout.size) return null;
  const position = row * layout.columns + column;
  return position < layout.count ? position : null;
}

/** Where a key takes the selection, or null for a key that does not move it. */
export function moveBy(layout: GridLayout, position: number, key: string, viewHeight: number): number | null {
  const page = Math.max(1, Math.floor(viewHeight / layout.pitch)) * layout.columns;
  const steps: Record<string, number> = {
    ArrowLeft: -1,
    ArrowRight: 1,
    ArrowUp: -layout.columns,
    ArrowDown: layout.columns,
    PageUp: -page,
    PageDown: page,
    Home: -position,
    End: layout.count - 1 - position,
  };
  const step = steps[key];
  if (step === undefined || layout.count === 0) return null;
  const target = position + step;
  // Up and down keep to their column; at the ends they stay.
  if (key.startsWith('Arrow') && (target < 0 || target >= layout.count)) return position;
  return Math.min(Math.max(target, 0), layout.count - 1);
}
