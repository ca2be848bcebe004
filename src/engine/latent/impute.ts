/** A first guess at the code of an image with unknown pixels. */
import type { CodeNormal } from './code-normal.ts';

export interface Coder {
  /** `[channels, size, size]` in 0..1 to `[latent]`. */
  encode: (image: Float32Array) => Promise<Float32Array>;
  decode: (codes: Float32Array, n: number) => Promise<Float32Array>;
  normal: CodeNormal;
}

const ROUNDS = 5;

/**
 * Unknown pixels begin as in the picture of the mean code; then the image is encoded, decoded, and filled with what came out, a few
 * times over (Rezende, Mohamed and Wierstra 2014, "Stochastic backpropagation", appendix F, without its noise).
 *
 * @param unknown `[size, size]`: 1 where a pixel is not known.
 */
export async function imputedCode(
  { encode, decode, normal }: Coder,
  image: Float32Array,
  unknown: Uint8Array,
): Promise<Float32Array> {
  let code = normal.codeOf(new Float64Array(normal.dimensions));
  const rounds = unknown.some((missing) => missing === 1) ? ROUNDS : 1;
  for (let round = 0; round < rounds; round++) {
    const decoded = await decode(code, 1);
    code = await encode(image.map((value, at) => (unknown[at % unknown.length] ? decoded[at]! : value)));
  }
  return code;
}
