/**
 * Colours of the sample faces, mixed in OKLab, where equal steps look equal.
 * Conversion matrices: Björn Ottosson, "A perceptual color space for image processing", 2020.
 */

/** Lightness 0..1 and the two opponent axes (green-red, blue-yellow). */
export interface Oklab {
  L: number;
  a: number;
  b: number;
}

export function fromHex(hex: string): Oklab {
  const [red, green, blue] = [1, 3, 5].map((at) => linear(parseInt(hex.slice(at, at + 2), 16) / 255)) as [
    number,
    number,
    number,
  ];
  const l = Math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue);
  const m = Math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue);
  const s = Math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue);
  return {
    L: 0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    a: 1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    b: 0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  };
}

/** `#rrggbb`; colours outside sRGB are clipped channel by channel. */
export function toHex({ L, a, b }: Oklab): string {
  const l = (L + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (L - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (L - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const channels = [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
  return `#${channels.map((value) => byte(encoded(value)).toString(16).padStart(2, '0')).join('')}`;
}

export function blend(from: Oklab, to: Oklab, t: number): Oklab {
  return {
    L: from.L + (to.L - from.L) * t,
    a: from.a + (to.a - from.a) * t,
    b: from.b + (to.b - from.b) * t,
  };
}

/** The colour at `t` in 0..1 along evenly spaced stops. */
export function along(stops: readonly Oklab[], t: number): Oklab {
  const position = t * (stops.length - 1);
  const index = Math.min(Math.floor(position), stops.length - 2);
  return blend(stops[index]!, stops[index + 1]!, position - index);
}

/** Lightness and chroma scaled; below 1 the first darkens, above 1 the second makes more vivid. */
export function scaled(colour: Oklab, lightness: number, chroma = 1): Oklab {
  return { L: colour.L * lightness, a: colour.a * chroma, b: colour.b * chroma };
}

/** A colour by lightness, chroma and hue in degrees (OKLCH). */
export function fromHue(lightness: number, chroma: number, degrees: number): Oklab {
  const radians = (degrees * Math.PI) / 180;
  return { L: lightness, a: chroma * Math.cos(radians), b: chroma * Math.sin(radians) };
}

function linear(value: number): number {
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

function encoded(value: number): number {
  return value <= 0.0031308 ? value * 12.92 : 1.055 * value ** (1 / 2.4) - 0.055;
}

function byte(value: number): number {
  return Math.round(Math.min(1, Math.max(0, value)) * 255);
}
