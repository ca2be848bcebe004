/** What the dots' colours say: a category of each image (a label, a cluster) or a number (an error, a score, a latent dimension). */
import { labelColour, type Rgb } from './colours.ts';
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
  colours: Uint8Array<ArrayBuffer>,
  colouring: Colouring | null,
  emphasis: Uint8Array | null,
  theme: MapTheme,
): void {
  // One word an image: a million are coloured in some milliseconds.
  const words = new Uint32Array(colours.buffer);
  const table = tableOf(colouring, theme);
  const none = table.length - 1;
  if (colouring === null) words.fill(table[none]!);
  else if (colouring.kind === 'category') {
    const { values } = colouring;
    for (let i = 0; i < words.length; i++) words[i] = table[values[i]! >= 0 ? values[i]! : none]!;
  } else {
    const { values, minimum, maximum } = colouring;
    const scale = maximum > minimum ? (none - 1) / (maximum - minimum) : 0;
    for (let i = 0; i < words.length; i++) {
      const value = values[i]!;
      const step = Math.round(Math.min(none - 1, Math.max(0, (value - minimum) * scale)));
      words[i] = table[Number.isNaN(value) ? none : step]!;
    }
  }
  if (emphasis === null) return;
  for (let i = 0; i < words.length; i++) if (emphasis[i] !== 1) colours[4 * i + 3] = DIMMED;
}

/** The colours that occur, as words of four bytes each: those of the categories or of the ramp, and last that of neither. */
function tableOf(colouring: Colouring | null, { scheme, dot }: MapTheme): Uint32Array {
  const colours: Rgb[] = [];
  if (colouring?.kind === 'category') {
    let most = -1;
    for (const value of colouring.values) if (value > most) most = value;
    for (let category = 0; category <= most; category++) colours.push(labelColour(category, scheme));
  } else if (colouring?.kind === 'number') {
    const ramp = rampTable(scheme);
    for (let at = 0; at < ramp.length; at += 3) colours.push([ramp[at]!, ramp[at + 1]!, ramp[at + 2]!]);
  }
  colours.push(dot);
  return new Uint32Array(Uint8Array.from(colours.flatMap((colour) => [...colour, 255])).buffer);
}
