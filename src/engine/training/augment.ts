/** Random variations of training images, in place on packed bytes. Held-out images never come here. */
import type { Random } from '../models/random.ts';

export interface Augmentation {
  /** Mirror half of the images left to right. */
  flips: boolean;
  /** Largest movement in each direction, as a fraction of the side. */
  shift: number;
}

/**
 * Varies every image of a batch by itself. A moved image is continued at its edges by its outermost pixels, which looks more
 * like a picture than a black border would.
 *
 * @param images [count, channels, size, size] packed.
 * @param scratch at least one plane, size x size.
 */
export function augment(
  images: Uint8Array,
  channels: number,
  size: number,
  { flips, shift }: Augmentation,
  random: Random,
  scratch: Uint8Array,
): void {
  const reach = Math.round(shift * size);
  if (!flips && reach === 0) return;
  const plane = size * size;
  for (let start = 0; start < images.length; start += channels * plane) {
    const mirrored = flips && random.below(2) === 1;
    const right = reach > 0 ? random.below(2 * reach + 1) - reach : 0;
    const down = reach > 0 ? random.below(2 * reach + 1) - reach : 0;
    if (!mirrored && right === 0 && down === 0) continue;
    for (let channel = 0; channel < channels; channel++) {
      const from = start + channel * plane;
      movePlane(images.subarray(from, from + plane), size, mirrored, right, down, scratch);
    }
  }
}

function movePlane(
  plane: Uint8Array,
  size: number,
  mirrored: boolean,
  right: number,
  down: number,
  scratch: Uint8Array,
): void {
  scratch.set(plane);
  const last = size - 1;
  for (let y = 0; y < size; y++) {
    const row = Math.min(last, Math.max(0, y - down)) * size;
    for (let x = 0; x < size; x++) {
      const column = Math.min(last, Math.max(0, x - right));
      plane[y * size + x] = scratch[row + (mirrored ? last - column : column)]!;
    }
  }
}
