/** Multinomial logistic regression (Bishop 2006, section 4.3.4): the linear classifier that tells how much of the labels codes hold. */
import type { Codes } from '../../shared/latent.ts';
import { meanOf } from './centred.ts';
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

/** `[dimensions + 1, classes]` for standardised codes; the last row are the offsets. */
export type LinearWeights = DenseMatrix<Float32Array>;

/** Rows whose logits are computed together. */
const BLOCK_ROWS = 8192;

/**
 * Fits and asks linear classifiers on one set of codes; `close` frees their sessions. Every dimension is standardised first, so that
 * the penalty on the weights does not depend on scales. Products are in single precision, sums over rows in double.
 */
export class LogisticRegression {
  readonly #features: DenseMatrix<Float32Array>;
  readonly #labels: Int32Array;
  readonly #classes: number;
  readonly #logits: MatrixProduct<Float32Array>;
  readonly #gradients: MatrixProduct<Float32Array>;

  private constructor(
    features: DenseMatrix<Float32Array>,
    labels: Int32Array,
    classes: number,
    logits: MatrixProduct<Float32Array>,
    gradients: MatrixProduct<Float32Array>,
  ) {
    this.#features = features;
    this.#labels = labels;
    this.#classes = classes;
    this.#logits = logits;
    this.#gradients = gradients;
  }

  /** @param labels class of every row, 0 to `classes` - 1 */
  static async open(codes: Codes, labels: Int32Array, classes: number): Promise<LogisticRegression> {
    return new LogisticRegression(
      standardisedFeatures(codes),
      labels,
      classes,
      await MatrixProduct.openSingle(),
      await MatrixProduct.openSingle(true),
    );
  }

  /** Learns from the rows that are `taught`. */
  async fit(
    taught: (row: number) => boolean,
    { strength = 1, iterations = 100, signal }: LogisticOptions = {},
  ): Promise<LinearWeights> {
    const { rows, columns } = this.#features;
    const classes = this.#classes;
    let learnt = 0;
    for (let row = 0; row < rows; row++) if (taught(row)) learnt++;
    const decay = 1 / (strength * learnt);
    const offsets = (columns - 1) * classes;
    const breather = new Breather(signal);

    const found = await minimise(
      async (position) => {
        const weights = { rows: columns, columns: classes, values: Float32Array.from(position) };
        const gradient = new Float64Array(position.length);
        let loss = 0;
        for (let from = 0; from < rows; from += BLOCK_ROWS) {
          const block = this.#block(from);
          const residuals = await this.#logits.of(block, weights);
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
        for (let i = 0; i < gradient.length; i++) {
          gradient[i]! /= learnt;
          if (i >= offsets) continue;
          gradient[i]! += decay * position[i]!;
          squares += position[i]! ** 2;
        }
        return { value: loss / learnt + (decay * squares) / 2, gradient };
      },
      new Float64Array(columns * classes),
      { iterations },
    );
    return { rows: columns, columns: classes, values: Float32Array.from(found) };
  }

  /** Probabilities of the classes for every row that is asked for, into `target` `[rows, classes]`; the others are left alone. */
  async predict(
    weights: LinearWeights,
    asked: (row: number) => boolean,
    target: Float32Array,
    { signal }: Work = {},
  ): Promise<void> {
    const classes = this.#classes;
    const breather = new Breather(signal);
    for (let from = 0; from < this.#features.rows; from += BLOCK_ROWS) {
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

  #block(from: number): DenseMatrix<Float32Array> {
    const { rows, columns, values } = this.#features;
    const count = Math.min(BLOCK_ROWS, rows - from);
    return { rows: count, columns, values: values.subarray(from * columns, (from + count) * columns) };
  }

  /** From logits of a block to probability minus truth, in place, 0 for rows that are not taught; gives the loss in nats. */
  #turnIntoResiduals(logits: Float32Array, from: number, taught: (row: number) => boolean): number {
    const classes = this.#classes;
    const count = logits.length / classes;
    const ofTruth = new Float32Array(count);
    for (let row = 0; row < count; row++) ofTruth[row] = logits[row * classes + this.#labels[from + row]!]!;
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

/** Every dimension with mean 0 and variance 1, or 0 where it does not vary; and a 1 behind them, for the offsets. */
function standardisedFeatures(codes: Codes): DenseMatrix<Float32Array> {
  const { rows, dimensions, values } = codes;
  const mean = meanOf(codes);
  const squares = new Float64Array(dimensions);
  for (let at = 0; at < values.length;) {
    for (let d = 0; d < dimensions; d++, at++) squares[d]! += (values[at]! - mean[d]!) ** 2;
  }
  const scale = squares.map((sum) => (sum > 0 ? Math.sqrt(rows / sum) : 0));
  const columns = dimensions + 1;
  const features = new Float32Array(rows * columns).fill(1);
  for (let row = 0, at = 0; row < rows; row++) {
    for (let d = 0; d < dimensions; d++, at++) {
      features[row * columns + d] = (values[at]! - mean[d]!) * scale[d]!;
    }
  }
  return { rows, columns, values: features };
}
