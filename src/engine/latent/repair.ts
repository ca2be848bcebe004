/**
 * Filling in what is missing of an image: the code is sought that explains the known pixels best and is itself a likely code, and the
 * decoder says what belongs into the rest. Nothing is asked of the decoder but pictures, so that any will do.
 */
import { choleskyFactor, invertLowerTriangle } from '../analysis/cholesky.ts';
import { type DenseMatrix, MatrixProduct } from '../analysis/matrix-product.ts';
import { Breather, type Work } from '../analysis/work.ts';
import type { CodeNormal } from './code-normal.ts';

/** Pictures of codes: `[n, latent]` to `[n, channels * size * size]` in 0..1. */
export type Decode = (codes: Float32Array, n: number) => Promise<Float32Array>;

export interface RepairProblem {
  decode: Decode;
  /** Which codes are likely. */
  normal: CodeNormal;
  /** `[channels, size, size]` in 0..1; unknown values are not looked at. */
  image: Float32Array;
  /** `[size, size]`: 1 where a pixel is not known. */
  unknown: Uint8Array;
  /** Mean squared error of the model's reconstructions: how much a pixel may differ from what the decoder says. */
  variance: number;
  /** `[latent]`: where to begin; the likeliest code stands beside it. */
  start: Float32Array;
}

export interface Repair {
  code: Float32Array;
  /** `[channels, size, size]`: the picture of the code. */
  decoded: Float32Array;
  /** Mean squared error on the known values. */
  error: number;
  iterations: number;
  /** Whether it ended because nothing was left to gain. */
  converged: boolean;
}

/** Errors of pixels side by side go together, so that about so many say as much as one would by itself. */
const PIXELS_ALIKE = 10;
const MOST_ITERATIONS = 25;
/** It ends when an iteration gains less than this part of what is left. */
const TOLERANCE = 1e-3;
/** Step of the differences, in standard deviations of the codes: well above what single precision blurs. */
const STEP = 0.02;
const DAMPING = { first: 1, down: 0.3, up: 5, most: 1e8 };
/** Values of a block of the Jacobian, 16 MB of them. */
const BLOCK_VALUES = 2 ** 21;

/**
 * Minimises |known - decoded|² / (2 · 10 variance) + |u|² / 2 over u, where the code is mean + factor u, by the method of Levenberg and
 * Marquardt (Nocedal and Wright 2006, section 10.3). The derivatives are differences of decoded pictures, one for each dimension.
 *
 * @throws MorphospaceError `cancelled`
 */
export async function repairImage(
  { variance: ofPixel, ...rest }: RepairProblem,
  { signal, progress }: Work = {},
): Promise<Repair> {
  const variance = PIXELS_ALIKE * ofPixel;
  const problem = { ...rest, variance };
  const { normal } = problem;
  const known = knownValues(problem);
  const product = await MatrixProduct.open(true);
  const breather = new Breather(signal);
  const evaluate = async (u: Float64Array): Promise<Trial> => {
    const code = normal.codeOf(u);
    const decoded = await problem.decode(code, 1);
    let squares = 0;
    for (const at of known) squares += (problem.image[at]! - decoded[at]!) ** 2;
    return {
      u,
      code,
      decoded,
      error: squares / Math.max(1, known.length),
      loss: (squares / variance + square(u)) / 2,
    };
  };
  try {
    let best = await evaluate(new Float64Array(normal.dimensions));
    const started = await evaluate(normal.positionOf(problem.start));
    if (started.loss < best.loss) best = started;
    let damping = DAMPING.first;
    let iterations = 0;
    let converged = known.length === 0;
    while (!converged && iterations < MOST_ITERATIONS) {
      iterations++;
      const { gradient, curvature } = await linearise(problem, known, best, product);
      let next: Trial;
      do {
        next = await evaluate(plus(best.u, solveDamped(curvature, gradient, damping)));
        damping *= next.loss < best.loss ? DAMPING.down : DAMPING.up;
      } while (next.loss >= best.loss && damping < DAMPING.most);
      converged = best.loss - next.loss < TOLERANCE * best.loss;
      if (next.loss < best.loss) best = next;
      progress?.({ title: 'Looking for the code', value: iterations / MOST_ITERATIONS });
      await breather.breathe();
    }
    const { code, decoded, error } = best;
    return { code, decoded, error, iterations, converged };
  } finally {
    await product.close();
  }
}

interface Trial {
  u: Float64Array;
  code: Float32Array;
  decoded: Float32Array;
  error: number;
  loss: number;
}

/** Positions of the known values in the image. */
function knownValues({ image, unknown }: RepairProblem): Int32Array {
  const pixels = unknown.length;
  return Int32Array.from(image.keys()).filter((at) => unknown[at % pixels] === 0);
}

/** Gradient of the loss, and its curvature where the decoder is taken for linear: J^T J / variance + 1. */
async function linearise(
  { decode, normal, image, variance }: RepairProblem,
  known: Int32Array,
  { u, decoded }: Trial,
  product: MatrixProduct,
): Promise<{ gradient: Float64Array; curvature: Float64Array }> {
  const d = normal.dimensions;
  const moved = new Float32Array(d * d);
  for (let j = 0; j < d; j++) {
    const beside = u.slice();
    beside[j]! += STEP;
    moved.set(normal.codeOf(beside), j * d);
  }
  const pictures = await decode(moved, d);
  const gradient = u.slice();
  const curvature = new Float64Array(d * d);
  for (let j = 0; j < d; j++) curvature[j * d + j] = 1;

  const blockRows = Math.max(1, Math.floor(BLOCK_VALUES / d));
  for (let from = 0; from < known.length; from += blockRows) {
    const rows = Math.min(blockRows, known.length - from);
    const jacobian: DenseMatrix = { rows, columns: d, values: new Float64Array(rows * d) };
    for (let row = 0; row < rows; row++) {
      const at = known[from + row]!;
      const error = decoded[at]! - image[at]!;
      for (let j = 0; j < d; j++) {
        const slope = (pictures[j * image.length + at]! - decoded[at]!) / STEP;
        jacobian.values[row * d + j] = slope;
        gradient[j]! += (slope * error) / variance;
      }
    }
    const squares = await product.of(jacobian, jacobian);
    for (let i = 0; i < squares.length; i++) curvature[i]! += squares[i]! / variance;
  }
  return { gradient, curvature };
}

/** -(curvature + damping)^-1 gradient */
function solveDamped(curvature: Float64Array, gradient: Float64Array, damping: number): Float64Array {
  const n = gradient.length;
  const damped = curvature.slice();
  for (let i = 0; i < n; i++) damped[i * n + i]! += damping;
  const inverse = invertLowerTriangle(choleskyFactor(damped, n), n);
  const half = new Float64Array(n);
  const step = new Float64Array(n);
  for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) half[i]! += inverse[i * n + j]! * gradient[j]!;
  for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) step[j]! -= inverse[i * n + j]! * half[i]!;
  return step;
}

function plus(one: Float64Array, other: Float64Array): Float64Array {
  return one.map((value, i) => value + other[i]!);
}

function square(vector: Float64Array): number {
  return vector.reduce((sum, value) => sum + value * value, 0);
}
