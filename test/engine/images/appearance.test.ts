import { describe, expect, it } from 'vitest';
import { appearanceOf } from '../../../src/engine/images/appearance.ts';
import { noise, type Picture, toSharp } from './pictures.ts';

function plain(width: number, height: number, ...colour: [number] | [number, number, number]): Picture {
  const data = Uint8Array.from(
    { length: width * height * colour.length },
    (_, i) => colour[i % colour.length]!,
  );
  return { width, height, channels: colour.length, data } as Picture;
}

/** One level for each pixel. */
function grey(width: number, height: number, level: (x: number, y: number) => number): Picture {
  const data = Uint8Array.from({ length: width * height }, (_, i) => level(i % width, Math.floor(i / width)));
  return { width, height, channels: 1, data };
}

async function blurred(picture: Picture, sigma: number): Promise<Picture> {
  const data = await toSharp(picture).toColourspace('b-w').blur(sigma).raw().toBuffer();
  return { ...picture, data };
}

describe('brightness', () => {
  it('of primaries is the root of their weights in the HSP model', () => {
    for (const [colour, weight] of [
      [[255, 0, 0], 0.241],
      [[0, 255, 0], 0.691],
      [[0, 0, 255], 0.068],
    ] as const) {
      const { shadows, highlights } = appearanceOf(plain(10, 10, ...colour));
      expect(Math.abs(highlights - Math.sqrt(weight))).toBeLessThan(0.5 / 255 + 1e-9);
      expect(shadows).toBe(highlights);
    }
  });

  it('leaves out the darkest twentieth and the brightest hundredth', () => {
    // Levels 0 to 99, a hundred pixels of each.
    const { shadows, highlights } = appearanceOf(grey(100, 100, (x) => x));
    expect(shadows * 255).toBeCloseTo(4, 9);
    expect(highlights * 255).toBeCloseTo(98, 9);
  });
});

describe('entropy', () => {
  it('is 0 of a plain picture, and the bits of as many levels that are equally frequent', () => {
    expect(appearanceOf(plain(20, 20, 90, 140, 200)).entropy).toBe(0);
    for (const bits of [1, 4, 8]) {
      expect(appearanceOf(grey(256, 16, (x) => x % 2 ** bits)).entropy).toBeCloseTo(bits, 9);
    }
  });
});

describe('sharpness', () => {
  it('of white noise is the root of the squares of the kernel, 20', () => {
    expect(appearanceOf(noise(256, 256, 1)).sharpness! ** 2).toBeCloseTo(20, 0);
  });

  it('of a chequered board is 8 times its contrast, of a ramp nothing', () => {
    // Every pixel differs from its four neighbours by twice the deviation.
    expect(appearanceOf(grey(64, 64, (x, y) => ((x + y) % 2) * 200)).sharpness).toBeCloseTo(8, 9);
    expect(appearanceOf(grey(128, 128, (x) => 2 * x)).sharpness).toBe(0);
  });

  it('does not depend on contrast', () => {
    const strong = noise(200, 200, 1);
    const pale: Picture = { ...strong, data: strong.data.map((level) => 100 + level / 16) };
    expect(appearanceOf(pale).sharpness).toBeCloseTo(appearanceOf(strong).sharpness!, 1);
  });

  it('falls as a picture is blurred', async () => {
    const edges = grey(200, 200, (x, y) => (Math.hypot(x - 90, y - 110) < 60 || x > 170 ? 210 : 40));
    const steps = [edges, await blurred(edges, 1), await blurred(edges, 3), await blurred(edges, 9)];
    const sharpness = steps.map((picture) => appearanceOf(picture).sharpness!);
    expect(sharpness).toEqual(sharpness.toSorted((a, b) => b - a));
    expect(sharpness[0]! / sharpness[3]!).toBeGreaterThan(8);
  });

  it('cannot be told of tiny and of plain pictures', () => {
    expect(appearanceOf(noise(40, 7, 1)).sharpness).toBeNull();
    expect(appearanceOf(noise(40, 8, 1)).sharpness).not.toBeNull();
    expect(appearanceOf(plain(50, 50, 128)).sharpness).toBeNull();
    // Noise of a single level, as a decoder may leave it.
    expect(appearanceOf(grey(50, 50, (x, y) => 128 + ((x * 7 + y * 3) % 2))).sharpness).toBeNull();
  });
});

it('hardly depends on the number of pixels once they are more than are looked at', async () => {
  const large = grey(1024, 512, (x, y) => 128 + 60 * Math.sin(x / 40) + 60 * Math.sin((x + 2 * y) / 25));
  const half = await toSharp(large)
    .toColourspace('b-w')
    .resize(512, 256, { kernel: 'linear' })
    .raw()
    .toBuffer();
  const small = appearanceOf({ width: 512, height: 256, channels: 1, data: half });
  const whole = appearanceOf(large);
  expect(small.highlights).toBeCloseTo(whole.highlights, 1);
  expect(small.shadows).toBeCloseTo(whole.shadows, 1);
  expect(small.entropy).toBeCloseTo(whole.entropy, 1);
  expect(small.sharpness! / whole.sharpness!).toBeCloseTo(1, 1);
});

it.each([
  [1, 4000],
  [4000, 1],
  [1, 1],
])('measures a picture of %d x %d pixels', (width, height) => {
  const { highlights, sharpness } = appearanceOf(plain(width, height, 200));
  expect(highlights).toBeCloseTo(200 / 255, 9);
  expect(sharpness).toBeNull();
});
