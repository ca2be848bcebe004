/** From the factors of a face to its pixels and to a picture file. */
import sharp from 'sharp';
import { faceSvg } from './face.ts';
import type { Factors } from './factors.ts';

/** Pixels as interleaved 8-bit RGB, [size, size, 3]. */
export async function renderFace(factors: Factors, size: number): Promise<Uint8Array> {
  return sharp(Buffer.from(faceSvg(factors, size)))
    .removeAlpha()
    .raw()
    .toBuffer();
}

/** A WebP picture of `size` x `size` pixels; at 128 pixels about 2 kB with no loss that shows. */
export async function encodeFace(factors: Factors, size: number): Promise<Uint8Array> {
  return sharp(Buffer.from(faceSvg(factors, size)))
    .removeAlpha()
    .webp({ quality: 76, effort: 6, smartSubsample: true })
    .toBuffer();
}
