import { expect, test } from 'vitest';
import { labelColour } from '../../../src/renderer/map/colours.ts';
import { colourImages, robustRange, ticksBetween } from '../../../src/renderer/map/colouring.ts';
import { rampColour } from '../../../src/renderer/map/ramp.ts';
import type { MapTheme } from '../../../src/renderer/map/scene.ts';

const theme: MapTheme = {
  scheme: 'light',
  background: [236, 238, 240],
  dot: [1, 2, 3],
  accent: [10, 111, 106],
  strong: [23, 25, 28],
};

test('categories have the colours of labels, and what has none that of plain dots', () => {
  const colours = new Uint8Array(16);
  colourImages(colours, { kind: 'category', values: Int32Array.of(0, 12, -1, 3) }, null, theme);
  const expected = [labelColour(0, 'light'), labelColour(12, 'light'), theme.dot, labelColour(3, 'light')];
  expect([...colours]).toEqual(expected.flatMap((colour) => [...colour, 255]));
});

test('numbers have the colours of the ramp, cut off at its ends, and NaN that of plain dots', () => {
  const colours = new Uint8Array(20);
  const values = Float32Array.of(2, 3, 4, 9, Number.NaN);
  colourImages(colours, { kind: 'number', values, minimum: 2, maximum: 4 }, null, theme);
  const expected = [0, 0.5, 1, 1].map((share) => rampColour(share, 'light'));
  expect([...colours]).toEqual([...expected, theme.dot].flatMap((colour) => [...colour, 255]));
});

test('what is not emphasised steps back', () => {
  const colours = new Uint8Array(8);
  colourImages(colours, null, Uint8Array.of(1, 0), theme);
  expect(colours[3]).toBe(255);
  expect(colours[7]).toBeLessThan(80);
});

test('a range leaves out single extremes and what is no number', () => {
  const values = Float32Array.from({ length: 1001 }, (_, i) => i);
  values[1000] = 1e9;
  values[0] = Number.NaN;
  const { minimum, maximum } = robustRange(values);
  // Of 1 … 999 and 1e9, the 1 % and 99 % quantiles as NumPy gives them.
  expect(minimum).toBeCloseTo(10.99, 3);
  expect(maximum).toBeCloseTo(990.01, 3);
});

test('a range of few distinct numbers spans them all', () => {
  const values = new Float32Array(1000);
  values[7] = 3;
  expect(robustRange(values)).toEqual({ minimum: 0, maximum: 3 });
  expect(robustRange(new Float32Array(3).fill(Number.NaN))).toEqual({ minimum: 0, maximum: 1 });
});

test('ticks are round numbers inside the range', () => {
  expect(ticksBetween(0, 1)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
  expect(ticksBetween(-3.2, 14)).toEqual([0, 5, 10]);
  expect(ticksBetween(0.0012, 0.0031)).toEqual([0.0015, 0.002, 0.0025, 0.003]);
  expect(ticksBetween(1200, 98000)).toEqual([20000, 40000, 60000, 80000]);
  expect(ticksBetween(5, 5)).toEqual([5]);
});
