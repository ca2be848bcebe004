/** Colours of the labels: a palette for each theme that stays apart with every kind of colour vision. */

/** Red, green and blue, 0..255. */
export type Rgb = readonly [number, number, number];

export type Scheme = 'light' | 'dark';

/** The CSS colour `rgb(r, g, b)` as numbers. Throws a SyntaxError for anything else. */
export function parseRgb(colour: string): Rgb {
  const parts = /^rgba?\(\s*(\d+)[,\s]+(\d+)[,\s]+(\d+)/.exec(colour);
  if (parts === null) throw new SyntaxError(`Not an rgb() colour: ${colour}`);
  return [Number(parts[1]), Number(parts[2]), Number(parts[3])];
}

export function cssColour([red, green, blue]: Rgb): string {
  return `rgb(${red}, ${green}, ${blue})`;
}

/**
 * Ten colours each, found by simulated annealing: among moderate colours that stand out from the canvas, those whose closest pair
 * is farthest apart in OKLab, as normal, deuteranopic, protanopic and tritanopic eyes see it (Machado et al. 2009). The order
 * puts the most different ones first.
 */
export const palettes: Readonly<Record<Scheme, readonly Rgb[]>> = {
  dark: [
    [120, 190, 198],
    [210, 104, 72],
    [172, 172, 33],
    [225, 174, 252],
    [45, 153, 115],
    [235, 158, 132],
    [127, 110, 210],
    [162, 230, 136],
    [194, 121, 178],
    [88, 249, 244],
  ],
  light: [
    [17, 128, 164],
    [242, 109, 124],
    [195, 147, 2],
    [96, 83, 176],
    [119, 127, 43],
    [129, 10, 44],
    [94, 147, 250],
    [140, 82, 71],
    [192, 72, 130],
    [75, 54, 103],
  ],
};

const TINTS: readonly Rgb[] = [
  [255, 255, 255],
  [0, 0, 0],
];
const TINT = 0.38;

/** The colour of a label. Beyond the tenth the palette comes again, first lightened, then darkened; after thirty, as it was. */
export function labelColour(label: number, scheme: Scheme): Rgb {
  const palette = palettes[scheme];
  const colour = palette[label % palette.length]!;
  const tint = TINTS[(Math.floor(label / palette.length) % (TINTS.length + 1)) - 1];
  if (tint === undefined) return colour;
  const mixed = (k: 0 | 1 | 2) => Math.round(colour[k] + (tint[k] - colour[k]) * TINT);
  return [mixed(0), mixed(1), mixed(2)];
}
