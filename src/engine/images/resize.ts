/**
 * From an image to the square that a model sees: the centred square is cut out, then resized with a triangle filter that is
 * widened when shrinking, so that nothing aliases. The arithmetic is that of Pillow's `resize(…, Image.BILINEAR)`
 * (src/libImaging/Resample.c), byte for byte, so that images prepared in Python give a model the same input.
 */
import type { DecodedImage } from './decode.ts';
import { createResizeKernel, PRECISION_BITS, type ResizeKernel } from './wasm/resize-kernel.ts';

/** The sides a model may have, in pixels. */
export const modelSizes = [28, 32, 64, 128, 256] as const;

/** Which input pixels make each output pixel, in one direction. */
interface Taps {
  /** `[size]` */
  first: Int32Array;
  /** `[size]` */
  count: Int32Array;
  /** Fixed-point weights of all taps, output pixel by output pixel. */
  weights: Int32Array;
}

/** What the kernel wants to know of a resize, ready to be copied into its memory. */
interface Plan {
  horizontal: Int32Array;
  horizontalWeights: Int32Array;
  vertical: Int32Array;
  verticalWeights: Int32Array;
}

/** Rows of the source that are in the kernel's memory at once. */
const BAND_ROWS = 64;
const PAGE_BYTES = 65536;
const PLANS_REMEMBERED = 32;

let kernel: ResizeKernel | null = null;
const remembered = new Map<string, Plan>();

/**
 * The largest model size that does not enlarge images whose shorter side is `side` pixels, at most `limit`; 28 below that.
 */
export function largestFittingSize(side: number, limit: number = Infinity): (typeof modelSizes)[number] {
  return modelSizes.findLast((size) => size <= side && size <= limit) ?? modelSizes[0];
}

/**
 * Cuts the centred square out and resizes it. When the sides' difference is odd, the extra column or row falls away on the right
 * or below. An image smaller than `size` is enlarged.
 *
 * @param target receives the pixels; a new array if left out
 * @returns `[size, size, channels]`, interleaved: `target`
 */
export function resizeSquare(image: DecodedImage, size: number, target?: Uint8Array): Uint8Array {
  const { width, height } = image;
  const side = Math.min(width, height);
  const left = Math.floor((width - side) / 2);
  const top = Math.floor((height - side) / 2);
  return resizeArea(image, { left, top, width: side, height: side }, { width: size, height: size }, target);
}

/** Resizes the whole image; its sides may change by different factors. @returns `[height, width, channels]`, interleaved */
export function resizeWhole(image: DecodedImage, to: { width: number; height: number }): Uint8Array {
  return resizeArea(image, { left: 0, top: 0, width: image.width, height: image.height }, to);
}

interface Area {
  left: number;
  top: number;
  width: number;
  height: number;
}

function resizeArea(
  image: DecodedImage,
  area: Area,
  to: { width: number; height: number },
  target: Uint8Array = new Uint8Array(to.width * to.height * image.channels),
): Uint8Array {
  const { width, height, channels, data, lost } = image;
  const isWhole = area.width === width && area.height === height;
  if (isWhole && to.width === width && to.height === height && !lost) {
    target.set(data);
    return target;
  }

  kernel ??= createResizeKernel();
  const plan = planFor(area, to, channels);
  const sourceRow = area.width * channels;
  const middleRow = to.width * channels;

  // The memory, part by part; some bytes between them take what the kernels read and write past the ends.
  let end = 0;
  const reserve = (bytes: number): number => {
    const at = end;
    end = (end + bytes + 31) & ~15;
    return at;
  };
  const startAt = reserve(16);
  const horizontalPlanAt = reserve(plan.horizontal.byteLength);
  const verticalPlanAt = reserve(plan.vertical.byteLength);
  const horizontalWeightsAt = reserve(plan.horizontalWeights.byteLength);
  const verticalWeightsAt = reserve(plan.verticalWeights.byteLength);
  const bandAt = reserve(BAND_ROWS * sourceRow);
  const middleAt = reserve(area.height * middleRow);
  const targetAt = reserve(to.height * middleRow);
  const missing = end - kernel.memory.buffer.byteLength;
  if (missing > 0) kernel.memory.grow(Math.ceil(missing / PAGE_BYTES));

  const numbers = new Int32Array(kernel.memory.buffer);
  const bytes = new Uint8Array(kernel.memory.buffer);
  numbers.set(firstSums(channels, lost), startAt / 4);
  numbers.set(plan.horizontal, horizontalPlanAt / 4);
  numbers.set(plan.vertical, verticalPlanAt / 4);
  numbers.set(plan.horizontalWeights, horizontalWeightsAt / 4);
  numbers.set(plan.verticalWeights, verticalWeightsAt / 4);

  const horizontal = channels === 1 ? kernel.horizontalGrey : kernel.horizontalColour;
  for (let row = 0; row < area.height; row += BAND_ROWS) {
    const rows = Math.min(BAND_ROWS, area.height - row);
    // Rows that lie without a gap are copied at once.
    const copied = area.width === width ? rows : 1;
    for (let i = 0; i < rows; i += copied) {
      const from = ((area.top + row + i) * width + area.left) * channels;
      bytes.set(data.subarray(from, from + copied * sourceRow), bandAt + i * sourceRow);
    }
    horizontal(
      bandAt,
      middleAt + row * middleRow,
      rows,
      sourceRow,
      middleRow,
      to.width,
      horizontalPlanAt,
      horizontalWeightsAt,
      startAt,
    );
  }
  kernel.vertical(middleAt, targetAt, middleRow, to.height, verticalPlanAt, verticalWeightsAt);
  target.set(bytes.subarray(targetAt, targetAt + to.height * middleRow));
  return target;
}

