/**
 * How much fine detail images have: the mean square of what the Laplace filter
 *
 *     0  1  0
 *     1 -4  1
 *     0  1  0
 *
 * leaves of them. A ramp has none, an edge has much, a blurred edge little: Tolstikhin et al. 2018, "Wasserstein auto-encoders",
 * section 4, compare images by it.
 */
import type { PixelSource } from '../images/pixel-source.ts';

/**
 * Mean squared Laplacian over all channels and all pixels but the outermost, on the scale of `values`.
 *
 * @param values images [n, channels, size, size] packed, any numbers.
 * @param image which of them.
 */
export function laplacianEnergy(
  values: Uint8Array | Float32Array,
  image: number,
  { channels, size }: Pick<PixelSource, 'channels' | 'size'>,
): number {
  let sum = 0;
  for (let channel = 0; channel < channels; channel++) {
    const plane = (image * channels + channel) * size * size;
    for (let y = 1; y < size - 1; y++) {
      const end = plane + y * size + size - 1;
      for (let at = plane + y * size + 1; at < end; at++) {
        const laplacian =
          values[at - 1]! + values[at + 1]! + values[at - size]! + values[at + size]! - 4 * values[at]!;
        sum += laplacian * laplacian;
      }
    }
  }
  return sum / (channels * (size - 2) ** 2);
}
