/**
 * Pictures that are there more than once, though not byte for byte. They are gone through from the best one down: most pixels, then most bytes,
 * then earliest. Each is a copy of the most alike of the better ones that are no copies themselves, or an original. So every copy is
 * judged against the very picture that stays when its group is reduced to the best; chains of pictures that change
 * little by little do not run together.
 */
import { HashIndex } from './hash-index.ts';
import type { Sketches } from './likeness.ts';
import { PerceptualHash } from './perceptual-hash.ts';
import { SKETCH_SIDE } from '../images/sketch.ts';
import { Breather, type Work } from './work.ts';

/** Pictures of different content, in the order in which they were added. */
export interface Pictures {
  count: number;
  /** In pixels, upright. */
  width: ArrayLike<number>;
  height: ArrayLike<number>;
  bytes: ArrayLike<number>;
  sketches: Sketches;
}

export interface Copies {
  /** Of each picture: the one it is a copy of, or itself. */
  original: Int32Array;
  /** In how many bits their hashes differ. */
  bits: Uint8Array;
}

/** Part by which aspect ratios may differ, beyond one pixel of the shorter side. */
const ASPECT_TOLERANCE = 0.02;

/** @param bits in how many of 64 bits the hashes of copies may differ, at most 16. @throws MorphospaceError `cancelled` */
export async function findCopies(
  pictures: Pictures,
  bits: number,
  { progress, signal }: Work = {},
): Promise<Copies> {
  const { count, sketches } = pictures;
  const breather = new Breather(signal);
  const hashes = new Uint32Array(2 * count);
  const hash = new PerceptualHash(SKETCH_SIDE);
  for (let row = 0; row < count; row++) {
    hashes.set(hash.of(sketches.luma(row)), 2 * row);
    if (breather.due) await breather.breathe();
  }

  const originals = new HashIndex(hashes, bits);
  const copies: Copies = { original: new Int32Array(count), bits: new Uint8Array(count) };
  for (const [place, row] of fromTheBest(pictures).entries()) {
    let greatest = -Infinity;
    copies.original[row] = row;
    originals.near(row, (other, differing) => {
      if (!sameAspect(pictures, row, other)) return;
      const likeness = sketches.likeness(row, other);
      if (likeness === null || likeness <= greatest) return;
      greatest = likeness;
      copies.original[row] = other;
      copies.bits[row] = differing;
    });
    if (greatest === -Infinity) originals.add(row);
    if (breather.due) {
      progress?.({ title: 'Comparing images', value: place / count });
      await breather.breathe();
    }
  }
  return copies;
}

function fromTheBest({ count, width, height, bytes }: Pictures): Int32Array {
  const pixels = (row: number) => width[row]! * height[row]!;
  return Int32Array.from({ length: count }, (_, row) => row).sort(
    (a, b) => pixels(b) - pixels(a) || bytes[b]! - bytes[a]! || a - b,
  );
}

/** What has been cropped is not a copy: its sketch may be alike, its shape is not. */
function sameAspect({ width, height }: Pictures, a: number, b: number): boolean {
  const shortest = Math.min(width[a]!, height[a]!, width[b]!, height[b]!);
  const ratio = (width[a]! * height[b]!) / (height[a]! * width[b]!);
  return Math.abs(Math.log(ratio)) <= ASPECT_TOLERANCE + 1 / shortest;
}
