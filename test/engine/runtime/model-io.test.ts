import { describe, expect, it } from 'vitest';
import { Random } from '../../../src/engine/models/random.ts';
import { fromFileImages, toFileCodes, toFileImages } from '../../../src/engine/runtime/model-io.ts';
import { imageLayoutSchema, valueRangeSchema } from '../../../src/shared/imported.ts';

const SHAPE = { channels: 3, size: 2 };
const random = new Random(1);
const images = Float32Array.from({ length: 2 * 12 }, () => random.uniform());

describe('images as a file of another program has them', () => {
  it('are normalised by the mean and the deviation of ImageNet', () => {
    const { data, dims } = toFileImages(images, 2, SHAPE, { layout: 'NCHW', range: 'imagenet' }, null);
    expect(dims).toEqual([2, 3, 2, 2]);
    const mean = [0.485, 0.456, 0.406];
    const deviation = [0.229, 0.224, 0.225];
    images.forEach((value, at) => {
      const channel = Math.floor(at / 4) % 3;
      expect(data[at]).toBeCloseTo((value - mean[channel]!) / deviation[channel]!, 5);
    });
  });

  it('have their channels last, in -1..1', () => {
    const { data, dims } = toFileImages(images, 2, SHAPE, { layout: 'NHWC', range: '-1..1' }, null);
    expect(dims).toEqual([2, 2, 2, 3]);
    // The green of the last pixel of the second image.
    expect(data[12 + 3 * 3 + 1]).toBeCloseTo(2 * images[12 + 4 + 3]! - 1, 6);
  });

  it('are as many as the file takes at once', () => {
    const { data, dims } = toFileImages(images, 2, SHAPE, { layout: 'NCHW', range: '0..255' }, 5);
    expect(dims).toEqual([5, 3, 2, 2]);
    expect(data[0]).toBeCloseTo(255 * images[0]!, 3);
    expect((data as Float32Array).subarray(24).every((value) => value === 0)).toBe(true);
    expect(toFileCodes(Float32Array.of(1, 2), 1, [2, 1, 1], 3)).toMatchObject({
      dims: [3, 2, 1, 1],
      data: Float32Array.of(1, 2, 0, 0, 0, 0),
    });
  });

  it.each(
    imageLayoutSchema.options.flatMap((layout) =>
      valueRangeSchema.options.map((range) => ({ layout, range })),
    ),
  )('come back as they were from $layout in $range', (end) => {
    const back = new Float32Array(images.length);
    const { data } = toFileImages(images, 2, SHAPE, end, null);
    fromFileImages(data as Float32Array, 2, SHAPE, end, back, true);
    back.forEach((value, at) => expect(value).toBeCloseTo(images[at]!, 5));
  });
});
