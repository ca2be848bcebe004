/** Pixels of a morph: frames out of batches of pictures, cross-fades, and squares painted at any size. */
import type { Pictures } from '../../../shared/latent.ts';

/** One square picture, RGBA. */
export interface Frame {
  readonly size: number;
  readonly rgba: Uint8ClampedArray<ArrayBuffer>;
}

/** A view of one of several pictures, without a copy. */
export function frameOf({ size, rgba }: Pictures, position: number): Frame {
  const bytes = size * size * 4;
  const start = rgba.byteOffset + position * bytes;
  return { size, rgba: new Uint8ClampedArray(rgba.buffer as ArrayBuffer, start, bytes) };
}

/** (1 - share) from + share to, pixel by pixel: what there is without a model. Both of one size. */
export function crossFade(from: Frame, to: Frame, share: number): Frame {
  const rgba = new Uint8ClampedArray(from.rgba.length);
  for (let i = 0; i < rgba.length; i++) rgba[i] = from.rgba[i]! * (1 - share) + to.rgba[i]! * share;
  return { size: from.size, rgba };
}

let pixels: OffscreenCanvas | null = null;

/**
 * Paints a frame over a square of `side` canvas pixels. Enlarged by a cubic filter: smooth, without the smear of a linear one; or
 * with every pixel as a square.
 */
export function paintFrame(
  context: CanvasRenderingContext2D,
  frame: Frame,
  x: number,
  y: number,
  side: number,
  smooth = true,
): void {
  if (pixels?.width !== frame.size) pixels = new OffscreenCanvas(frame.size, frame.size);
  pixels.getContext('2d')!.putImageData(new ImageData(frame.rgba, frame.size, frame.size), 0, 0);
  context.imageSmoothingEnabled = smooth && side !== frame.size;
  context.imageSmoothingQuality = 'high';
  context.drawImage(pixels, x, y, side, side);
}
