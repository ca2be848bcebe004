/** Hair: which style is drawn how, and what all styles share. */
import type { Anatomy } from './anatomy.ts';
import type { Factors } from './factors.ts';
import { afro, curls, quiff, shaven, sideParting } from './hair-short.ts';
import { bob, braids, bun, longStraight, longWavy } from './hair-long.ts';
import { headscarf, scarfDefinitions } from './headscarf.ts';
import type { Palette } from './palette.ts';
import { svg } from './svg.ts';

/** Hair behind the head and in front of it, as SVG; `edge` is path data of what throws a shadow on the forehead. */
export interface Hair {
  back: string;
  front: string;
  edge: string;
}

export type HairStyle = (anatomy: Anatomy, palette: Palette) => Hair;

const STYLES: Record<Factors['hairStyle'], HairStyle> = {
  bald: () => ({ back: '', front: '', edge: '' }),
  'buzz cut': shaven,
  'side parting': sideParting,
  quiff,
  curls,
  afro,
  bob,
  'long straight': longStraight,
  'long wavy': longWavy,
  bun,
  braids,
  headscarf,
};

export function hairOf(anatomy: Anatomy, palette: Palette, factors: Factors): Hair {
  return STYLES[factors.hairStyle](anatomy, palette);
}

/** Gradients of the hair: lit from the light's side. */
export function hairDefinitions(anatomy: Anatomy, palette: Palette): string {
  const { x, light, top, chin } = anatomy;
  const line = svg`gradientUnits="userSpaceOnUse" x1="${x + light.x * 30}" y1="${top - 8}" x2="${x - light.x * 26}" y2="${chin}"`;
  return (
    svg`<linearGradient id="hair" ${line}><stop offset="0" stop-color="${palette.hair.light}"/>` +
    svg`<stop offset=".32" stop-color="${palette.hair.base}"/><stop offset="1" stop-color="${palette.hair.dark}"/></linearGradient>` +
    svg`<linearGradient id="hair-back" ${line}><stop offset="0" stop-color="${palette.hair.base}"/>` +
    svg`<stop offset=".6" stop-color="${palette.hair.dark}"/><stop offset="1" stop-color="${palette.hair.dark}"/></linearGradient>` +
    scarfDefinitions(anatomy, palette)
  );
}

/** Shadow that the front hair throws on the face. */
export function hairShadow(hair: Hair, anatomy: Anatomy, palette: Palette): string {
  if (hair.edge === '') return '';
  return (
    `<g clip-path="url(#face)">` +
    svg`<path d="${hair.edge}" transform="translate(${-anatomy.light.x * 1.4} 2.4)" fill="${palette.skin.deep}" opacity=".42"/></g>`
  );
}
