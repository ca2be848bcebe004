/** Pictures side by side in one PNG: a grid of samples, the frames of a morph as a strip. */
import sharp from 'sharp';
import type { Pictures } from '../../shared/latent.ts';
import { writeFileAtomically } from '../library/atomic.ts';
import { type PictureNote, pngWithNote } from './picture-note.ts';

/** Width of the white lines between pictures, in pixels. */
const GAP = 2;

/** Width or height of so many pictures of a side in a row, with the lines between. */
export function extentOf(count: number, side: number): number {
  return count * (side + GAP) - GAP;
}

/**
 * Writes all pictures row by row at their own size, with thin white lines between them.
 *
 * @param columns pictures per row; without it the grid is as square as it can be.
 */
export async function writeGrid(
  pictures: Pictures,
  path: string,
  columns?: number,
  note?: PictureNote,
): Promise<void> {
  const { width, height, rgba } = composeGrid(pictures, columns ?? Math.ceil(Math.sqrt(pictures.count)));
  await writeFileAtomically(path, await encodePng(rgba, width, height, note));
}

export async function encodePng(
  rgba: Uint8Array,
  width: number,
  height: number,
  note?: PictureNote,
): Promise<Uint8Array> {
  const png = await sharp(rgba, { raw: { width, height, channels: 4 }, limitInputPixels: false })
    .png()
    .toBuffer();
  return note ? pngWithNote(png, note) : png;
}

export function composeGrid(
  { count, size, rgba }: Pictures,
  columns: number,
): { width: number; height: number; rgba: Uint8Array } {
  const width = extentOf(columns, size);
  const height = extentOf(Math.ceil(count / columns), size);
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
