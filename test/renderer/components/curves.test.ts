import { describe, expect, test } from 'vitest';
import {
  curvesOf,
  lossTerm,
  quantities,
  rangeOf,
  termsOf,
} from '../../../src/renderer/components/charts/curves.ts';
import { makeDataset, makeEpoch, makePlan } from '../fake-library.ts';

const dataset = makeDataset('d', 'Dataset', 1000);
const plan = makePlan(dataset, {});
const history = Array.from({ length: 20 }, (_, i) => makeEpoch(plan, i + 1, 20, 1000));
const moment = (step: number) => ({ step, loss: 5, reconstruction: 4, kl: 1, terms: {} });

describe('curves of a run', () => {
  test('have one point an epoch and then the moments since', () => {
    const last = history.at(-1)!.step;
    const [x, training, heldOut] = curvesOf(
      { history, recent: [moment(last - 1), moment(last + 5)] },
      quantities.reconstruction,
    );
    expect(x).toEqual([...history.map(({ step }) => step), last + 5]);
    expect(training.at(-1)).toBe(4);
    expect(heldOut.at(-1)).toBeNull();
    expect(heldOut[3]).toBe(history[3]!.validation!.reconstruction);
  });

  test('begin before the first epoch is over', () => {
    const [x, training] = curvesOf(
      { history: [], recent: [moment(1), moment(2)] },
      quantities.reconstruction,
    );
    expect(x).toEqual([1, 2]);
    expect(training).toEqual([4, 4]);
  });

  test('compare held-out with training images by one measure: what lies between is the gap', () => {
    const [x, training, heldOut] = curvesOf({ history, recent: [moment(1e6)] }, quantities.loss);
    expect(x).toHaveLength(history.length);
    for (const [i, { validation }] of history.entries()) {
      expect(heldOut[i]! - training[i]!).toBeCloseTo(validation!.gap!, 6);
      expect(heldOut[i]).toBeCloseTo(-validation!.elbo!, 6);
    }
    const alone = history.map((epoch) => ({
      ...epoch,
      validation: { ...epoch.validation!, training: null, gap: null },
    }));
    expect(curvesOf({ history: alone, recent: [] }, quantities.loss)[1].every((y) => y === null)).toBe(true);
  });

  test('show what only one family has in its loss, as long as it has it', () => {
    const terms = { totalCorrelation: 3 };
    const run = { history: history.map((epoch) => ({ ...epoch, terms })), recent: [] };
    expect(termsOf(run)).toEqual(['totalCorrelation']);
    expect(termsOf({ history: [], recent: [{ ...moment(1), terms }] })).toEqual(['totalCorrelation']);
    expect(termsOf({ history, recent: [] })).toEqual([]);
    const [, training, heldOut] = curvesOf(run, lossTerm('totalCorrelation'));
    expect(training).toEqual(history.map(() => 3));
    expect(heldOut.every((value) => value === null)).toBe(true);
  });

  test('leave out what was not measured', () => {
    const unmeasured = history.map((epoch) => ({ ...epoch, validation: null }));
    const [, , heldOut] = curvesOf({ history: unmeasured, recent: [] }, quantities.kl);
    expect(heldOut.every((value) => value === null)).toBe(true);
  });
});

describe('the range of a chart', () => {
  test('holds all that follows the first tenth', () => {
    const x = Array.from({ length: 30 }, (_, i) => i + 1);
    const y = x.map((step) => (step <= 3 ? 1000 : 10 - step / 10));
    const [low, high] = rangeOf([x, y, y]);
    expect(high).toBeLessThan(11);
    expect(high).toBeGreaterThan(9.6);
    expect(low).toBeLessThan(7);
  });

  test('holds everything while there are few points', () => {
    const [low, high] = rangeOf([
      [1, 2],
      [1000, 10],
      [null, null],
    ]);
    expect(low).toBeLessThan(10);
    expect(high).toBeGreaterThan(1000);
  });

  test('is never empty', () => {
    for (const curves of [
      [[], [], []],
      [[1], [7], [null]],
      [[1], [0], [0]],
    ] as const) {
      const [low, high] = rangeOf(curves.map((column) => [...column]) as never);
      expect(high).toBeGreaterThan(low);
    }
  });
});
