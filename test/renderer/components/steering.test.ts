import { describe, expect, test } from 'vitest';
import { newestOnly } from '../../../src/renderer/components/steer/newestOnly.ts';
import {
  codesAlong,
  formatSteps,
  movedCode,
  rangeOf,
  traversalValues,
  type Moves,
} from '../../../src/renderer/components/steer/steering.ts';
import type { LatentStatistics } from '../../../src/shared/steering.ts';

const statistics: LatentStatistics = {
  images: 10,
  mean: Float32Array.of(1, 0, -1),
  deviation: Float32Array.of(2, 1, 0),
  kl: null,
  klImages: 0,
  order: [0, 1, 2],
  directions: {
    axes: { rows: 1, dimensions: 3, values: Float32Array.of(0, 0.6, 0.8) },
    deviations: Float32Array.of(5),
    explained: Float32Array.of(1),
  },
};
const nothing: Moves = {
  offsets: new Map(),
  directions: new Map(),
  attributes: new Map(),
  locked: new Map(),
};

describe('a moved code', () => {
  const base = Float32Array.of(1, 2, 3);

  test('is the sum of what it began with and of all that was moved', () => {
    const moves = {
      offsets: new Map([[0, 0.5]]),
      directions: new Map([[0, 2]]),
      attributes: new Map([['smile', -1]]),
      locked: new Map<number, number>(),
    };
    const vectors = new Map([['smile', Float32Array.of(0, 4, 1)]]);
    expect([...movedCode(base, moves, statistics, vectors)]).toEqual([1.5, 4, 10]);
    expect([...base]).toEqual([1, 2, 3]);
  });

  test('keeps a locked dimension whatever else moves', () => {
    const moves = { ...nothing, directions: new Map([[0, 1]]), locked: new Map([[2, 7]]) };
    expect([...movedCode(base, moves, statistics, new Map())]).toEqual([1, 5, 7]);
  });

  test('is left as it is by an attribute that is no longer there', () => {
    const moves = { ...nothing, attributes: new Map([['gone', 2]]) };
    expect([...movedCode(base, moves, statistics, new Map())]).toEqual([1, 2, 3]);
  });
});

test('a traversal reaches three deviations to both sides of the mean, and changes one dimension', () => {
  const values = traversalValues(statistics, 0);
  expect([values[0], values[4], values.at(-1)]).toEqual([-5, 1, 7]);
  const { rows, values: packed } = codesAlong(Float32Array.of(9, 8, 7), 1, [0, 1]);
  expect(rows).toBe(2);
  expect([...packed]).toEqual([9, 0, 7, 9, 1, 7]);
});

test('a dimension that is the same for all images has a slider of some length', () => {
  const { min, max } = rangeOf(statistics, 2);
  expect(max).toBeGreaterThan(min);
  expect((min + max) / 2).toBeCloseTo(-1);
});

test('steps are written with their sign, and nearly none as none', () => {
  expect([1.25, -0.5, 0.02, -0.02].map(formatSteps)).toEqual(['+1.3', '−0.5', '0', '0']);
});

test('of questions that arrive while one is under way only the newest is asked', async () => {
  const asked: number[] = [];
  const waiting: (() => void)[] = [];
  const ask = newestOnly((input: number) => {
    asked.push(input);
    return new Promise<void>((resolve) => waiting.push(resolve));
  });
  for (const input of [1, 2, 3, 4]) ask(input);
  expect(asked).toEqual([1]);
  waiting.shift()!();
  await new Promise((resolve) => setTimeout(resolve));
  expect(asked).toEqual([1, 4]);
  waiting.shift()!();
  await new Promise((resolve) => setTimeout(resolve));
  ask(5);
  expect(asked).toEqual([1, 4, 5]);
});
