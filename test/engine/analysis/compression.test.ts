import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { JpegRates, meanPsnr } from '../../../src/engine/analysis/jpeg-rate.ts';
import { throughEightBits } from '../../../src/engine/analysis/quantise.ts';
import { Random } from '../../../src/engine/models/random.ts';
import { gaussianClusters } from './clusters.ts';

const SIZE = 32;

/** Soft waves with some noise: pictures whose JPEGs grow with the quality. */
function waves(count: number, channels: 1 | 3) {
  const random = new Random(3);
  const pixels = Uint8Array.from({ length: count * channels * SIZE * SIZE }, (_, i) => {
    const [x, y] = [i % SIZE, Math.floor(i / SIZE) % SIZE];
    return 128 + 80 * Math.sin(x / 3 + i / (SIZE * SIZE)) * Math.cos(y / 4) + 20 * random.uniform();
  });
  return { count, channels, size: SIZE, pixels };
}

describe('JPEG at a PSNR', () => {
  it('is found again at the quality that has it', async () => {
    const rates = new JpegRates(waves(6, 3));
    const wanted = await rates.atQuality(63);
    expect(await rates.atPsnr(wanted.psnr)).toEqual(wanted);
  });

  it('is as large as the files that sharp writes', async () => {
    const { pixels } = waves(1, 1);
    const raw = { width: SIZE, height: SIZE, channels: 1 as const };
    const file = await sharp(pixels, { raw }).toColourspace('b-w').jpeg({ quality: 40 }).toBuffer();
    expect((await sharp(file).metadata()).channels).toBe(1);
    expect((await new JpegRates(waves(1, 1)).atQuality(40)).bytes).toBe(file.length);
  });

  it('lies between two qualities when neither has it', async () => {
    const rates = new JpegRates(waves(4, 1));
    const [low, high] = [await rates.atQuality(70), await rates.atQuality(71)];
    const rate = await rates.atPsnr((low.psnr + high.psnr) / 2);
    expect(rate!.quality).toBeCloseTo(70.5);
    expect(rate!.bytes).toBeCloseTo((low.bytes + high.bytes) / 2);
  });

  it('is none when the lowest quality is better already, or the highest is not as good', async () => {
    const rates = new JpegRates(waves(2, 1));
    expect(await rates.atPsnr(3)).toBeNull();
    expect(await rates.atPsnr(90)).toBeNull();
  });
});

it('the PSNR of decoded pictures is that of the bytes that are shown', () => {
  const pictures = { count: 2, channels: 1 as const, size: 1, pixels: Uint8Array.of(100, 200) };
  // Off by 10 of 255 and by 20 of 255; the first 0.3 of a level is lost in rounding.
  const psnr = meanPsnr(pictures, Float32Array.of(110.3 / 255, 180 / 255));
  expect(psnr).toBeCloseTo((20 * Math.log10(25.5) + 20 * Math.log10(12.75)) / 2, 6);
});

describe('codes through 8 bits', () => {
  const codes = gaussianClusters(300, 5);
  const coarse = throughEightBits(codes);
  const column = ({ dimensions, values }: typeof codes, d: number) =>
    Array.from(values.filter((_, at) => at % dimensions === d));

  it('are off by half a step at the most', () => {
    for (let d = 0; d < 5; d++) {
      const [before, after] = [column(codes, d), column(coarse, d)];
      const step = (Math.max(...before) - Math.min(...before)) / 255;
      before.forEach((value, row) => expect(Math.abs(value - after[row]!)).toBeLessThan(step * 0.501));
    }
  });

  it('have 256 values in each dimension at the most, the ends among them', () => {
    for (let d = 0; d < 5; d++) {
      const [before, after] = [column(codes, d), column(coarse, d)];
      expect(new Set(after).size).toBeLessThanOrEqual(256);
      expect(Math.min(...after)).toBe(Math.min(...before));
      expect(Math.max(...after)).toBeCloseTo(Math.max(...before), 5);
    }
  });

  it('keep a dimension that does not vary', () => {
    expect([...throughEightBits({ rows: 2, dimensions: 1, values: Float32Array.of(3, 3) }).values]).toEqual([
      3, 3,
    ]);
  });
});