/**
 * The centred square of an image in planes.
 *
 * @param channels 1 makes colour grey, 3 repeats grey; null leaves an image as it is
 * @returns `[channels, size, size]`
 */
export function squarePlanes(image: DecodedImage, size: number, channels: 1 | 3 | null): Uint8Array {
  const source = channels === 1 ? toGrey(image) : image;
  const planes = channels ?? source.channels;
  const pixels = new Uint8Array(size * size * planes);
  writePlanes(resizeSquare(source, size), source.channels, planes, pixels, 0);
  return pixels;
}

/**
 * Spreads interleaved pixels over planes, as models want them.
 *
 * @param pixels `[size, size, channels]`
 * @param target receives `[planes, size, size]` at `offset`; grey fills all planes. `channels` may not be above `planes`.
 */
export function writePlanes(
  pixels: Uint8Array,
  channels: 1 | 3,
  planes: 1 | 3,
  target: Uint8Array,
  offset: number,
): void {
  const count = pixels.length / channels;
  if (channels === 1) {
    for (let plane = 0; plane < planes; plane++) target.set(pixels, offset + plane * count);
    return;
  }
  const green = offset + count;
  const blue = green + count;
  for (let i = 0, from = 0; i < count; i++, from += 3) {
    target[offset + i] = pixels[from]!;
    target[green + i] = pixels[from + 1]!;
    target[blue + i] = pixels[from + 2]!;
  }
}

/** Luma by ITU-R 601-2 in 16-bit fixed point, as Pillow's `convert('L')`. */
export function toGrey(image: DecodedImage): DecodedImage {
  if (image.channels === 1) return image;
  const { width, height, data, lost } = image;
  const grey = new Uint8Array(width * height);
  for (let i = 0, from = 0; i < grey.length; i++, from += 3) {
    grey[i] = (data[from]! * 19595 + data[from + 1]! * 38470 + data[from + 2]! * 7471 + 0x8000) >> 16;
  }
  return {
    width,
    height,
    channels: 1,
    data: grey,
    ...(lost && { lost: [0.299 * lost[0]! + 0.587 * lost[1]! + 0.114 * lost[2]!] }),
  };
}

/** What the sums of the first pass begin with: one half, to round, and what the decoder lost. */
function firstSums(channels: 1 | 3, lost: readonly number[] | undefined): number[] {
  const sums = [0, 0, 0, 0];
  for (let channel = 0; channel < channels; channel++) {
    sums[channel] = Math.round((0.5 + (lost?.[channel] ?? 0)) * 2 ** PRECISION_BITS);
  }
  return sums;
}

function planFor(
  from: { width: number; height: number },
  to: { width: number; height: number },
  channels: 1 | 3,
): Plan {
  const key = `${from.width}x${from.height}:${to.width}x${to.height}:${channels}`;
  let plan = remembered.get(key);
  if (!plan) {
    if (remembered.size >= PLANS_REMEMBERED) remembered.clear();
    plan = {
      ...horizontalPlan(computeTaps(from.width, to.width), channels),
      ...verticalPlan(computeTaps(from.height, to.height), to.width * channels),
    };
    remembered.set(key, plan);
  }
  return plan;
}

function horizontalPlan(
  { first, count, weights }: Taps,
  channels: 1 | 3,
): Pick<Plan, 'horizontal' | 'horizontalWeights'> {
  const horizontal = new Int32Array(first.length * 2);
  for (let i = 0; i < first.length; i++) {
    horizontal[i * 2] = first[i]! * channels;
    horizontal[i * 2 + 1] = (first[i]! + count[i]!) * channels;
  }
  return { horizontal, horizontalWeights: channels === 1 ? padToFours(weights, count) : weights };
}

function verticalPlan(
  { first, count, weights }: Taps,
  rowBytes: number,
): Pick<Plan, 'vertical' | 'verticalWeights'> {
  const vertical = new Int32Array(first.length * 2);
  for (let i = 0; i < first.length; i++) {
    vertical[i * 2] = first[i]! * rowBytes;
    vertical[i * 2 + 1] = count[i]! * weights.BYTES_PER_ELEMENT;
  }
  return { vertical, verticalWeights: weights };
}

/** The triangle filter of Resample.c (`precompute_coeffs` and `normalize_coeffs_8bpc`). */
function computeTaps(side: number, size: number): Taps {
  const scale = side / size;
  const support = Math.max(1, scale);
  const first = new Int32Array(size);
  const count = new Int32Array(size);
  const weights: number[] = [];
  for (let i = 0; i < size; i++) {
    const centre = (i + 0.5) * scale;
    const from = Math.max(0, Math.trunc(centre - support + 0.5));
    const to = Math.min(side, Math.trunc(centre + support + 0.5));
    const triangle: number[] = [];
    for (let x = from; x < to; x++) {
      triangle.push(Math.max(0, 1 - Math.abs((x - centre + 0.5) / support)));
    }
    const sum = triangle.reduce((a, b) => a + b, 0);
    for (const weight of triangle) weights.push(Math.trunc(0.5 + (weight / sum) * 2 ** PRECISION_BITS));
    first[i] = from;
    count[i] = to - from;
  }
  return { first, count, weights: Int32Array.from(weights) };
}

/** Fills the weights of every pixel up with zeros to a multiple of four, as the kernel for grey takes them. */
function padToFours(weights: Int32Array, count: Int32Array): Int32Array {
  const padded: number[] = [];
  let from = 0;
  for (const taps of count) {
    for (let i = 0; i < taps; i++) padded.push(weights[from + i]!);
    while (padded.length % 4 !== 0) padded.push(0);
    from += taps;
  }
  return Int32Array.from(padded);
}
