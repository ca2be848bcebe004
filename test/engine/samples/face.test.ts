import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { faceSvg } from '../../../src/engine/samples/face.ts';
import {
  drawFactors,
  FACTOR_NAMES,
  FACTORS,
  type FactorName,
  type Factors,
} from '../../../src/engine/samples/factors.ts';
import { renderFace } from '../../../src/engine/samples/render.ts';

const SIZE = 96;

/** A face on which every factor can be seen: no lens, fringe or beard hides another part. */
const PLAIN: Factors = {
  ...drawFactors(1, 3)[0]!,
  hairStyle: 'buzz cut',
  glasses: 'none',
  facialHair: 'none',
  age: 0.5,
  tilt: 0,
  yaw: 0,
  mouthOpen: 0.5,
  lightStrength: 0.6,
};

interface Change {
  /** Pixels that differ by more than a trace. */
  pixels: number;
  /** Their bounding box, as fractions of the picture. */
  left: number;
  right: number;
  top: number;
  bottom: number;
}

async function change(from: Factors, to: Factors): Promise<Change> {
  const [a, b] = await Promise.all([renderFace(from, SIZE), renderFace(to, SIZE)]);
  const change: Change = { pixels: 0, left: 1, right: 0, top: 1, bottom: 0 };
  for (let pixel = 0; pixel < SIZE * SIZE; pixel++) {
    const at = pixel * 3;
    if (Math.max(...[0, 1, 2].map((c) => Math.abs(a[at + c]! - b[at + c]!))) <= 6) continue;
    const [x, y] = [(pixel % SIZE) / SIZE, Math.floor(pixel / SIZE) / SIZE];
    change.pixels++;
    change.left = Math.min(change.left, x);
    change.right = Math.max(change.right, x);
    change.top = Math.min(change.top, y);
    change.bottom = Math.max(change.bottom, y);
  }
  return change;
}

/** From one end of a factor to its middle, or from the middle to the other end, whichever shows more. */
async function largestChange(name: FactorName): Promise<Change> {
  const factor = FACTORS[name];
  const stops =
    factor.kind === 'continuous'
      ? [factor.range[0], (factor.range[0] + factor.range[1]) / 2, factor.range[1]]
      : factor.values.slice(0, 3);
  const [a, b, c] = stops.map((value) => ({ ...PLAIN, [name]: value })) as [Factors, Factors, Factors];
  const [first, second] = await Promise.all([change(a, b), change(b, c)]);
  return first.pixels > second.pixels ? first : second;
}

describe('a face', () => {
  it('is the same text for the same factors', () => {
    expect(faceSvg(PLAIN)).toBe(faceSvg({ ...PLAIN }));
  });

  it('is a complete picture at any size: opaque, and no number went wrong', async () => {
    for (const factors of drawFactors(60, 11)) expect(faceSvg(factors)).not.toMatch(/NaN|undefined|Infinity/);
    const { width, height, channels } = await sharp(Buffer.from(faceSvg(PLAIN, 200))).metadata();
    expect({ width, height, channels }).toEqual({ width: 200, height: 200, channels: 4 });
    expect((await sharp(Buffer.from(faceSvg(PLAIN))).stats()).isOpaque).toBe(true);
    expect(await renderFace(PLAIN, 32)).toHaveLength(32 * 32 * 3);
  });

  it.each(FACTOR_NAMES)('shows the factor %s', async (name) => {
    expect((await largestChange(name)).pixels).toBeGreaterThan(15);
  });

  it.each(FACTOR_NAMES.filter((name) => FACTORS[name].kind === 'continuous'))(
    'changes smoothly with %s',
    async (name) => {
      const [low, high] = (FACTORS[name] as { range: readonly [number, number] }).range;
      const [middle, step] = [(low + high) / 2, (high - low) / 100];
      const near = await change({ ...PLAIN, [name]: middle - step }, { ...PLAIN, [name]: middle + step });
      expect(near.pixels).toBeLessThan((await largestChange(name)).pixels * 0.5);
    },
  );

  it('wears its glasses around the eyes', async () => {
    for (const glasses of ['round', 'square'] as const) {
      const seen = await change(PLAIN, { ...PLAIN, glasses });
      expect(seen.top).toBeGreaterThan(0.35);
      expect(seen.bottom).toBeLessThan(0.7);
      expect(seen.right - seen.left).toBeGreaterThan(0.35);
    }
  });

  it('smiles with its mouth and lower lids, not with its hair or shoulders', async () => {
    const seen = await change({ ...PLAIN, smile: -1 }, { ...PLAIN, smile: 1 });
    expect(seen.top).toBeGreaterThan(0.45);
    expect(seen.bottom).toBeLessThan(0.92);
  });

  it('keeps its shoulders still when the head tilts', async () => {
    const seen = await change({ ...PLAIN, tilt: -10 }, { ...PLAIN, tilt: 10 });
    expect(seen.bottom).toBeLessThan(0.95);
  });
});
