/** The colours of a face: all shades of skin, hair, eyes, clothes and backdrop, derived from its factors. */
import { along, blend, fromHex, fromHue, scaled, toHex, type Oklab } from './colour.ts';
import type { Factors } from './factors.ts';

/** Every colour is `#rrggbb`. */
export interface Palette {
  skin: { base: string; light: string; shade: string; deep: string; line: string; blush: string };
  lips: { base: string; light: string; line: string };
  hair: { base: string; light: string; dark: string };
  beard: { base: string; light: string; dark: string };
  brow: string;
  iris: { base: string; light: string; dark: string };
  clothing: { base: string; light: string; dark: string };
  scarf: { base: string; light: string; dark: string };
  background: { base: string; light: string; dark: string };
}

/** Skin from the lightest to the deepest tone, evenly spaced to the eye. */
const SKIN = [
  '#fbe2d1',
  '#f8d5bd',
  '#f0c3a0',
  '#e4ae86',
  '#d4976c',
  '#bd7d54',
  '#9c6442',
  '#7a4b31',
  '#583525',
].map(fromHex);

const HAIR: Record<Factors['hairColour'], string> = {
  black: '#2a2529',
  'dark brown': '#45302a',
  chestnut: '#6f4632',
  auburn: '#8a3f2b',
  copper: '#c2683a',
  blond: '#dfb66c',
  grey: '#989aa1',
  white: '#e6e4e2',
  plum: '#7a3f75',
  teal: '#2f8a8c',
};

/** Dyed hair leaves brows and beard in a colour of their own. */
const DYED: readonly Factors['hairColour'][] = ['plum', 'teal'];

const IRIS: Record<Factors['eyeColour'], string> = {
  dark: '#3b2620',
  brown: '#744a2a',
  hazel: '#94743a',
  green: '#5c8a55',
  blue: '#4a86c0',
  grey: '#7d8f9c',
};

const CLOTHING: Record<Factors['clothing'], string> = {
  navy: '#37466f',
  mustard: '#dfa63f',
  coral: '#e3705c',
  sage: '#84a583',
  plum: '#7b4f7c',
  cream: '#efe3cf',
};

/** The scarf contrasts with the clothes that it is worn with. */
const SCARF: Record<Factors['clothing'], string> = {
  navy: '#e0795f',
  mustard: '#3f6f8c',
  coral: '#4b5b96',
  sage: '#c85f74',
  plum: '#e0b04e',
  cream: '#3e8a86',
};

const RED = fromHex('#c6303e');
const WHITE = fromHex('#ffffff');
const INK = fromHex('#2b1a1c');

export function paletteOf(factors: Factors): Palette {
  const tone = along(SKIN, factors.skinTone);
  const warmth = factors.skinWarmth * tone.L;
  const skin = { L: tone.L, a: tone.a - 0.012 * warmth, b: tone.b + 0.016 * warmth };
  const lips = blend(skin, RED, 0.34);
  const hair = fromHex(HAIR[factors.hairColour]);
  const undyed = DYED.includes(factors.hairColour) ? fromHex(HAIR['dark brown']) : hair;
  const iris = fromHex(IRIS[factors.eyeColour]);
  return {
    skin: {
      base: toHex(skin),
      light: toHex(blend(skin, { L: 0.97, a: 0.014, b: 0.05 }, 0.08 + 0.32 * skin.L)),
      shade: toHex(shadeOf(skin, 0.83)),
      deep: toHex(shadeOf(skin, 0.66)),
      line: toHex(blend(shadeOf(skin, 0.6), INK, 0.25)),
      blush: toHex(blend(skin, fromHex('#f0484f'), 0.55)),
    },
    lips: {
      base: toHex(scaled(lips, 0.97)),
      light: toHex(blend(lips, WHITE, 0.25)),
      line: toHex(blend(scaled(lips, 0.56), INK, 0.35)),
    },
    hair: tonesOf(hair),
    beard: tonesOf(undyed),
    brow: toHex(blend(scaled(undyed, undyed.L > 0.6 ? 0.74 : 0.9), INK, 0.18)),
    iris: tonesOf(iris),
    clothing: tonesOf(fromHex(CLOTHING[factors.clothing])),
    scarf: tonesOf(fromHex(SCARF[factors.clothing])),
    background: {
      base: toHex(fromHue(0.83, 0.075, factors.background)),
      light: toHex(fromHue(0.91, 0.05, factors.background)),
      dark: toHex(fromHue(0.74, 0.09, factors.background)),
    },
  };
}

/** Shadows on skin are darker, more vivid and a little redder. */
function shadeOf(skin: Oklab, lightness: number): Oklab {
  const shade = scaled(skin, lightness, 0.93);
  return { L: shade.L, a: shade.a + 0.02 * skin.L, b: shade.b };
}

function tonesOf(colour: Oklab): { base: string; light: string; dark: string } {
  return {
    base: toHex(colour),
    light: toHex(blend(scaled(colour, 1.08), WHITE, 0.2)),
    dark: toHex(blend(scaled(colour, 0.74, 0.82), INK, 0.1)),
  };
}
