/** Pictures side by side in one PNG: a grid of samples, the frames of a morph as a strip. */
import sharp from 'sharp';
import type { Pictures } from '../../shared/latent.ts';
import { writeFileAtomically } from '../library/atomic.ts';

/** Width of the white lines between pictures, in pixels. */
const GAP = 2;

/**
 * Writes all pictures row by row at their own size, with thin white lines between them.
 *
 * @param columns pictures per row; without it the grid is as square as it can be.
 */
export async function writeGrid(pictures: Pictures, path: string, columns?: number): Promise<void> {
  const { width, height, rgba } = composeGrid(pictures, columns ?? Math.ceil(Math.sqrt(pictures.count)));
  await writeFileAtomically(path, await encodePng(rgba, width, height));
}

export function encodePng(rgba: Uint8Array, width: number, height: number): Promise<Uint8Array> {
  return sharp(rgba, { raw: { width, height, channels: 4 }, limitInputPixels: false })
    .png()
    .toBuffer();
}

export function composeGrid(
  { count, size, rgba }: Pictures,
  columns: number,
): { width: number; height: number; rgba: Uint8Array } {
  const width = columns * (size + GAP) - GAP;
  const height = Math.ceil(count / columns) * (size + GAP) - GAP;
  const grid = new Uint8Array(width * height * 4).fill(255);
  for (let index = 0; index < count; index++) {
    const left = (index % columns) * (size + GAP);
    const top = Math.floor(index / columns) * (size + GAP);
    for (let y = 0; y < size; y++) {
      const from = (index * size + y) * size * 4;
      grid.set(rgba.subarray(from, from + size * 4), ((top + y) * width + left) * 4);
    }
  }
  return { width, height, rgba: grid };
}
