/**
 * Pictures for the fake engine: small faces drawn straight from a code, pixel by pixel, so that decoding, morphing and sampling
 * all show what they should without a model.
 */

export const DIMENSIONS = 16;

/** Deterministic numbers in [0, 1) (Mulberry32). */
export function randomSource(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A standard normal code; images of one group lie together in the first two dimensions. */
export function codeOf(index: number, group = 0, groups = 1): Float32Array<ArrayBuffer> {
  const random = randomSource(index * 7919 + 17);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const code = Float32Array.from({ length: DIMENSIONS }, normal);
  if (groups > 1) {
    const angle = (2 * Math.PI * group) / groups;
    code[0] = 1.6 * Math.cos(angle) + 0.35 * code[0]!;
    code[1] = 1.6 * Math.sin(angle) + 0.35 * code[1]!;
  }
  return code;
}

const between = (low: number, high: number, z: number) => low + ((high - low) * (1 + Math.tanh(z * 0.8))) / 2;

function hsl(hue: number, saturation: number, lightness: number): [number, number, number] {
  const channel = (n: number) => {
    const k = (n + hue / 30) % 12;
    const a = saturation * Math.min(lightness, 1 - lightness);
    return 255 * (lightness - a * Math.max(-1, Math.min(k - 3, 9 - k, 1)));
  };
  return [channel(0), channel(8), channel(4)];
}

/** A face of `size` x `size` pixels as RGBA bytes. */
export function drawFace(code: ArrayLike<number>, size: number, grey = false): Uint8Array {
  const z = (i: number) => code[i] ?? 0;
  const background = hsl(between(0, 360, z(0)), 0.28, between(0.35, 0.8, z(9)));
  const skin = hsl(between(14, 34, z(2)), between(0.3, 0.6, z(3)), between(0.3, 0.8, z(2)));
  const hair = hsl(between(10, 50, z(4)), between(0.1, 0.6, z(5)), between(0.08, 0.6, z(4)));
  const [headWidth, headHeight] = [between(0.24, 0.33, z(1)), between(0.31, 0.38, z(6))];
  const tilt = between(-0.25, 0.25, z(7));
  const [eyeGap, eyeSize] = [between(0.08, 0.15, z(8)), between(0.022, 0.045, z(10))];
  const [smile, mouthWidth] = [between(-0.5, 1, z(11)), between(0.07, 0.15, z(12))];
  const [fringe, light] = [between(-0.28, -0.1, z(13)), between(-0.3, 0.3, z(14))];
  const hairLength = between(0.02, 0.12, z(15));
  const rgba = new Uint8Array(size * size * 4);
  const [cos, sin] = [Math.cos(tilt), Math.sin(tilt)];
  for (let py = 0; py < size; py++) {
    for (let px = 0; px < size; px++) {
      const [u, v] = [(px + 0.5) / size - 0.5, (py + 0.5) / size - 0.54];
      const [x, y] = [u * cos + v * sin, v * cos - u * sin];
      const head = Math.hypot(x / headWidth, y / headHeight);
      const mane = Math.hypot(x / (headWidth + 0.05), (y + 0.04) / (headHeight + hairLength));
      let colour = background;
      if (mane < 1 && y < 0.2) colour = hair;
      if (head < 1) colour = y < fringe + 0.5 * x * x ? hair : skin;
      const eye = Math.hypot((Math.abs(x) - eyeGap) / 1.3, y + 0.04);
      const brow = Math.abs(y + 0.115 - 0.4 * (Math.abs(x) - eyeGap) ** 2);
      if (head < 1 && eye < eyeSize) colour = eye < eyeSize * 0.55 ? [30, 26, 30] : [245, 245, 245];
      if (brow < 0.011 && Math.abs(Math.abs(x) - eyeGap) < 0.06) colour = hair;
      const mouth = y - 0.17 + smile * (x * x * 4 - 0.02);
      if (Math.abs(x) < mouthWidth && Math.abs(mouth) < 0.014) colour = [150, 60, 60];
      const shade = 1 + light * u * 1.6 + (head < 1 ? 0.1 * (1 - head) : 0);
      const at = (py * size + px) * 4;
      const luma = 0.299 * colour[0] + 0.587 * colour[1] + 0.114 * colour[2];
      for (let c = 0; c < 3; c++)
        rgba[at + c] = Math.max(0, Math.min(255, (grey ? luma : colour[c]!) * shade));
      rgba[at + 3] = 255;
    }
  }
  return rgba;
}

/** The same face as an unfinished model draws it: `detail` pixels across, enlarged smoothly. */
export function drawBlurredFace(
  code: ArrayLike<number>,
  size: number,
  detail: number,
  grey = false,
): Uint8Array {
  const coarse = Math.max(2, Math.min(size, Math.round(detail)));
  const small = drawFace(code, coarse, grey);
  if (coarse === size) return small;
  const rgba = new Uint8Array(size * size * 4);
  const place = (p: number) => {
    const at = Math.max(0, Math.min(coarse - 1, ((p + 0.5) * coarse) / size - 0.5));
    const low = Math.floor(at);
    return { low, high: Math.min(coarse - 1, low + 1), part: at - low };
  };
  for (let y = 0; y < size; y++) {
    const vertical = place(y);
    for (let x = 0; x < size; x++) {
      const horizontal = place(x);
      for (let c = 0; c < 4; c++) {
        const value = (row: number, column: number) => small[(row * coarse + column) * 4 + c]!;
        const row = (r: number) =>
          value(r, horizontal.low) * (1 - horizontal.part) + value(r, horizontal.high) * horizontal.part;
        rgba[(y * size + x) * 4 + c] =
          row(vertical.low) * (1 - vertical.part) + row(vertical.high) * vertical.part;
      }
    }
  }
  return rgba;
}
