/**
 * A colour scale for error maps: a straight line in Oklab (Ottosson 2020, "A perceptual color space for image processing")
 * from a dark blue to a bright yellow. Equal differences of error look equally large, lightness rises all the way, so it also
 * reads in grey, and it moves along blue-yellow only, which people with red-green blindness tell apart.
 */

/** Lightness and the two opponent axes (green-red, blue-yellow) of the ends; both lie inside sRGB. */
const LOW = [0.2, -0.01, -0.08] as const;
const HIGH = [0.93, -0.02, 0.165] as const;
const LEVELS = 256;

/** `[256, 3]`: red, green and blue bytes from no error to the largest. */
export const HEAT_COLOURS: Uint8Array = createHeatColours();

function createHeatColours(): Uint8Array {
  const colours = new Uint8Array(LEVELS * 3);
  for (let level = 0; level < LEVELS; level++) {
    const t = level / (LEVELS - 1);
    const [lightness, greenRed, blueYellow] = LOW.map((low, axis) => low + t * (HIGH[axis]! - low));
    colours.set(oklabToBytes(lightness!, greenRed!, blueYellow!), level * 3);
  }
  return colours;
}

function oklabToBytes(lightness: number, a: number, b: number): [number, number, number] {
  const long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const short = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    encodeGamma(4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short),
    encodeGamma(-1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short),
    encodeGamma(-0.0041960863 * long - 0.7034186147 * medium + 1.707614701 * short),
  ];
}

/** The transfer function of sRGB (IEC 61966-2-1), as a byte. */
function encodeGamma(linear: number): number {
  const clamped = Math.min(1, Math.max(0, linear));
  const encoded = clamped <= 0.0031308 ? 12.92 * clamped : 1.055 * clamped ** (1 / 2.4) - 0.055;
  return Math.round(encoded * 255);
}
