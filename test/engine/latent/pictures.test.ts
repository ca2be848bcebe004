import { describe, expect, it } from 'vitest';
import { HEAT_COLOURS } from '../../../src/engine/latent/heat.ts';
import { joinPictures, toHeatMaps, toPictures, toUnitRange } from '../../../src/engine/latent/pictures.ts';

describe('pictures of model images', () => {
  it('interleave colour planes, in order, as opaque RGBA', () => {
    const values = Float32Array.of(1, 0, 0, 0, /* green */ 0, 1, 0, 0, /* blue */ 0, 0, 1, 0);
    const { rgba } = toPictures({ count: 1, channels: 3, size: 2, values });
    expect([...rgba]).toEqual([255, 0, 0, 255, 0, 255, 0, 255, 0, 0, 255, 255, 0, 0, 0, 255]);
  });

  it('repeat grey and clip what a decoder may overshoot', () => {
    const values = Float32Array.of(-0.5, 0.5, 1.5, 0.2);
    const { rgba } = toPictures({ count: 1, channels: 1, size: 2, values });
    expect([...rgba]).toEqual([0, 0, 0, 255, 128, 128, 128, 255, 255, 255, 255, 255, 51, 51, 51, 255]);
  });

  it('give back the bytes that went in', () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
    const { rgba } = toPictures({ count: 1, channels: 1, size: 16, values: toUnitRange(bytes) });
    expect(rgba.filter((_, i) => i % 4 === 0)).toEqual(bytes);
  });

  it('join one after the other', () => {
    const one = toPictures({ count: 1, channels: 1, size: 1, values: Float32Array.of(1) });
    const two = toPictures({ count: 2, channels: 1, size: 1, values: Float32Array.of(0, 1) });
    const joined = joinPictures(one, two);
    expect(joined.count).toBe(3);
    expect([joined.rgba[0], joined.rgba[4], joined.rgba[8]]).toEqual([255, 0, 255]);
  });
});

describe('the heat map of an error', () => {
  const colour = (level: number) => [...HEAT_COLOURS.subarray(level * 3, level * 3 + 3)];
  const image = (...values: number[]) =>
    ({ count: 1, channels: 1, size: 2, values: Float32Array.from(values) }) as const;

  it('shows none as the bottom colour and the largest as the top', () => {
    const { rgba } = toHeatMaps(image(0, 0, 1, 1), image(0, 0.5, 1, 0));
    expect([...rgba.subarray(0, 3)]).toEqual(colour(0));
    expect([...rgba.subarray(4, 7)]).toEqual(colour(128));
    expect([...rgba.subarray(12, 15)]).toEqual(colour(255));
  });

  it('leaves small errors small', () => {
    const { rgba } = toHeatMaps(image(0, 0, 0, 0), image(0.05, 0, 0, 0));
    expect([...rgba.subarray(0, 3)]).toEqual(colour(51));
  });

  it('rises in lightness all the way, so that it also reads in grey', () => {
    // CIE luminance of linear sRGB, IEC 61966-2-1.
    const linear = (byte: number) =>
      byte / 255 <= 0.04045 ? byte / 255 / 12.92 : ((byte / 255 + 0.055) / 1.055) ** 2.4;
    const luminance = Array.from({ length: 256 }, (_, level) => {
      const [red, green, blue] = colour(level).map(linear);
      return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
    });
    for (let level = 8; level < 256; level++) expect(luminance[level]).toBeGreaterThan(luminance[level - 8]!);
  });
});
