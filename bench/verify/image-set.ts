/** Images to train on and to measure with: a dataset of the library, a part of one, or rendered ones. */
import type { PixelSource } from '../../src/engine/images/pixel-source.ts';
import type { DatasetFacts } from '../../src/engine/training/plan.ts';

export interface ImageSet {
  name: string;
  facts: DatasetFacts;
  /** Of all images in order; they decide which are held out. */
  ids: readonly string[];
  /** Labels by image; empty strings where there is none. */
  labels: readonly string[];
  pixels(size: number): Promise<PixelSource>;
}

/** The images at some positions of a set, in that order. */
export function partOf(set: ImageSet, name: string, positions: ArrayLike<number>): ImageSet {
  const chosen = Array.from(positions);
  return {
    name,
    facts: { ...set.facts, images: chosen.length },
    ids: chosen.map((position) => set.ids[position]!),
    labels: chosen.map((position) => set.labels[position]!),
    pixels: async (size) => chosenFrom(await set.pixels(size), chosen),
  };
}

/** The images of a source at some positions, in that order; their own positions are 0, 1, … */
export function chosenFrom(source: PixelSource, chosen: ArrayLike<number>): PixelSource {
  return {
    images: chosen.length,
    channels: source.channels,
    size: source.size,
    read: (indices, target) =>
      source.read(
        Array.from(indices, (index) => chosen[index]!),
        target,
      ),
  };
}

/** Images read together; bounds the memory. */
export const PIECE = 256;

/** All images of a source in pieces of at most `PIECE`, packed; a piece is valid until the next is asked for. */
export async function* piecesOf(
  source: PixelSource,
): AsyncGenerator<{ from: number; count: number; pixels: Uint8Array }> {
  const stride = source.channels * source.size ** 2;
  const buffer = new Uint8Array(PIECE * stride);
  for (let from = 0; from < source.images; from += PIECE) {
    const count = Math.min(PIECE, source.images - from);
    const pixels = buffer.subarray(0, count * stride);
    await source.read(
      Array.from({ length: count }, (_, i) => from + i),
      pixels,
    );
    yield { from, count, pixels };
  }
}
