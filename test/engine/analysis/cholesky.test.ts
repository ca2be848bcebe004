import { describe, expect, it } from 'vitest';
import { choleskyFactor, invertLowerTriangle } from '../../../src/engine/analysis/cholesky.ts';

const MATRIX = Float64Array.of(4, 12, -16, 12, 37, -43, -16, -43, 98);
const FACTOR = [2, 0, 0, 6, 1, 0, -8, 5, 3];

describe('the Cholesky factor', () => {
  it('of a matrix with whole entries is exact', () => {
    expect([...choleskyFactor(MATRIX, 3)]).toEqual(FACTOR);
  });

  it('is refused to a matrix that is not positive definite', () => {
    expect(() => choleskyFactor(Float64Array.of(1, 2, 2, 1), 2)).toThrow(RangeError);
  });

  it('has an inverse that is triangular too', () => {
    const inverse = invertLowerTriangle(Float64Array.from(FACTOR), 3);
    const product = [0, 1, 2].flatMap((i) =>
      [0, 1, 2].map((j) => [0, 1, 2].reduce((sum, k) => sum + inverse[i * 3 + k]! * FACTOR[k * 3 + j]!, 0)),
    );
    product.forEach((value, at) => expect(value).toBeCloseTo(at % 4 === 0 ? 1 : 0, 12));
  });
});
