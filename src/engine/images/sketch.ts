/**
 * Sketches: the whole of an image, small, by which copies are told. Unlike thumbnails and the pixels for training they leave nothing
 * out at the edges; what the stretching to a square loses, the image's own width and height tell.
 */
import type { DecodedImage } from './decode.ts';
import { resizeWhole } from './resize.ts';

/** Side of the sketch's luma. */
export const SKETCH_SIDE = 32;
/** Side of each of its two planes of chroma. */
export const CHROMA_SIDE = 8;
export const SKETCH_BYTES = SKETCH_SIDE ** 2 + 2 * CHROMA_SIDE ** 2;

/** Pixels of luma that share a value of chroma, along each side. */
const CELL = SKETCH_SIDE / CHROMA_SIDE;
const NO_CHROMA = 128;

/**
 * Luma and chroma as in JPEG (ITU-T T.871, section 7).
 *
 * @returns `SKETCH_BYTES` bytes: Y `[32, 32]`, Cb `[8, 8]`, Cr `[8, 8]`, the latter around 128
 */
export function sketchOf(image: DecodedImage): Uint8Array {
  const { channels } = image;
  const small = resizeWhole(image, { width: SKETCH_SIDE, height: SKETCH_SIDE });
  const sketch = new Uint8Array(SKETCH_BYTES).fill(NO_CHROMA, SKETCH_SIDE ** 2);
  if (channels === 1) {
    sketch.set(small);
    return sketch;
  }
  const chroma = new Float64Array(2 * CHROMA_SIDE ** 2);
  for (let i = 0; i < SKETCH_SIDE ** 2; i++) {
    const red = small[3 * i]!;
    const green = small[3 * i + 1]!;
    const blue = small[3 * i + 2]!;
    sketch[i] = Math.round(0.299 * red + 0.587 * green + 0.114 * blue);
    const row = Math.floor(i / SKETCH_SIDE / CELL);
    const column = Math.floor((i % SKETCH_SIDE) / CELL);
    const cell = row * CHROMA_SIDE + column;
    chroma[cell]! += -0.168736 * red - 0.331264 * green + 0.5 * blue;
    chroma[CHROMA_SIDE ** 2 + cell]! += 0.5 * red - 0.418688 * green - 0.081312 * blue;
  }
  for (const [i, sum] of chroma.entries()) {
    sketch[SKETCH_SIDE ** 2 + i] = Math.max(0, Math.min(255, Math.round(NO_CHROMA + sum / CELL ** 2)));
  }
  return sketch;
}
