/** What the dots' colours say: a category of each image (a label, a cluster) or a number (an error, a score, a latent dimension). */
import { labelColour } from './colours.ts';
import { rampTable } from './ramp.ts';
import type { MapTheme } from './scene.ts';

export interface CategoryColouring {
  readonly kind: 'category';
  /** The category of every image, 0, 1, …; negative or NaN for none. */
  readonly values: Int32Array | Float32Array;
}

export interface NumberColouring {
  readonly kind: 'number';
  /** The number of every image, NaN for none. */
  readonly values: Float32Array;
  /** Where the ramp begins and ends; what lies beyond has the colour of the end. See `robustRange`. */
  readonly minimum: number;
  readonly maximum: number;
}

export type Colouring = CategoryColouring | NumberColouring;

/** Quantiles between which a ramp runs, so that single extremes do not make one colour of all the others. */
const LOW = 0.01;
const HIGH = 0.99;
/** Opacity of images that are not emphasised, 0..255. */
const DIMMED = 36;

/**
 * The range of numbers for a ramp: the 1 % and 99 % quantiles of those that are finite (linear between ranks), or their minimum
 * and maximum where the quantiles coincide. Without finite numbers 0 and 1.
 */
export function robustRange(values: Float32Array): { minimum: number; maximum: number } {
  const sorted = values.filter((value) => Number.isFinite(value)).sort();
  if (sorted.length === 0) return { minimum: 0, maximum: 1 };
  const minimum = quantile(sorted, LOW);
  const maximum = quantile(sorted, HIGH);
  if (minimum < maximum) return { minimum, maximum };
  return { minimum: sorted[0]!, maximum: sorted.at(-1)! };
}

function quantile(sorted: Float32Array, share: number): number {
  const rank = share * (sorted.length - 1);
  const below = Math.floor(rank);
  const low = sorted[below]!;
  const high = sorted[Math.min(sorted.length - 1, below + 1)]!;
  return low + (high - low) * (rank - below);
}

/** About `count` round numbers between two, for a legend's axis: multiples of 1, 2 or 5 times a power of ten. */
export function ticksBetween(minimum: number, maximum: number, count = 4): number[] {
  if (!(maximum > minimum)) return [minimum];
  const rough = (maximum - minimum) / count;
  const power = Math.floor(Math.log10(rough));
  const leading = rough / 10 ** power;
  const step = leading < 1.5 ? 1 : leading < 3.5 ? 2 : leading < 7.5 ? 5 : 10;
  // Whole multiples divided once, as many small steps would add up their rounding: 0.3 and not 0.30000000000000004.
  const scale = (multiple: number) =>
    power >= 0 ? multiple * step * 10 ** power : (multiple * step) / 10 ** -power;
  const ticks: number[] = [];
  const first = Math.ceil(minimum / scale(1) - 1e-9);
  for (let multiple = first; scale(multiple) <= maximum + scale(1) * 1e-9; multiple++) {
    ticks.push(scale(multiple) + 0);
  }
  return ticks;
}

/**
 * Writes the colour of every image into `colours`, `[n, 4]`: its category's or its number's, or the plain dot's where it has none.
 * Images with 0 in `emphasis` step back.
 */
export function colourImages(
  colours: Uint8Array,
  colouring: Colouring | null,
  emphasis: Uint8Array | null,
  theme: MapTheme,
): void {
  const count = colours.length / 4;
  const [red, green, blue] = theme.dot;
  const table = colouring === null ? new Uint8Array(0) : tableOf(colouring, theme);
  const entryOf = colouring === null ? () => -1 : entries(colouring);
  for (let i = 0; i < count; i++) {
    const at = 3 * entryOf(i);
    const plain = at < 0;
    colours[4 * i] = plain ? red : table[at]!;
    colours[4 * i + 1] = plain ? green : table[at + 1]!;
    colours[4 * i + 2] = plain ? blue : table[at + 2]!;
    colours[4 * i + 3] = emphasis === null || emphasis[i] === 1 ? 255 : DIMMED;
  }
}

/** The colours that occur, `[k, 3]`. */
function tableOf(colouring: Colouring, { scheme }: MapTheme): Uint8Array {
  if (colouring.kind === 'number') return rampTable(scheme);
  let most = -1;
  for (const value of colouring.values) if (value > most) most = value;
  const table = new Uint8Array(3 * (most + 1));
  for (let category = 0; category <= most; category++) table.set(labelColour(category, scheme), 3 * category);
  return table;
}

/** Which entry of the table is an image's, -1 for none. */
function entries(colouring: Colouring): (image: number) => number {
  const { values } = colouring;
  if (colouring.kind === 'category') return (image) => (values[image]! >= 0 ? values[image]! : -1);
  const { minimum, maximum } = colouring;
  const steps = rampTable('dark').length / 3 - 1;
  const scale = maximum > minimum ? steps / (maximum - minimum) : 0;
  return (image) => {
    const value = values[image]!;
    if (Number.isNaN(value)) return -1;
    return Math.round(Math.min(steps, Math.max(0, (value - minimum) * scale)));
  };
}
