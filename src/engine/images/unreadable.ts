/** An image that cannot be read. It is skipped and listed; it never stops the rest. */
import type { ImageFormat } from './formats.ts';

export class UnreadableImage extends Error {
  /** What is wrong, in words that a person understands; ends with a full stop. */
  readonly reason: string;

  constructor(reason: string, options?: ErrorOptions) {
    super(reason, options);
    this.name = 'UnreadableImage';
    this.reason = reason;
  }
}

/**
 * Images of more pixels than this are refused: a file of a few kilobytes can ask for any amount of memory. The figure is the
 * one that sharp uses, 16,383 squared.
 */
export const MAX_PIXELS = 0x3fff ** 2;

/**
 * Images of more pixels than this are shrunk while they are decoded, as a stream, so that one picture does not take gigabytes.
 * Formats that cannot be streamed are refused.
 */
export const SHRINK_PIXELS = 2 ** 26;

/** Files of more bytes than this are not read. */
export const MAX_FILE_BYTES = 2 ** 30;

const formatNames: Record<ImageFormat, string> = {
  jpeg: 'JPEG',
  png: 'PNG',
  webp: 'WebP',
  avif: 'AVIF',
  tiff: 'TIFF',
  bmp: 'BMP',
  gif: 'GIF',
  pnm: 'PNM',
};

export function truncated(format: ImageFormat): UnreadableImage {
  return new UnreadableImage(`The ${formatNames[format]} file ends before the image is complete.`);
}

export function damaged(format: ImageFormat, cause?: unknown): UnreadableImage {
  return new UnreadableImage(`The ${formatNames[format]} data is damaged.`, { cause });
}

/** Refuses sizes that are impossible or beyond `limit` pixels. */
export function checkDimensions(
  width: number,
  height: number,
  format: ImageFormat,
  limit: number = MAX_PIXELS,
): void {
  if (width < 1 || height < 1) throw damaged(format);
  if (width * height > limit) {
    const count = (value: number) => value.toLocaleString('en');
    throw new UnreadableImage(
      `The image is too large: ${count(width)} x ${count(height)} pixels, and the limit is ${count(Math.round(limit / 1e6))} million.`,
    );
  }
}
