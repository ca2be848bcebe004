/** How large JPEGs of given pictures are at a given mean PSNR. */
import sharp from 'sharp';
import { cancelledError } from '../../shared/errors.ts';
import { psnrOf } from '../latent/psnr.ts';
import type { Work } from './work.ts';

/** Bytes `[count, channels, size, size]`. */
export interface PictureBytes {
  count: number;
  channels: 1 | 3;
  size: number;
  pixels: Uint8Array;
}

/** Means over pictures. Bytes are those of whole files, headers and tables included. */
export interface JpegRate {
  quality: number;
  bytes: number;
  psnr: number;
}

const LOWEST = 1;
const HIGHEST = 100;
/** Pictures that are coded together, on sharp's threads. */
const AT_ONCE = 32;

/** Codes pictures at one quality after another, each at most once. */
export class JpegRates {
  readonly #pictures: Buffer[];
  readonly #raw: { width: number; height: number; channels: 1 | 3 };
  readonly #signal: AbortSignal | undefined;
  readonly #known = new Map<number, JpegRate>();

  constructor({ count, channels, size, pixels }: PictureBytes, { signal }: Pick<Work, 'signal'> = {}) {
    const stride = channels * size * size;
    this.#pictures = Array.from({ length: count }, (_, i) =>
      interleaved(pixels.subarray(i * stride, (i + 1) * stride), channels),
    );
    this.#raw = { width: size, height: size, channels };
    this.#signal = signal;
  }

  /**
   * The rate at which the mean PSNR is as given, by bisection, and between two neighbouring qualities on the straight line. Null when
   * the lowest quality is better than that already, or the highest not as good.
   */
  async atPsnr(psnr: number): Promise<JpegRate | null> {
    let low = await this.atQuality(LOWEST);
    let high = await this.atQuality(HIGHEST);
    if (psnr < low.psnr || psnr > high.psnr) return null;
    while (high.quality - low.quality > 1) {
      const middle = await this.atQuality(Math.floor((low.quality + high.quality) / 2));
      if (middle.psnr <= psnr) low = middle;
      else high = middle;
    }
    const part = high.psnr > low.psnr ? (psnr - low.psnr) / (high.psnr - low.psnr) : 0;
    const between = (a: number, b: number) => a + part * (b - a);
    return { quality: between(low.quality, high.quality), bytes: between(low.bytes, high.bytes), psnr };
  }

  /** @param quality 1 to 100 in libjpeg's sense; colours are halved in resolution, as is usual. */
  async atQuality(quality: number): Promise<JpegRate> {
    const known = this.#known.get(quality);
    if (known) return known;
    const rate: JpegRate = { quality, bytes: 0, psnr: 0 };
    const count = this.#pictures.length;
    for (let from = 0; from < count; from += AT_ONCE) {
      if (this.#signal?.aborted) throw cancelledError();
      const some = this.#pictures.slice(from, from + AT_ONCE);
      for (const { bytes, psnr } of await Promise.all(some.map((one) => this.#code(one, quality)))) {
        rate.bytes += bytes / count;
        rate.psnr += psnr / count;
      }
    }
    this.#known.set(quality, rate);
    return rate;
  }

  async #code(picture: Buffer, quality: number): Promise<{ bytes: number; psnr: number }> {
    const colours = this.#raw.channels === 1 ? 'b-w' : 'srgb';
    const image = sharp(picture, { raw: this.#raw }).toColourspace(colours);
    const file = await image.jpeg({ quality, mozjpeg: false }).toBuffer();
    const decoded = await sharp(file).toColourspace(colours).raw().toBuffer();
    return { bytes: file.length, psnr: psnrOf(meanSquaredError(picture, decoded)) };
  }
}

/** Mean PSNR of pictures as they are shown, in 8 bits, in decibels. @param decoded values 0..1, shaped like the pictures */
export function meanPsnr({ count, pixels }: PictureBytes, decoded: Float32Array): number {
  const shown = Uint8ClampedArray.from(decoded, (value) => value * 255);
  const stride = pixels.length / count;
  let sum = 0;
  for (let from = 0; from < pixels.length; from += stride) {
    sum += psnrOf(
      meanSquaredError(pixels.subarray(from, from + stride), shown.subarray(from, from + stride)),
    );
  }
  return sum / count;
}

/** Of bytes, in units of 1 / 255. */
function meanSquaredError(one: ArrayLike<number>, other: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < one.length; i++) sum += (one[i]! - other[i]!) ** 2;
  return sum / one.length / 255 ** 2;
}

/** From planes, one after the other, to the channels of a pixel side by side. */
function interleaved(planes: Uint8Array, channels: number): Buffer {
  const plane = planes.length / channels;
  const bytes = Buffer.alloc(planes.length);
  for (let c = 0; c < channels; c++) {
    for (let i = 0; i < plane; i++) bytes[i * channels + c] = planes[c * plane + i]!;
  }
  return bytes;
}
