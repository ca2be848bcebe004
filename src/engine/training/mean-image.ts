/** What all images of a training set have in common. */
import { imageBytes, type PixelSource } from '../images/pixel-source.ts';

/** Images averaged; more do not change the mean by what anybody could see. */
const MOST = 1000;
/** Images read at once; bounds the memory. */
const PIECE = 64;

/**
 * The mean of training images spread evenly over the dataset, the same for the same images.
 *
 * @param training their positions, at least one.
 * @returns [channels, size, size], in 0..1.
 */
export async function meanImage(source: PixelSource, training: Uint32Array): Promise<Float32Array> {
  const count = Math.min(MOST, training.length);
  const chosen = Uint32Array.from(
    { length: count },
    (_, i) => training[Math.floor((i * training.length) / count)]!,
  );
  const length = imageBytes(source);
  const sum = new Float64Array(length);
  const buffer = new Uint8Array(PIECE * length);
  for (let from = 0; from < count; from += PIECE) {
    const some = chosen.subarray(from, from + PIECE);
    await source.read(some, buffer.subarray(0, some.length * length));
    for (let image = 0; image < some.length; image++) {
      for (let i = 0, at = image * length; i < length; i++, at++) sum[i]! += buffer[at]!;
    }
  }
  return Float32Array.from(sum, (value) => value / (255 * count));
}
