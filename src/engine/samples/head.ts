/** Head, ears, neck and clothes, the light that falls on them, and the lines of age. */
import { CANVAS, type Anatomy } from './anatomy.ts';
import type { Factors } from './factors.ts';
import type { Palette } from './palette.ts';
import { mix, svg } from './svg.ts';

/** Gradients and clip paths that the drawing of the head refers to. */
export function headDefinitions(anatomy: Anatomy, palette: Palette, factors: Factors): string {
  const { x, top, chin, half, light, outline } = anatomy;
  const strength = factors.lightStrength;
  const middle = (top + chin) / 2;
  const centre = svg`cx="${x + light.x * 17}" cy="${middle + light.y * 15}"`;
  const { skin } = palette;
  return (
    svg`<radialGradient id="skin" gradientUnits="userSpaceOnUse" ${centre} r="${half * 2.05}">` +
    svg`<stop offset="0" stop-color="${skin.light}" stop-opacity="${mix(0.35, 0.95, strength)}"/>` +
    svg`<stop offset=".42" stop-color="${skin.light}" stop-opacity="0"/>` +
    svg`<stop offset=".52" stop-color="${skin.shade}" stop-opacity="0"/>` +
    svg`<stop offset=".78" stop-color="${skin.shade}" stop-opacity="${mix(0.25, 1, strength)}"/>` +
    svg`<stop offset="1" stop-color="${skin.deep}" stop-opacity="${mix(0.3, 1, strength)}"/></radialGradient>` +
    svg`<radialGradient id="blush"><stop offset="0" stop-color="${skin.blush}" stop-opacity=".42"/>` +
    svg`<stop offset="1" stop-color="${skin.blush}" stop-opacity="0"/></radialGradient>` +
    svg`<radialGradient id="backdrop" gradientUnits="userSpaceOnUse" cx="${x + light.x * 40}" cy="${x + light.y * 42}" r="105">` +
    svg`<stop offset="0" stop-color="${palette.background.light}"/><stop offset=".55" stop-color="${palette.background.base}"/>` +
    svg`<stop offset="1" stop-color="${palette.background.dark}"/></radialGradient>` +
    svg`<linearGradient id="cloth" x1="${0.5 + light.x / 2}" y1="0" x2="${0.5 - light.x / 2}" y2="1">` +
    svg`<stop offset="0" stop-color="${palette.clothing.light}"/><stop offset=".45" stop-color="${palette.clothing.base}"/>` +
    svg`<stop offset="1" stop-color="${palette.clothing.dark}"/></linearGradient>` +
    `<clipPath id="face"><path d="${outline}"/></clipPath>`
  );
}

export function backdrop(): string {
  return svg`<rect width="${CANVAS}" height="${CANVAS}" fill="url(#backdrop)"/>`;
}

/** Neck and shoulders; they stay upright when the head tilts. */
export function bust(anatomy: Anatomy, palette: Palette): string {
  const { x, chin, half, light } = anatomy;
  const neck = half * 0.46;
  const collar = 108;
  const shoulders =
    svg`M${x - 50} ${CANVAS + 2}C${x - 48} ${collar + 6} ${x - 34} ${collar + 1} ${x - neck - 3.5} ${collar - 2.5}` +
    svg`C${x - neck} ${collar + 10} ${x + neck} ${collar + 10} ${x + neck + 3.5} ${collar - 2.5}` +
    svg`C${x + 34} ${collar + 1} ${x + 48} ${collar + 6} ${x + 50} ${CANVAS + 2}Z`;
  const throat =
    svg`M${x - neck} ${chin - 18}V${collar - 6}C${x - neck - 1} ${collar - 2} ${x - neck - 4} ${collar - 1} ${x - neck - 9} ${collar}` +
    svg`V${CANVAS}H${x + neck + 9}V${collar}C${x + neck + 4} ${collar - 1} ${x + neck + 1} ${collar - 2} ${x + neck} ${collar - 6}V${chin - 18}Z`;
  return (
    `<clipPath id="throat"><path d="${throat}"/></clipPath>` +
    `<path d="${throat}" fill="${palette.skin.base}"/>` +
    svg`<g clip-path="url(#throat)"><ellipse cx="${x - light.x * 5}" cy="${chin - 2}" rx="${half * 0.86}" ry="11.5" fill="${palette.skin.shade}"/>` +
    svg`<ellipse cx="${x - light.x * 6}" cy="${chin - 5}" rx="${half * 0.8}" ry="11" fill="${palette.skin.deep}" opacity=".4"/></g>` +
    `<path d="${shoulders}" fill="url(#cloth)"/>` +
    svg`<path d="M${x - neck - 3.5} ${collar - 2.5}C${x - neck} ${collar + 10} ${x + neck} ${collar + 10} ${x + neck + 3.5} ${collar - 2.5}" ` +
    `fill="none" stroke="${palette.clothing.dark}" stroke-width="2.2" stroke-linecap="round" opacity=".55"/>`
  );
}

