/** Pictures and files that the tests of this room make for themselves. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { onTestFinished } from 'vitest';

export interface Picture {
  width: number;
  height: number;
  channels: 1 | 3;
  data: Uint8Array;
}

/** A smooth picture whose four corners differ, so that every turn and mirroring of it shows. */
export function gradient(width: number, height: number, channels: 1 | 3 = 3, seed = 0): Picture {
  const data = new Uint8Array(width * height * channels);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const values = [(x / width) * 200 + 20, (y / height) * 200 + 30, ((x + y + seed * 37) % 97) + 60];
      for (let c = 0; c < channels; c++) data[at++] = Math.round(values[c]!);
    }
  }
  return { width, height, channels, data };
}

/** Numbers that look random and are the same everywhere: the generator of the C standard's example. */
export function noise(width: number, height: number, channels: 1 | 3): Picture {
  const data = new Uint8Array(width * height * channels);
  let state = 1;
  for (let i = 0; i < data.length; i++) {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    data[i] = (state >> 16) & 255;
  }
  return { width, height, channels, data };
}

export function toSharp({ data, width, height, channels }: Picture): Sharp {
  return sharp(data, { raw: { width, height, channels } });
}

export function jpegOf(picture: Picture, quality = 90): Promise<Buffer> {
  const grey = picture.channels === 1;
  return toSharp(picture)
    .toColourspace(grey ? 'b-w' : 'srgb')
    .jpeg({ quality })
    .toBuffer();
}

export function pngOf(picture: Picture): Promise<Buffer> {
  const grey = picture.channels === 1;
  return toSharp(picture)
    .toColourspace(grey ? 'b-w' : 'srgb')
    .png()
    .toBuffer();
}

/** Mean absolute difference of two arrays of levels. */
export function meanDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) throw new Error(`${a.length} values against ${b.length}`);
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += Math.abs(a[i]! - b[i]!);
  return sum / a.length;
}

/** A temporary folder that goes away with the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'images-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes files by their relative names. */
export async function writeFiles(folder: string, files: Record<string, string | Uint8Array>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
  }
}
