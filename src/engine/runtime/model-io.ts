/**
 * Between what the application computes with, images [n, channels, size, size] in 0..1 and codes [n, latent], and what a model's ONNX
 * files take and give: names, layout, range of values, and for some files a fixed number of images.
 */
import { type InferenceSession, Tensor } from 'onnxruntime-node';
import type { ImageLayout, ModelIo, ValueRange } from '../../shared/imported.ts';

export interface ImageShape {
  channels: number;
  size: number;
}

/** What `compile/exports.ts` writes. @param outputs of the encoder: `mean` and `log_variance`, or `code`. */
export function ownIo(outputs: readonly string[], latent: number): ModelIo {
  const image = { name: 'image', layout: 'NCHW', range: '0..1' } as const;
  const variational = outputs.includes('mean');
  return {
    encoder: {
      image,
      batch: null,
      code: variational ? 'mean' : 'code',
      logVariance: variational ? 'log_variance' : null,
    },
    decoder: { code: { name: 'code', shape: [latent] }, batch: null, image },
  };
}

/** A value v in 0..1 is v * scale + offset in the file, each by channel. */
interface Scaling {
  scale: readonly [number, number, number];
  offset: readonly [number, number, number];
}

/** As torchvision's models are trained: https://docs.pytorch.org/vision/stable/models.html */
const IMAGENET_MEAN = [0.485, 0.456, 0.406] as const;
const IMAGENET_DEVIATION = [0.229, 0.224, 0.225] as const;

const SCALINGS: Readonly<Record<Exclude<ValueRange, '0..1'>, Scaling>> = {
  '-1..1': { scale: [2, 2, 2], offset: [-1, -1, -1] },
  '0..255': { scale: [255, 255, 255], offset: [0, 0, 0] },
  imagenet: {
    scale: [1 / IMAGENET_DEVIATION[0], 1 / IMAGENET_DEVIATION[1], 1 / IMAGENET_DEVIATION[2]],
    offset: [
      -IMAGENET_MEAN[0] / IMAGENET_DEVIATION[0],
      -IMAGENET_MEAN[1] / IMAGENET_DEVIATION[1],
      -IMAGENET_MEAN[2] / IMAGENET_DEVIATION[2],
    ],
  },
};

/** Smallest and largest value in the file; of `imagenet`, before the mean is taken off. */
export function endsOfRange(range: ValueRange): [number, number] {
  if (range === '-1..1') return [-1, 1];
  return range === '0..255' ? [0, 255] : [0, 1];
}

/**
 * Images as a file takes them.
 *
 * @param images [n, channels, size, size] packed, in 0..1; taken as they are where nothing differs.
 * @param batch images that the file takes at once: what is missing is filled up with black ones.
 */
export function toFileImages(
  images: Float32Array,
  n: number,
  { channels, size }: ImageShape,
  { layout, range }: { layout: ImageLayout; range: ValueRange },
  batch: number | null,
): Tensor {
  const rows = batch ?? n;
  const dimensions = layout === 'NCHW' ? [rows, channels, size, size] : [rows, size, size, channels];
  if (layout === 'NCHW' && range === '0..1' && rows === n) return new Tensor('float32', images, dimensions);
  const pixels = size * size;
  const values = new Float32Array(rows * channels * pixels);
  for (let image = 0; image < rows; image++) {
    for (let channel = 0; channel < channels; channel++) {
      const [scale, offset] = scalingOf(range, channel);
      const plane = (image * channels + channel) * pixels;
      const start = layout === 'NCHW' ? plane : image * pixels * channels + channel;
      const step = layout === 'NCHW' ? 1 : channels;
      const black = image >= n;
      for (let pixel = 0, to = start; pixel < pixels; pixel++, to += step) {
        values[to] = (black ? 0 : images[plane + pixel]!) * scale + offset;
      }
    }
  }
  return new Tensor('float32', values, dimensions);
}

/**
 * Images as a file gave them, the first `n` of them.
 *
 * @param values as they lie in the file.
 * @param target [n, channels, size, size] packed, gets numbers in 0..1.
 * @param clips cuts off what goes beyond.
 */
export function fromFileImages(
  values: Float32Array,
  n: number,
  { channels, size }: ImageShape,
  { layout, range }: { layout: ImageLayout; range: ValueRange },
  target: Float32Array,
  clips: boolean,
): void {
  const pixels = size * size;
  for (let image = 0; image < n; image++) {
    for (let channel = 0; channel < channels; channel++) {
      const [scale, offset] = scalingOf(range, channel);
      const plane = (image * channels + channel) * pixels;
      const start = layout === 'NCHW' ? plane : image * pixels * channels + channel;
      const step = layout === 'NCHW' ? 1 : channels;
      for (let pixel = 0, from = start; pixel < pixels; pixel++, from += step) {
        const value = (values[from]! - offset) / scale;
        target[plane + pixel] = clips ? Math.min(1, Math.max(0, value)) : value;
      }
    }
  }
}

/** Codes [n, latent] as a decoder takes them; missing ones up to `batch` are zeros. */
export function toFileCodes(
  codes: Float32Array,
  n: number,
  shape: readonly number[],
  batch: number | null,
): Tensor {
  const rows = batch ?? n;
  if (rows === n) return new Tensor('float32', codes, [n, ...shape]);
  const filled = new Float32Array((rows * codes.length) / n);
  filled.set(codes);
  return new Tensor('float32', filled, [rows, ...shape]);
}

export function floats(outputs: InferenceSession.OnnxValueMapType, name: string): Float32Array {
  return outputs[name]!.data as Float32Array;
}

/** A value v in 0..1 is v * scale + offset in a file of that range. */
export function scalingOf(range: ValueRange, channel: number): [scale: number, offset: number] {
  if (range === '0..1') return [1, 0];
  const { scale, offset } = SCALINGS[range];
  return [scale[channel]!, offset[channel]!];
}
