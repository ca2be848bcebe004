/** Where training and encoding get their pixels from: anything that can fill a buffer with images by their positions. */
export interface PixelSource {
  readonly images: number;
  readonly channels: 1 | 3;
  /** Side in pixels. */
  readonly size: number;
  /** Of every image, in the same order; null where there is none. Absent where nothing is known about labels. */
  readonly labels?: readonly (string | null)[];
  /** The file that they lie in, where they do: another thread may open it for itself. */
  readonly cache?: { readonly folder: string; readonly shape: { size: number; channels: 1 | 3 } };
  /** Fills `target` with the images at these positions, [indices, channels, size, size] packed, 0..255. */
  read(indices: ArrayLike<number>, target: Uint8Array): Promise<void>;
}

/** Bytes of one image. */
export function imageBytes({ channels, size }: Pick<PixelSource, 'channels' | 'size'>): number {
  return channels * size * size;
}
