import { expect, test } from 'vitest';
import { labelColour, palettes, parseRgb, type Rgb, type Scheme } from '../../../src/renderer/map/colours.ts';

type Matrix = readonly (readonly [number, number, number])[];

/** How complete colour blindness sees linear light: Machado, Oliveira and Fernandes 2009, severity 1. */
const EYES: Record<string, Matrix> = {
  normal: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  deuteranopic: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  protanopic: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
};
/** Linear sRGB to cone responses, and their cube roots to OKLab: Ottosson 2020. */
const CONES: Matrix = [
  [0.4122214708, 0.5363325363, 0.0514459929],
  [0.2119034982, 0.6806995451, 0.1073969566],
  [0.0883024619, 0.2817188376, 0.6299787005],
];
const LAB: Matrix = [
  [0.2104542553, 0.793617785, -0.0040720468],
  [1.9779984951, -2.428592205, 0.4505937099],
  [0.0259040371, 0.7827717662, -0.808675766],
];

const times = (matrix: Matrix, v: readonly number[]) =>
  matrix.map((row) => row.reduce((sum, weight, i) => sum + weight * v[i]!, 0));
const linear = (colour: Rgb) =>
  colour.map((value) =>
    value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4,
  );
const clamp = (v: number[]) => v.map((value) => Math.min(1, Math.max(0, value)));
const oklab = (light: number[]) => times(LAB, times(CONES, light).map(Math.cbrt));
const luminance = (colour: Rgb) => {
  const [red, green, blue] = linear(colour);
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
};

const canvas: Record<Scheme, Rgb> = { dark: [16, 17, 19], light: [236, 238, 240] };

for (const scheme of ['light', 'dark'] as const) {
  for (const [name, matrix] of Object.entries(EYES)) {
    test(`the ${scheme} palette stays apart for ${name} eyes`, () => {
      const seen = palettes[scheme].map((colour) => oklab(clamp(times(matrix, linear(colour)))));
      for (let a = 0; a < seen.length; a++) {
        for (let b = 0; b < a; b++) {
          const difference = Math.hypot(...seen[a]!.map((value, i) => value - seen[b]![i]!));
          // 0.02 is about what can just be noticed.
          expect(difference, `${a} and ${b}`).toBeGreaterThan(0.075);
        }
      }
    });
  }

  test(`every colour of the ${scheme} palette stands out from the canvas`, () => {
    for (const colour of palettes[scheme]) {
      const [a, b] = [luminance(colour), luminance(canvas[scheme])];
      const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
      expect(contrast).toBeGreaterThan(scheme === 'dark' ? 4.4 : 2.3);
    }
  });
}

test('thirty labels have thirty colours', () => {
  const colours = Array.from({ length: 30 }, (_, label) => labelColour(label, 'light').join());
  expect(new Set(colours).size).toBe(30);
  expect(labelColour(30, 'light')).toEqual(labelColour(0, 'light'));
});

test('computed colours are read, others refused', () => {
  expect(parseRgb('rgb(12, 34, 56)')).toEqual([12, 34, 56]);
  expect(() => parseRgb('light-dark(#fff, #000)')).toThrow(SyntaxError);
});
