/**
 * Colours of numbers: a sequential ramp for each theme, from what is near the canvas' own lightness to what is far from it. Both run
 * through OKLab (Ottosson 2020) with even steps and lightness that only rises or only falls, so that equal differences of a number
 * look alike, and they keep their order with every kind of colour vision and on grey paper.
 */
import type { Rgb, Scheme } from './colours.ts';

/** Entries of a ramp's table. */
const STEPS = 256;

/** Where a ramp runs: OKLCh lightness and hue in degrees at either end, and the chroma that it has where the screen can show it. */
interface Course {
  readonly lightness: readonly [number, number];
  readonly hue: readonly [number, number];
  readonly chroma: number;
}

const COURSES: Readonly<Record<Scheme, Course>> = {
  // Indigo, teal, green, pale yellow: bright is much.
  dark: { lightness: [0.4, 0.95], hue: [295, 105], chroma: 0.155 },
  // Sand, green, teal, deep violet: dark is much.
  light: { lightness: [0.8, 0.27], hue: [95, 300], chroma: 0.14 },
};

/** `[256, 3]`: red, green and blue of shares 0..1 of the way. */
const TABLES: Readonly<Record<Scheme, Uint8Array>> = {
  dark: tableOf(COURSES.dark),
  light: tableOf(COURSES.light),
};

/** The ramp as a table `[256, 3]` of bytes, from the smallest number to the largest. */
export function rampTable(scheme: Scheme): Uint8Array {
  return TABLES[scheme];
}

/** The colour of a number that lies at a share of the range, which is cut off at 0 and 1. */
export function rampColour(share: number, scheme: Scheme): Rgb {
  const at = 3 * Math.round(Math.min(1, Math.max(0, share)) * (STEPS - 1));
  const table = TABLES[scheme];
  return [table[at]!, table[at + 1]!, table[at + 2]!];
}

/** The ramp as a CSS gradient, the smallest number on the left. */
export function rampGradient(scheme: Scheme, stops = 17): string {
  const colours = Array.from({ length: stops }, (_, k) => rampColour(k / (stops - 1), scheme).join(' '));
  return `linear-gradient(to right, ${colours.map((colour) => `rgb(${colour})`).join(', ')})`;
}

/** Walks the course in small steps, then takes points from it that are evenly far apart. */
function tableOf(course: Course): Uint8Array {
  const fine = Array.from({ length: 2049 }, (_, k) => pointOf(course, k / 2048));
  const lengths = [0];
  for (let k = 1; k < fine.length; k++) lengths.push(lengths[k - 1]! + distance(fine[k - 1]!, fine[k]!));
  const table = new Uint8Array(STEPS * 3);
  let at = 0;
  for (let step = 0; step < STEPS; step++) {
    const wanted = (step / (STEPS - 1)) * lengths.at(-1)!;
    while (at + 1 < lengths.length && lengths[at]! < wanted) at++;
    table.set(
      screenColour(fine[at]!).map((value) => Math.round(255 * value)),
      step * 3,
    );
  }
  return table;
}

type Lab = readonly [number, number, number];

/** Chroma gives way where the screen cannot show it, never lightness or hue. */
function pointOf({ lightness, hue, chroma }: Course, share: number): Lab {
  const l = lightness[0] + (lightness[1] - lightness[0]) * share;
  const angle = ((hue[0] + (hue[1] - hue[0]) * share) * Math.PI) / 180;
  let least = 0;
  let most = chroma;
  if (!shows(labOf(l, most, angle))) {
    for (let k = 0; k < 24; k++) {
      const middle = (least + most) / 2;
      if (shows(labOf(l, middle, angle))) least = middle;
      else most = middle;
    }
    most = least;
  }
  return labOf(l, most, angle);
}

function labOf(lightness: number, chroma: number, angle: number): Lab {
  return [lightness, chroma * Math.cos(angle), chroma * Math.sin(angle)];
}

function distance(p: Lab, q: Lab): number {
  return Math.hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2]);
}

function shows(lab: Lab): boolean {
  return linearColour(lab).every((value) => value >= 0 && value <= 1);
}

/** Linear red, green and blue of an OKLab colour (B. Ottosson, "A perceptual color space for image processing", 2020). */
function linearColour([lightness, a, b]: Lab): [number, number, number] {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
}

/** The sRGB values 0..1 of an OKLab colour (IEC 61966-2-1). */
function screenColour(lab: Lab): number[] {
  return linearColour(lab).map((value) =>
    value <= 0.0031308 ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055,
  );
}
