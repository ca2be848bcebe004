/** From what models compute with, float32 [n, channels, size, size] in 0..1, to what screens show, RGBA bytes. */
import type { Pictures } from '../../shared/latent.ts';
import { HEAT_COLOURS } from './heat.ts';

/** Images as a model sees them. */
export interface ImageTensor {
  count: number;
  channels: 1 | 3;
  size: number;
  /** [count, channels, size, size], row-major, in 0..1. */
  values: Float32Array;
}

/** An error this large, on the scale of 0..1, gets the top colour, unless the picture has larger ones. */
const FULL_HEAT = 0.25;

/** Rounds to bytes; values outside 0..1 are clipped, grey is repeated in all three colours, alpha is opaque. */
export function toPictures({ count, channels, size, values }: ImageTensor): Pictures {
  const pixels = size * size;
  const rgba = new Uint8Array(count * pixels * 4);
  const green = channels === 3 ? pixels : 0;
  const blue = channels === 3 ? 2 * pixels : 0;
  let target = 0;
  for (let image = 0; image < count; image++) {
    const start = image * channels * pixels;
    for (let at = start; at < start + pixels; at++) {
      rgba[target++] = toByte(values[at]!);
      rgba[target++] = toByte(values[at + green]!);
      rgba[target++] = toByte(values[at + blue]!);
      rgba[target++] = 255;
    }
  }
  return { count, size, rgba };
}

/**
 * Where reconstructions differ: the absolute error per pixel, averaged over the channels, as colours. The scale of each picture
 * goes from 0 to its largest error, or to 0.25 if that is larger, so that a good reconstruction does not look alarming.
 */
export function toHeatMaps(images: ImageTensor, reconstructions: ImageTensor): Pictures {
  const { count, channels, size } = images;
  const pixels = size * size;
  const rgba = new Uint8Array(count * pixels * 4);
  const errors = new Float32Array(pixels);
  for (let image = 0; image < count; image++) {
    errors.fill(0);
    let largest = FULL_HEAT;
    for (let channel = 0; channel < channels; channel++) {
      const plane = (image * channels + channel) * pixels;
      for (let at = 0; at < pixels; at++) {
        errors[at]! += Math.abs(images.values[plane + at]! - reconstructions.values[plane + at]!) / channels;
      }
    }
    for (const error of errors) largest = Math.max(largest, error);
    let target = image * pixels * 4;
    for (const error of errors) {
      const colour = Math.round((255 * error) / largest) * 3;
      rgba[target++] = HEAT_COLOURS[colour]!;
      rgba[target++] = HEAT_COLOURS[colour + 1]!;
      rgba[target++] = HEAT_COLOURS[colour + 2]!;
      rgba[target++] = 255;
    }
  }
  return { count, size, rgba };
}

/** Several pictures of one size, one after the other. */
export function joinPictures(...parts: Pictures[]): Pictures {
  const count = parts.reduce((sum, part) => sum + part.count, 0);
  const rgba = new Uint8Array(parts.reduce((sum, part) => sum + part.rgba.length, 0));
  let offset = 0;
  for (const part of parts) {
    rgba.set(part.rgba, offset);
    offset += part.rgba.length;
  }
  return { count, size: parts[0]?.size ?? 0, rgba };
}

/** Bytes of the pixel cache as the numbers that models take, b / 255. */
export function toUnitRange(bytes: Uint8Array): Float32Array {
  const values = new Float32Array(bytes.length);
  for (let i = 0; i < bytes.length; i++) values[i] = bytes[i]! / 255;
  return values;
}

function toByte(value: number): number {
  return Math.round(Math.min(1, Math.max(0, value)) * 255);
}
