/** A scarf wrapped around the head, knotted above the forehead; worn with any face. */
import type { Anatomy } from './anatomy.ts';
import type { Hair } from './hair.ts';
import type { Palette } from './palette.ts';
import { svg } from './svg.ts';

export function scarfDefinitions({ x, light, top, eyes }: Anatomy, { scarf }: Palette): string {
  return (
    svg`<linearGradient id="scarf" gradientUnits="userSpaceOnUse" x1="${x + light.x * 30}" y1="${top - 12}" x2="${x - light.x * 26}" y2="${eyes}">` +
    svg`<stop offset="0" stop-color="${scarf.light}"/><stop offset=".45" stop-color="${scarf.base}"/><stop offset="1" stop-color="${scarf.dark}"/></linearGradient>`
  );
}

export function headscarf(anatomy: Anatomy, palette: Palette): Hair {
  const { x, left, right, half, top, eyes } = anatomy;
  const brim = top + 18;
  const edge =
    svg`M${left - 1.2} ${eyes + 0.5}C${left - 6} ${eyes - 12} ${left - 5.5} ${top - 9} ${x} ${top - 9.5}` +
    svg`C${right + 5.5} ${top - 9} ${right + 6} ${eyes - 12} ${right + 1.2} ${eyes + 0.5}` +
    svg`C${right - 0.4} ${eyes + 0.5} ${right - 1.2} ${eyes - 2} ${right - 1.5} ${eyes - 4}C${right - 3} ${brim + 5} ${x + half * 0.5} ${brim - 1} ${x} ${brim - 3}` +
    svg`C${x - half * 0.5} ${brim - 1} ${left + 3} ${brim + 5} ${left + 1.5} ${eyes - 4}C${left + 1.2} ${eyes - 2} ${left + 0.4} ${eyes + 0.5} ${left - 1.2} ${eyes + 0.5}Z`;
  const fold = (sign: 1 | -1) => {
    const at = (distance: number) => x + sign * distance;
    return (
      svg`M${at(3)} ${top + 4}C${at(half * 0.5)} ${top + 3} ${at(half - 1)} ${top + 12} ${at(half + 0.8)} ${eyes - 7}` +
      svg`M${at(3)} ${top + 9}C${at(half * 0.5)} ${top + 9} ${at(half * 0.86)} ${top + 17} ${at(half - 0.2)} ${eyes - 3}` +
      svg`M${at(2)} ${top - 1}C${at(half * 0.5)} ${top - 5} ${at(half - 1)} ${top} ${at(half + 2)} ${eyes - 15}`
    );
  };
  const wing = (sign: 1 | -1) => {
    const at = (distance: number) => x + sign * distance;
    return svg`M${x} ${top + 3}C${at(4)} ${top - 8} ${at(15)} ${top - 13} ${at(18)} ${top - 8}C${at(19)} ${top - 2} ${at(10)} ${top + 5} ${x} ${top + 5}Z`;
  };
  return {
    back: '',
    front:
      `<path d="${edge}" fill="url(#scarf)"/>` +
      `<path d="${fold(-1)}${fold(1)}" fill="none" stroke="${palette.scarf.dark}" stroke-width="1.4" stroke-linecap="round" opacity=".65"/>` +
      `<path d="${wing(-1)}${wing(1)}" fill="url(#scarf)" stroke="${palette.scarf.dark}" stroke-width="1" stroke-linejoin="round"/>` +
      svg`<ellipse cx="${x}" cy="${top + 3.4}" rx="5" ry="4.6" fill="${palette.scarf.base}" stroke="${palette.scarf.dark}" stroke-width="1"/>` +
      svg`<ellipse cx="${x + anatomy.light.x * 1.4}" cy="${top + 2}" rx="2" ry="1.4" fill="${palette.scarf.light}" opacity=".8"/>`,
    edge,
  };
}
