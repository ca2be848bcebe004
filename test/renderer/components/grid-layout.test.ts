import { describe, expect, test } from 'vitest';
import {
  contentTop,
  HIGHEST_SCROLL,
  layoutGrid,
  moveBy,
  positionAt,
  scrollTopFor,
  squareAt,
  visibleRange,
} from '../../../src/renderer/components/gallery/gridLayout.ts';

const GAP = 4;
const VIEW = 600;

describe('a grid of squares', () => {
  test('fills the width with squares no smaller than wanted', () => {
    for (const width of [200, 777, 1440, 3840]) {
      for (const wanted of [40, 112, 320]) {
        const { columns, size } = layoutGrid(1000, width, wanted, GAP);
        const used = columns * size + (columns - 1) * GAP;
        expect(used).toBeLessThanOrEqual(Math.max(width, wanted));
        expect(width - used).toBeLessThan(columns);
        if (width >= wanted) expect(size).toBeGreaterThanOrEqual(wanted);
      }
    }
  });

  test('finds every square under its own middle and none in a gap', () => {
    const layout = layoutGrid(95, 500, 100, GAP);
    for (let position = 0; position < layout.count; position++) {
      const { x, y } = squareAt(layout, position);
      expect(positionAt(layout, x + layout.size / 2, y + layout.size / 2)).toBe(position);
      expect(positionAt(layout, x + layout.size + GAP / 2, y + 1)).toBeNull();
    }
    const last = squareAt(layout, 94);
    expect(positionAt(layout, last.x + layout.pitch + 1, last.y + 1)).toBeNull();
  });

  test('shows exactly the squares that touch the view', () => {
    const layout = layoutGrid(1000, 700, 100, GAP);
    for (const top of [0, 50, 103, 104, 5000]) {
      const { first, end } = visibleRange(layout, top, VIEW);
      for (let position = 0; position < layout.count; position++) {
        const { y } = squareAt(layout, position);
        const touches = y + layout.pitch > top && y < top + VIEW;
        expect(position >= first && position < end).toBe(touches);
      }
    }
  });

  test('reaches the last of ten million squares although the scrolled element is limited', () => {
    const layout = layoutGrid(10_000_000, 1400, 100, GAP);
    expect(layout.contentHeight).toBeGreaterThan(HIGHEST_SCROLL);
    expect(layout.scrollHeight).toBe(HIGHEST_SCROLL);
    const top = contentTop(layout, layout.scrollHeight - VIEW, VIEW);
    expect(visibleRange(layout, top, VIEW).end).toBe(10_000_000);
    expect(contentTop(layout, 0, VIEW)).toBe(0);
  });

  test('comes back to where it was from a scroll position', () => {
    const layout = layoutGrid(10_000_000, 1400, 100, GAP);
    for (const top of [0, 1234, 5_000_000, layout.contentHeight - VIEW]) {
      expect(contentTop(layout, scrollTopFor(layout, top, VIEW), VIEW)).toBeCloseTo(top, 3);
    }
  });

  test('does not scroll what fits into the view', () => {
    const layout = layoutGrid(3, 700, 100, GAP);
    expect(scrollTopFor(layout, 50, VIEW)).toBe(0);
    expect(contentTop(layout, 50, VIEW)).toBe(0);
  });
});

describe('keys in the grid', () => {
  const layout = layoutGrid(23, 512, 100, GAP);

  test('move by one, by a row, by a view and to the ends', () => {
    expect(layout.columns).toBe(4);
    expect(moveBy(layout, 5, 'ArrowRight', VIEW)).toBe(6);
    expect(moveBy(layout, 5, 'ArrowUp', VIEW)).toBe(1);
    expect(moveBy(layout, 5, 'ArrowDown', VIEW)).toBe(9);
    expect(moveBy(layout, 5, 'Home', VIEW)).toBe(0);
    expect(moveBy(layout, 5, 'End', VIEW)).toBe(22);
    expect(moveBy(layout, 0, 'PageDown', 3 * layout.pitch)).toBe(12);
    expect(moveBy(layout, 2, 'PageUp', 3 * layout.pitch)).toBe(0);
  });

  test('stay in their column at the edges', () => {
    expect(moveBy(layout, 1, 'ArrowUp', VIEW)).toBe(1);
    expect(moveBy(layout, 21, 'ArrowDown', VIEW)).toBe(21);
    expect(moveBy(layout, 22, 'ArrowRight', VIEW)).toBe(22);
  });

  test('leave other keys alone', () => {
    expect(moveBy(layout, 5, 'a', VIEW)).toBeNull();
    expect(moveBy(layoutGrid(0, 500, 100, GAP), 0, 'ArrowDown', VIEW)).toBeNull();
  });
});
