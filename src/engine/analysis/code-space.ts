/**
 * Codes with a metric. Distances are computed in double precision straight from the codes, so that exact duplicates
 * are at distance 0 and near duplicates are in the right order.
 */
import type { Codes } from '../../shared/latent.ts';
import { MorphospaceError } from '../../shared/errors.ts';

export type Metric = 'euclidean' | 'cosine';

export class CodeSpace implements Codes {
  readonly rows: number;
  readonly dimensions: number;
  readonly metric: Metric;
  readonly values: Codes['values'];
  /** 1 / length of every row; 0 for a row of zeros. Empty for the Euclidean metric. */
  readonly #inverseLengths: Float64Array;

  /** @throws MorphospaceError `codes-not-finite` */
  constructor({ rows, dimensions, values }: Codes, metric: Metric) {
    if (values.length !== rows * dimensions) {
      throw new RangeError(`${values.length} values are not ${rows} rows of ${dimensions}`);
    }
    requireFinite(values);
    this.rows = rows;
    this.dimensions = dimensions;
    this.metric = metric;
    this.values = values;
    this.#inverseLengths =
      metric === 'cosine' ? inverseLengths(values, rows, dimensions) : new Float64Array(0);
  }

  row(index: number): Float32Array {
    return this.values.subarray(index * this.dimensions, (index + 1) * this.dimensions);
  }

  /** Distances from one point to rows of the space, as a function of the row. They rank like `distance` (see there). */
  separationFrom(point: Float32Array): (row: number) => number {
    const values = this.values;
    const dimensions = this.dimensions;
    if (this.metric === 'euclidean') {
      return (row) => {
        let sum = 0;
        for (let d = 0, v = row * dimensions; d < dimensions; d++, v++) {
          const difference = point[d]! - values[v]!;
          sum += difference * difference;
        }
        return sum;
      };
    }
    const [inverseLength] = inverseLengths(point, 1, dimensions) as unknown as [number];
    const lengths = this.#inverseLengths;
    return (row) => {
      const rowInverseLength = lengths[row]!;
      // A code of zeros has no direction: at right angles to everything.
      if (inverseLength === 0 || rowInverseLength === 0) return 1;
      let sum = 0;
      for (let d = 0, v = row * dimensions; d < dimensions; d++, v++) {
        const difference = point[d]! * inverseLength - values[v]! * rowInverseLength;
        sum += difference * difference;
      }
      // 1 - cos = |a - b|^2 / 2 on the unit sphere, which does not cancel for small angles.
      return sum / 2;
    };
  }

  /** The distance for a separation: its root for the Euclidean metric, 1 - cos as it is for the cosine metric. */
  distance(separation: number): number {
    return this.metric === 'euclidean' ? Math.sqrt(separation) : separation;
  }
}

function inverseLengths(values: Float32Array, rows: number, dimensions: number): Float64Array {
  const inverse = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    let sum = 0;
    for (let d = 0, v = row * dimensions; d < dimensions; d++, v++) sum += values[v]! * values[v]!;
    inverse[row] = sum > 0 ? 1 / Math.sqrt(sum) : 0;
  }
  return inverse;
}

/** @throws MorphospaceError `codes-not-finite` */
export function requireFinite(values: Float32Array): void {
  for (let i = 0; i < values.length; i++) {
    // The only test that NaN and both infinities fail, in one comparison.
    if (!(Math.abs(values[i]!) < Infinity)) {
      throw new MorphospaceError(
        'codes-not-finite',
        'The codes contain numbers that are not finite.',
        'Train the model again, with a smaller learning rate; its weights have diverged.',
      );
    }
  }
}
