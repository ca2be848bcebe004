/** Multinomial logistic regression (Bishop 2006, section 4.3.4): the linear classifier that tells how much of the labels codes hold. */
import type { Codes } from '../../shared/latent.ts';
import { BLOCK_ROWS, meanOf } from './centred.ts';
import { minimise } from './l-bfgs.ts';
import { type DenseMatrix, MatrixProduct } from './matrix-product.ts';
import { normaliseRows } from './mixture-steps.ts';
import { Breather, type Work } from './work.ts';

export interface LogisticOptions extends Work {
  /** C: the loss summed over rows is weighed by this against half the squared length of the weights. Offsets are free. */
  strength?: number;
  /** Most iterations of L-BFGS. */
  iterations?: number;
}

/** Every dimension with mean 0 and variance 1; those that do not vary are 0. */
export function standardise(codes: Codes): Codes {
  const { rows, dimensions, values } = codes;
  const mean = meanOf(codes);
  const squares = new Float64Array(dimensions);
  for (let at = 0; at < values.length;) {
    for (let d = 0; d < dimensions; d++, at++) squares[d]! += (values[at]! - mean[d]!) ** 2;
  }
  const scale = squares.map((sum) => (sum > 0 ? Math.sqrt(rows / sum) : 0));
  const standard = new Float32Array(values.length);
  for (let at = 0; at < values.length;) {
    for (let d = 0; d < dimensions; d++, at++) standard[at] = (values[at]! - mean[d]!) * scale[d]!;
  }
  return { rows, dimensions, values: standard };
}

/** Fits and asks linear classifiers on one set of codes; `close` frees their sessions. */
export class LogisticRegression {
  readonly #codes: Codes;
  readonly #labels: Int32Array;
  readonly #classes: number;
  readonly #logits: MatrixProduct;
  readonly #gradients: MatrixProduct;

  private constructor(
    codes: Codes,
    labels: Int32Array,
    classes: number,
    logits: MatrixProduct,
    gradients: MatrixProduct,
  ) {
    this.#codes = codes;
    this.#labels = labels;
    this.#classes = classes;
    this.#logits = logits;
    this.#gradients = gradients;
  }

  /** @param labels class of every row, 0 to `classes` - 1 */
  static async open(codes: Codes, labels: Int32Array, classes: number): Promise<LogisticRegression> {
    return new LogisticRegression(
      codes,
      labels,
      classes,
      await MatrixProduct.open(),
      await MatrixProduct.open(true),
    );
  }

  /** Learns from the rows that are `taught`. @returns weights `[dimensions + 1, classes]`, the last row the offsets. */
  async fit(
    taught: (row: number) => boolean,
    { strength = 1, iterations = 100, signal }: LogisticOptions = {},
  ): Promise<DenseMatrix> {
    const { rows, dimensions } = this.#codes;
    const classes = this.#classes;
    const weights = { rows: dimensions + 1, columns: classes };
    let learnt = 0;
    for (let row = 0; row < rows; row++) if (taught(row)) learnt++;
    const decay = 1 / (strength * learnt);
    const penalised = dimensions * classes;
    const breather = new Breather(signal);

    const values = await minimise(
      async (values) => {
        const gradient = new Float64Array(values.length);
        let loss = 0;
        for (let from = 0; from < rows; from += BLOCK_ROWS) {
          const block = this.#block(from);
          const residuals = await this.#logits.of(block, { ...weights, values });
          loss += this.#turnIntoResiduals(residuals, from, taught);
          const added = await this.#gradients.of(block, {
            rows: block.rows,
            columns: classes,
            values: residuals,
          });
          for (let i = 0; i < gradient.length; i++) gradient[i]! += added[i]!;
          if (breather.due) await breather.breathe();
        }
        let squares = 0;
        for (let i = 0; i < values.length; i++) {
          gradient[i]! /= learnt;
          if (i >= penalised) continue;
          gradient[i]! += decay * values[i]!;
          squares += values[i]! ** 2;
        }
        return { value: loss / learnt + (decay * squares) / 2, gradient };
      },
      new Float64Array((dimensions + 1) * classes),
      { iterations },
    );
    return { ...weights, values };
  }

  /** Probabilities of the classes for every row that is asked for, into `target` `[rows, classes]`; the others are left alone. */
  async predict(
    weights: DenseMatrix,
    asked: (row: number) => boolean,
    target: Float32Array,
    { signal }: Work = {},
  ): Promise<void> {
    const classes = this.#classes;
    const breather = new Breather(signal);
    for (let from = 0; from < this.#codes.rows; from += BLOCK_ROWS) {
      const block = this.#block(from);
      const probabilities = await this.#logits.of(block, weights);
      normaliseRows(probabilities, classes);
      for (let row = 0; row < block.rows; row++) {
        if (!asked(from + row)) continue;
        target.set(probabilities.subarray(row * classes, (row + 1) * classes), (from + row) * classes);
      }
      if (breather.due) await breather.breathe();
    }
  }

  async close(): Promise<void> {
    await this.#logits.close();
    await this.#gradients.close();
  }

  /** Rows with a 1 behind each, for the offsets. */
  #block(from: number): DenseMatrix {
    const { rows, dimensions, values } = this.#codes;
    const count = Math.min(BLOCK_ROWS, rows - from);
    const columns = dimensions + 1;
    const block = new Float64Array(count * columns).fill(1);
    for (let row = 0, v = from * dimensions; row < count; row++) {
      for (let d = 0; d < dimensions; d++, v++) block[row * columns + d] = values[v]!;
    }
    return { rows: count, columns, values: block };
  }

  /** From logits of a block to probability minus truth, in place, 0 for rows that are not taught; gives the loss in nats. */
  #turnIntoResiduals(logits: Float64Array, from: number, taught: (row: number) => boolean): number {
    const classes = this.#classes;
    const count = logits.length / classes;
    const ofTruth = Float64Array.from(
      { length: count },
      (_, row) => logits[row * classes + this.#labels[from + row]!]!,
    );
    const totals = normaliseRows(logits, classes);
    let loss = 0;
    for (let row = 0; row < count; row++) {
      if (taught(from + row)) {
        loss += totals[row]! - ofTruth[row]!;
        logits[row * classes + this.#labels[from + row]!]! -= 1;
      } else {
        logits.fill(0, row * classes, (row + 1) * classes);
      }
    }
    return loss;
  }
}