export function ears(anatomy: Anatomy, palette: Palette): string {
  const { left, right, eyes, turn } = anatomy;
  const ear = (x: number, outward: 1 | -1) => {
    const y = eyes + 4.5;
    const hidden = 1 - outward * turn(0.035);
    const centre = x + outward * 0.6 * hidden - turn(0.25);
    return (
      svg`<ellipse cx="${centre}" cy="${y}" rx="${5.2 * hidden}" ry="8" fill="${palette.skin.base}"/>` +
      svg`<ellipse cx="${centre}" cy="${y}" rx="${5.2 * hidden}" ry="8" fill="url(#skin)"/>` +
      svg`<path d="M${centre + outward * 2.4 * hidden} ${y - 4.4}C${centre - outward * 1.4} ${y - 5.4} ${centre - outward * 1.8} ${y} ${centre + outward * 0.8} ${y + 3.6}" ` +
      `fill="none" stroke="${palette.skin.deep}" stroke-width="1.3" stroke-linecap="round" opacity=".75"/>`
    );
  };
  return ear(left, -1) + ear(right, 1);
}

/** The head with its shading and blush. */
export function head(anatomy: Anatomy, palette: Palette): string {
  const { x, eyes, mouth, half, turn, outline } = anatomy;
  const cheeks = mix(eyes, mouth, 0.62);
  return (
    `<path d="${outline}" fill="${palette.skin.base}"/>` +
    `<g clip-path="url(#face)"><path d="${outline}" fill="url(#skin)"/>` +
    svg`<ellipse cx="${x - half * 0.6 + turn(0.8)}" cy="${cheeks}" rx="8.5" ry="6" fill="url(#blush)"/>` +
    svg`<ellipse cx="${x + half * 0.6 + turn(0.8)}" cy="${cheeks}" rx="8.5" ry="6" fill="url(#blush)"/></g>`
  );
}

/** Furrows of the forehead, crow's feet, bags under the eyes and folds beside the nose, deeper with age. */
export function ageLines(anatomy: Anatomy, palette: Palette, factors: Factors): string {
  const { x, eyes, nose, mouth, half, turn } = anatomy;
  const middle = x + turn(0.9);
  const brow = eyes - 15.5;
  const reach = mix(6, 12, factors.age);
  const furrow = (y: number, width: number) =>
    svg`M${middle - width} ${y}C${middle - width / 2} ${y - 1.3} ${middle + width / 2} ${y - 1.3} ${middle + width} ${y}`;
  const beside = (sign: 1 | -1) => {
    const at = (distance: number) => middle + sign * distance;
    const outer = half * 0.8;
    return (
      svg`M${at(6.6)} ${nose - 2.5}C${at(8.5)} ${nose + 0.5} ${at(11)} ${nose + 3} ${at(11.2)} ${mix(nose + 4, mouth + 1.5, factors.age)}` +
      svg`M${at(7)} ${eyes + 6}C${at(9.5)} ${eyes + 8.4} ${at(13.5)} ${eyes + 8.2} ${at(15.5)} ${eyes + 6}` +
      svg`M${at(outer)} ${eyes - 1.6}L${at(outer + 3)} ${eyes - 3.4}M${at(outer)} ${eyes + 1.4}L${at(outer + 3)} ${eyes + 2.4}`
    );
  };
  return (
    `<path d="${furrow(brow, reach)}${furrow(brow - 4, reach * 0.85)}${beside(-1)}${beside(1)}" fill="none" stroke="${palette.skin.deep}" ` +
    svg`stroke-width="${mix(0.6, 1.2, factors.age)}" stroke-linecap="round" opacity="${Math.max(0, mix(-0.4, 0.62, factors.age))}" clip-path="url(#face)"/>`
  );
}
