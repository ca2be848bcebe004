/**
 * What can be told of a picture from its pixels alone: how bright it is, how sharp, how much there is in it. All pictures are looked at in
 * one size, so that what is measured depends little on how many pixels they were saved with.
 */
import type { DecodedImage } from './decode.ts';
import { resizeWhole } from './resize.ts';

/** Longer side of the picture that is measured, in pixels; smaller ones are measured as they are. */
export const APPEARANCE_SIDE = 256;

/** Shorter pictures are too small for blur to be told from their few pixels. */
const LEAST_SIDE = 8;
/** Pictures of less contrast (deviation of one level) are plain: what is rounded would decide about their sharpness. */
const PLAIN_VARIANCE = 1;

export interface Appearance {
  /** 5th and 99th percentile of the perceived brightness, 0 (black) to 1 (white). */
  shadows: number;
  highlights: number;
  /** Of the histogram of 256 levels of brightness, in bits: 0 (plain) to 8. */
  entropy: number;
  /**
   * Deviation of the Laplacian over that of the brightness itself, so that contrast takes no part: 0 for a smooth ramp, the square root of
   * 20 for white noise. Null where it cannot be told, of tiny and of plain pictures.
   */
  sharpness: number | null;
}

export function appearanceOf(image: DecodedImage): Appearance {
  const scale = Math.min(1, APPEARANCE_SIDE / Math.max(image.width, image.height));
  const width = Math.max(1, Math.round(image.width * scale));
  const height = Math.max(1, Math.round(image.height * scale));
  // What a decoder loses, half a level at most, is no concern here.
  const pixels = scale === 1 ? image.data : resizeWhole(image, { width, height });
  const brightness = image.channels === 1 ? pixels : perceivedBrightness(pixels);
  const histogram = histogramOf(brightness);
  return {
    shadows: percentile(histogram, brightness.length, 0.05) / 255,
    highlights: percentile(histogram, brightness.length, 0.99) / 255,
    entropy: entropyOf(histogram, brightness.length),
    sharpness: sharpnessOf(brightness, width, height, histogram),
  };
}

/**
 * The length of a colour by the HSP model (Finley 2006, "HSP Color Model: Alternative to HSV and HSL"), with the weights that cleanvision
 * uses, in whole levels.
 *
 * @param pixels `[pixels, 3]`
 */
function perceivedBrightness(pixels: Uint8Array): Uint8Array {
  const brightness = new Uint8Array(pixels.length / 3);
  for (let i = 0, from = 0; i < brightness.length; i++, from += 3) {
    const red = pixels[from]!;
    const green = pixels[from + 1]!;
    const blue = pixels[from + 2]!;
    brightness[i] = Math.sqrt(0.241 * red * red + 0.691 * green * green + 0.068 * blue * blue) + 0.5;
  }
  return brightness;
}

function histogramOf(levels: Uint8Array): Uint32Array {
  const histogram = new Uint32Array(256);
  for (let i = 0; i < levels.length; i++) histogram[levels[i]!]!++;
  return histogram;
}

/** The lowest level that at least `share` of the pixels do not exceed. */
function percentile(histogram: Uint32Array, count: number, share: number): number {
  let below = 0;
  for (const [level, pixels] of histogram.entries()) {
    below += pixels;
    if (below >= share * count) return level;
  }
  return 255;
}

function entropyOf(histogram: Uint32Array, count: number): number {
  let entropy = 0;
  for (const pixels of histogram) {
    if (pixels > 0) entropy -= (pixels / count) * Math.log2(pixels / count);
  }
  return Math.abs(entropy);
}

/** By the Laplacian of the four neighbours (Pech-Pacheco et al. 2000, "Diatom autofocusing in brightfield microscopy"). */
function sharpnessOf(
  levels: Uint8Array,
  width: number,
  height: number,
  histogram: Uint32Array,
): number | null {
  if (Math.min(width, height) < LEAST_SIDE) return null;
  const contrast = varianceOf(histogram, levels.length);
  if (contrast < PLAIN_VARIANCE) return null;
  let sum = 0;
  let squares = 0;
  for (let y = 1; y < height - 1; y++) {
    const end = (y + 1) * width - 1;
    for (let i = y * width + 1; i < end; i++) {
      const laplacian =
        levels[i - 1]! + levels[i + 1]! + levels[i - width]! + levels[i + width]! - 4 * levels[i]!;
      sum += laplacian;
      squares += laplacian * laplacian;
    }
  }
  const inner = (width - 2) * (height - 2);
  const variance = squares / inner - (sum / inner) ** 2;
  return Math.sqrt(variance / contrast);
}

function varianceOf(histogram: Uint32Array, count: number): number {
  let sum = 0;
  let squares = 0;
  for (const [level, pixels] of histogram.entries()) {
    sum += pixels * level;
    squares += pixels * level * level;
  }
  return squares / count - (sum / count) ** 2;
}
