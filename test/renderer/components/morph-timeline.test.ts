import { describe, expect, test } from 'vitest';
import {
  advance,
  easeInOut,
  filmPositions,
  frameAt,
  moved,
  placeAt,
  SEGMENT_SECONDS,
  segmentsOf,
  stripPositions,
} from '../../../src/renderer/components/morph/timeline.ts';

describe('a place in a morph', () => {
  test('at a stop begins the segment after it, and the last one ends the segment before', () => {
    expect(placeAt(0, 3)).toEqual({ segment: 0, share: 0 });
    expect(placeAt(1, 3)).toEqual({ segment: 1, share: 0 });
    expect(placeAt(2.25, 3)).toEqual({ segment: 2, share: 0.25 });
    expect(placeAt(3, 3)).toEqual({ segment: 2, share: 1 });
  });

  test('never lies outside', () => {
    expect(placeAt(-1, 3)).toEqual({ segment: 0, share: 0 });
    expect(placeAt(9, 3)).toEqual({ segment: 2, share: 1 });
  });

  test('shows the nearest frame, the ends exactly', () => {
    expect([0, 0.12, 0.13, 0.5, 1].map((share) => frameAt(share, 5))).toEqual([0, 0, 1, 2, 4]);
  });
});

describe('the playhead', () => {
  const start = { position: 0, direction: 1 } as const;

  test('takes the same time from stop to stop, less at a higher speed', () => {
    expect(advance(start, SEGMENT_SECONDS, 1, 3, 'back').position).toBeCloseTo(1);
    expect(advance(start, SEGMENT_SECONDS, 2, 3, 'back').position).toBeCloseTo(2);
  });

  test('turns back at the last stop without losing time, and again at the first', () => {
    const turned = advance({ position: 2.75, direction: 1 }, SEGMENT_SECONDS / 2, 1, 3, 'back');
    expect(turned.position).toBeCloseTo(2.75);
    expect(turned.direction).toBe(-1);
    const again = advance({ position: 0.25, direction: -1 }, SEGMENT_SECONDS / 2, 1, 3, 'back');
    expect(again.position).toBeCloseTo(0.25);
    expect(again.direction).toBe(1);
  });

  test('begins anew after the last stop', () => {
    const { position } = advance({ position: 2.75, direction: 1 }, SEGMENT_SECONDS / 2, 1, 3, 'again');
    expect(position).toBeCloseTo(0.25);
  });

  test('covers the whole way there and back in small steps', () => {
    let head: ReturnType<typeof advance> = start;
    let furthest = 0;
    for (let i = 0; i < 400; i++) {
      head = advance(head, (2 * 3 * SEGMENT_SECONDS) / 400, 1, 3, 'back');
      furthest = Math.max(furthest, head.position);
    }
    expect(furthest).toBeGreaterThan(2.98);
    expect(head.position).toBeCloseTo(0);
  });
});

test('a strip spans the whole way evenly', () => {
  expect(stripPositions(5, 2)).toEqual([0, 0.5, 1, 1.5, 2]);
});

test('a moved entry stands where it was put, either way', () => {
  expect(moved(['a', 'b', 'c', 'd'], 0, 2)).toEqual(['b', 'c', 'a', 'd']);
  expect(moved(['a', 'b', 'c', 'd'], 3, 1)).toEqual(['a', 'd', 'b', 'c']);
});

describe('a film of a morph', () => {
  test('shows every stop once, and has a segment more where it leads on to the first', () => {
    expect(segmentsOf(1, 'loop')).toBe(0);
    expect(segmentsOf(3, 'again')).toBe(2);
    expect(segmentsOf(3, 'loop')).toBe(3);
    expect(filmPositions(2, 3, 'again')).toEqual([0, 0.5, 1, 1.5, 2]);
  });

  test('played without end has no frame twice in a row', () => {
    expect(filmPositions(2, 3, 'back')).toEqual([0, 0.5, 1, 1.5, 2, 1.5, 1, 0.5]);
    expect(filmPositions(2, 3, 'loop')).toEqual([0, 0.5, 1, 1.5]);
  });

  test('that slows down at stops is there at the same time, and moves half as fast again between them', () => {
    expect([easeInOut(0), easeInOut(0.5), easeInOut(1)]).toEqual([0, 0.5, 1]);
    const step = 1e-4;
    expect(easeInOut(step) / step).toBeLessThan(0.001);
    expect((easeInOut(0.5 + step) - easeInOut(0.5)) / step).toBeCloseTo(1.5, 3);
  });
});
