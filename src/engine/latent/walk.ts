/**
 * The way back from a map to the codes: a projection has no inverse, but between images that lie side by side on the map the codes
 * can be interpolated. The farther from any image, the less it means, which the confidence says.
 */
import type { Codes } from '../../shared/latent.ts';
import { meanOf } from '../analysis/centred.ts';
import { PlaneIndex } from '../projection/plane-index.ts';

/** Codes are put together from so many images; the next one marks where their influence ends. */
const NEIGHBOURS = 8;
/** How much less than its distance sets an image apart from the others: towards 0 the path jumps from image to image. */
const SOFTNESS = 0.05;
/** The spacing of images around one of them is the mean distance to so many. */
const SPACING_NEIGHBOURS = 8;
/** Images may lie on one another, where the spacing is no measure; of the width of the map. */
const LEAST_SPACING = 1e-3;

export interface WalkedPoints {
  codes: Codes;
  /** Of each point, 0..1. */
  confidence: Float32Array;
  /** The images that each code is made of, and their parts, which add up to 1: `[points][images]`. */
  parts: { rows: Int32Array; weights: Float64Array }[];
}

export class MapWalk {
  readonly #codes: Codes;
  readonly #coordinates: Float32Array;
  readonly #index: PlaneIndex;
  readonly #mean: Float64Array;
  readonly #leastSpacing: number;
  /** Filled as images are come across; NaN until then. */
  readonly #spacings: Float64Array;

  /** @param coordinates [images, 2] packed, of the first rows of `codes`. */
  constructor(coordinates: Float32Array, codes: Codes) {
    this.#codes = codes;
    this.#coordinates = coordinates;
    this.#index = new PlaneIndex(coordinates);
    this.#mean = meanOf(codes);
    this.#leastSpacing = LEAST_SPACING * widthOf(coordinates);
    this.#spacings = new Float64Array(this.#index.points).fill(NaN);
  }

  /**
   * @param points [n, 2] packed, in the coordinates of the map.
   * @returns codes that change without a jump as a point moves.
   */
  at(points: Float32Array): WalkedPoints {
    const { dimensions } = this.#codes;
    const rows = points.length / 2;
    const values = new Float32Array(rows * dimensions);
    const confidence = new Float32Array(rows);
    const parts: WalkedPoints['parts'] = [];
    for (let point = 0; point < rows; point++) {
      const [x, y] = [points[point * 2]!, points[point * 2 + 1]!];
      const part = this.#partsAt(x, y);
      this.#blend(part, values.subarray(point * dimensions, (point + 1) * dimensions));
      confidence[point] = this.#confidence(part);
      parts.push(part);
    }
    return { codes: { rows, dimensions, values }, confidence, parts };
  }

  /**
   * Shepard's weights as Franke and Nielson (1980, "Smooth interpolation of large sets of scattered data") localise them, softened: they
   * rise towards an image and end where the first image lies that is not among the neighbours, so that none comes or goes with a jump.
   */
  #partsAt(x: number, y: number): { rows: Int32Array; weights: Float64Array; nearest: number } {
    const found = this.#index.nearest(x, y, NEIGHBOURS + 1);
    const count = Math.min(NEIGHBOURS, found.count);
    // Fewer images than neighbours: there is no end of their influence.
    const reach = found.count > count ? found.distances[count]! : Infinity;
    const scale = reach === Infinity ? found.distances[count - 1]! : reach;
    const weights = new Float64Array(count);
    let sum = 0;
    for (let i = 0; i < count; i++) {
      const distance = scale > 0 ? found.distances[i]! / scale : 0;
      const end = reach === Infinity ? 1 : (1 - distance ** 2) ** 2;
      sum += weights[i] = end / (distance ** 2 + SOFTNESS);
    }
    // All at one distance, on a circle around the point or all on one spot: each counts the same.
    if (sum === 0) weights.fill(1 / count);
    else for (let i = 0; i < count; i++) weights[i]! /= sum;
    return { rows: found.rows.subarray(0, count), weights, nearest: found.distances[0]! };
  }

  /**
   * The weighted mean of the codes, moved away from the mean of all codes until it is as far from it as the images are on average. In many
   * dimensions means of codes lie where no code does, and are decoded into blurred pictures (White 2016, "Sampling generative networks").
   */
  #blend({ rows, weights }: { rows: Int32Array; weights: Float64Array }, target: Float32Array): void {
    const { dimensions, values } = this.#codes;
    const blended = new Float64Array(dimensions);
    let usual = 0;
    rows.forEach((row, i) => {
      let squares = 0;
      for (let d = 0; d < dimensions; d++) {
        const deviation = values[row * dimensions + d]! - this.#mean[d]!;
        blended[d]! += weights[i]! * deviation;
        squares += deviation ** 2;
      }
      usual += weights[i]! * Math.sqrt(squares);
    });
    const length = Math.hypot(...blended);
    const stretch = length > 0 ? usual / length : 1;
    for (let d = 0; d < dimensions; d++) target[d] = this.#mean[d]! + stretch * blended[d]!;
  }

  /** 1 while the nearest image is no farther than images are from one another there, then falling by e with every such distance. */
  #confidence({
    rows,
    weights,
    nearest,
  }: {
    rows: Int32Array;
    weights: Float64Array;
    nearest: number;
  }): number {
    let spacing = 0;
    rows.forEach((row, i) => (spacing += weights[i]! * this.#spacingAt(row)));
    return Math.exp(-Math.max(0, nearest / spacing - 1));
  }

  #spacingAt(row: number): number {
    const known = this.#spacings[row]!;
    if (!Number.isNaN(known)) return known;
    const [x, y] = [this.#coordinates[row * 2]!, this.#coordinates[row * 2 + 1]!];
    const { count, distances } = this.#index.nearest(x, y, SPACING_NEIGHBOURS + 1);
    let sum = 0;
    // The first is the image itself.
    for (let i = 1; i < count; i++) sum += distances[i]!;
    return (this.#spacings[row] = Math.max(this.#leastSpacing, count > 1 ? sum / (count - 1) : 0));
  }
}

/** The longer side of the box around all points; 1 where they are all one. */
function widthOf(coordinates: Float32Array): number {
  const [low, high] = [
    [Infinity, Infinity],
    [-Infinity, -Infinity],
  ];
  coordinates.forEach((value, at) => {
    low[at % 2] = Math.min(low[at % 2]!, value);
    high[at % 2] = Math.max(high[at % 2]!, value);
  });
  return Math.max(high[0]! - low[0]!, high[1]! - low[1]!) || 1;
}
