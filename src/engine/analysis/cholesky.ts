/** Triangular factors of symmetric positive definite matrices, row-major over typed arrays. */

/** The lower triangular L with L L^T = matrix, `[n, n]`. @throws RangeError when the matrix is not positive definite. */
export function choleskyFactor(matrix: Float64Array, n: number): Float64Array {
  const factor = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let rest = matrix[i * n + j]!;
      for (let k = 0; k < j; k++) rest -= factor[i * n + k]! * factor[j * n + k]!;
      if (i > j) factor[i * n + j] = rest / factor[j * n + j]!;
      else if (rest > 0) factor[i * n + i] = Math.sqrt(rest);
      else throw new RangeError('the matrix is not positive definite');
    }
  }
  return factor;
}

/** The inverse of a lower triangular matrix, by forward substitution column by column. */
export function invertLowerTriangle(factor: Float64Array, n: number): Float64Array {
  const inverse = new Float64Array(n * n);
  for (let column = 0; column < n; column++) {
    inverse[column * n + column] = 1 / factor[column * n + column]!;
    for (let i = column + 1; i < n; i++) {
      let sum = 0;
      for (let k = column; k < i; k++) sum += factor[i * n + k]! * inverse[k * n + column]!;
      inverse[i * n + column] = -sum / factor[i * n + i]!;
    }
  }
  return inverse;
}
