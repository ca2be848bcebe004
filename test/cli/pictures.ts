/** Small pictures made in code: a disc of some colour somewhere, in folders by its size. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';

export const SIDE = 32;

/** Writes `count` PNGs of 32 x 32 under `folder/large` and `folder/small`, the same every time. */
export async function writeDiscs(folder: string, count: number): Promise<void> {
  await Promise.all(['large', 'small'].map((name) => mkdir(join(folder, name), { recursive: true })));
  for (let i = 0; i < count; i++) {
    const large = i % 2 === 0;
    const pixels = disc(10 + ((i * 7) % 12), 10 + ((i * 5) % 12), large ? 9 : 4, (i * 37) % 256);
    await sharp(pixels, { raw: { width: SIDE, height: SIDE, channels: 3 } })
      .png()
      .toFile(join(folder, large ? 'large' : 'small', `${i}.png`));
  }
}

function disc(x: number, y: number, radius: number, hue: number): Uint8Array {
  const pixels = new Uint8Array(SIDE * SIDE * 3).fill(20);
  for (let row = 0; row < SIDE; row++) {
    for (let column = 0; column < SIDE; column++) {
      if ((row - y) ** 2 + (column - x) ** 2 > radius ** 2) continue;
      pixels.set([hue, 255 - hue, 128], (row * SIDE + column) * 3);
    }
  }
  return pixels;
}
