/** How eyes see a colour of the screen: an independent yardstick for palettes and ramps. */
import type { Rgb } from '../../../src/renderer/map/colours.ts';

type Matrix = readonly (readonly [number, number, number])[];

/** How complete colour blindness sees linear light: Machado, Oliveira and Fernandes 2009, severity 1. */
export const EYES: Record<string, Matrix> = {
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
const clamp = (v: number[]) => v.map((value) => Math.min(1, Math.max(0, value)));

function linear(colour: Rgb): number[] {
  return colour.map((value) =>
    value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4,
  );
}

/** OKLab of a colour as these eyes see it: lightness 0..1, and the two opposing colours. */
export function seenBy(eyes: Matrix, colour: Rgb): number[] {
  return times(LAB, times(CONES, clamp(times(eyes, linear(colour)))).map(Math.cbrt));
}

/** How far apart two colours in OKLab are; 0.02 is about what can just be noticed. */
export function difference(a: readonly number[], b: readonly number[]): number {
  return Math.hypot(...a.map((value, i) => value - b[i]!));
}

/** The ratio of WCAG 2.2, 1..21. */
export function contrast(a: Rgb, b: Rgb): number {
  const [dark, bright] = [a, b]
    .map((colour) => {
      const [red, green, blue] = linear(colour);
      return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
    })
    .sort((p, q) => p - q);
  return (bright! + 0.05) / (dark! + 0.05);
}
