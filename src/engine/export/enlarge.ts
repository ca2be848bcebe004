/** Pictures larger than a model makes them, in one of two stated ways. */
import sharp from 'sharp';
import type { Enlargement, Pictures } from '../../shared/latent.ts';

/** Each picture by itself, so that nothing of one runs into the next. */
export async function enlargePictures(
  { count, size, rgba }: Pictures,
  scale: number,
  kernel: Enlargement['enlargement'],
): Promise<Pictures> {
  if (scale === 1) return { count, size, rgba };
  const side = size * scale;
  const enlarged = new Uint8Array(count * side * side * 4);
  await Promise.all(
    Array.from({ length: count }, async (_, at) => {
      const picture = rgba.subarray(at * size * size * 4, (at + 1) * size * size * 4);
      const bytes =
        kernel === 'nearest' ? repeated(picture, size, scale) : await lanczos(picture, size, side);
      enlarged.set(bytes, at * side * side * 4);
    }),
  );
  return { count, size: side, rgba: enlarged };
}

/** Every pixel as a square of `scale` x `scale`. */
function repeated(rgba: Uint8Array, size: number, scale: number): Uint8Array {
  const source = new Uint32Array(rgba.slice().buffer);
  const side = size * scale;
  const target = new Uint32Array(side * side);
  for (let y = 0; y < side; y++) {
    const row = Math.floor(y / scale) * size;
    for (let x = 0; x < side; x++) target[y * side + x] = source[row + Math.floor(x / scale)]!;
  }
  return new Uint8Array(target.buffer);
}

function lanczos(rgba: Uint8Array, size: number, side: number): Promise<Uint8Array> {
  return sharp(rgba, { raw: { width: size, height: size, channels: 4 } })
    .resize(side, side, { kernel: 'lanczos3' })
    .raw()
    .toBuffer();
}
