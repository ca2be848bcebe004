/** Eyes, brows and glasses. */
import type { Anatomy } from './anatomy.ts';
import type { Factors } from './factors.ts';
import type { Palette } from './palette.ts';
import { mix, svg } from './svg.ts';

const LASH = '#2a1d1f';

type Side = 1 | -1;

/** Centre of one eye and how much the turn of the head narrows it. */
function eyeCentre(anatomy: Anatomy, side: Side): { x: number; y: number; narrowing: number } {
  const narrowing = 1 - side * anatomy.turn(0.022);
  const apart = anatomy.half * 0.445;
  return { x: anatomy.x + anatomy.turn(1) + side * apart * narrowing, y: anatomy.eyes, narrowing };
}

export function eyes(anatomy: Anatomy, palette: Palette, factors: Factors): string {
  return eye(anatomy, palette, factors, -1) + eye(anatomy, palette, factors, 1);
}

function eye(anatomy: Anatomy, palette: Palette, factors: Factors, side: Side): string {
  const { x, y, narrowing } = eyeCentre(anatomy, side);
  const size = mix(0.86, 1.16, factors.eyeSize);
  const half = 6.9 * size * narrowing;
  const upper = mix(4.3, 7.2, factors.eyeRoundness) * size;
  const lower = mix(2.6, 5.2, factors.eyeRoundness) * size - Math.max(0, factors.smile) * 0.9;
  const slant = factors.eyeSlant * 1.7;
  // Positions run from the inner corner (-1) to the outer corner (1), whatever the side of the face.
  const at = (position: number, height: number) => svg`${x + side * position * half} ${y - height}`;
  const lid = `M${at(-1, -slant * 0.6)}C${at(-0.62, upper)} ${at(0.42, upper + slant)} ${at(1, slant)}`;
  const opening = `${lid}C${at(0.55, -lower + slant)} ${at(-0.5, -lower)} ${at(-1, -slant * 0.6)}Z`;
  const iris = mix(3.7, 4.3, factors.eyeRoundness) * size;
  const pupilX = x + factors.gaze * (half - iris * 0.62) * 0.72;
  const pupilY = y - slant * 0.2 + 0.1;
  const clip = side < 0 ? 'eye-left' : 'eye-right';
  const crease = `M${at(-0.8, upper * 0.62)}C${at(-0.45, upper * 1.12 + 0.9)} ${at(0.4, upper * 1.12 + slant + 0.9)} ${at(1.02, slant + 1.9)}`;
  const lash = svg`${lid}L${x + side * (half + 0.7)} ${y - slant - 0.5}`;
  return (
    `<clipPath id="${clip}"><path d="${opening}"/></clipPath>` +
    `<path d="${opening}" fill="#fdf9f5"/><g clip-path="url(#${clip})">` +
    svg`<circle cx="${pupilX}" cy="${pupilY}" r="${iris}" fill="${palette.iris.dark}"/>` +
    svg`<circle cx="${pupilX}" cy="${pupilY + 0.35}" r="${iris * 0.82}" fill="${palette.iris.base}"/>` +
    svg`<ellipse cx="${pupilX}" cy="${pupilY + iris * 0.48}" rx="${iris * 0.52}" ry="${iris * 0.36}" fill="${palette.iris.light}" opacity=".75"/>` +
    svg`<circle cx="${pupilX}" cy="${pupilY}" r="${iris * 0.46}" fill="#17100f"/>` +
    svg`<path d="${lid}" transform="translate(0 .9)" fill="none" stroke="#6b5560" stroke-width="2.4" opacity=".28"/></g>` +
    svg`<circle cx="${pupilX + anatomy.light.x * iris * 0.42}" cy="${pupilY - iris * 0.38}" r="${iris * 0.27}" fill="#fff"/>` +
    `<path d="${lash}" fill="none" stroke="${LASH}" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round"/>` +
    `<path d="${crease}" fill="none" stroke="${palette.skin.deep}" stroke-width=".9" stroke-linecap="round" opacity=".8"/>`
  );
}

/** Brows, a tapered stroke over each eye. */
export function brows(anatomy: Anatomy, palette: Palette, factors: Factors): string {
  return brow(anatomy, palette, factors, -1) + brow(anatomy, palette, factors, 1);
}

function brow(anatomy: Anatomy, palette: Palette, factors: Factors, side: Side): string {
  const { x, y, narrowing } = eyeCentre(anatomy, side);
  const half = 8.2 * narrowing;
  const height = mix(8.9, 11.3, factors.eyeRoundness) + factors.browHeight * 1.9;
  const thickness = mix(1, 3.5, factors.browThickness);
  const inner = height - 0.7 - factors.browAngle * 1.7;
  const outer = height - 1.6 + factors.browAngle * 1.5;
  const arch = height + 2.1;
  const at = (position: number, up: number) => svg`${x + side * position * half} ${y - up}`;
  return (
    `<path d="M${at(-0.98, inner)}C${at(-0.4, mix(inner, arch, 0.7))} ${at(0.25, arch)} ${at(1.12, outer)}` +
    `C${at(0.3, arch + thickness * 1.15)} ${at(-0.5, mix(inner, arch, 0.7) + thickness * 1.1)} ${at(-0.94, inner + thickness)}Z" ` +
    `fill="${palette.brow}" stroke="${palette.brow}" stroke-width=".7" stroke-linejoin="round"/>`
  );
}

export function glasses(anatomy: Anatomy, factors: Factors): string {
  if (factors.glasses === 'none') return '';
  const round = factors.glasses === 'round';
  const frame = round ? '#a8743a' : '#26262e';
  const weight = round ? 1.7 : 2.3;
  const radius = 10.2;
  const rims = ([-1, 1] as const).map((side) => {
    const { x, y, narrowing } = eyeCentre(anatomy, side);
    return { x, y: y + 1.2, reach: radius * narrowing, side };
  });
  const shape = (x: number, y: number, reach: number) =>
    round
      ? svg`<ellipse cx="${x}" cy="${y}" rx="${reach}" ry="${radius}"`
      : svg`<rect x="${x - reach}" y="${y - 7.8}" width="${reach * 2}" height="15.6" rx="3.6"`;
  const lenses = rims.map(({ x, y, reach, side }) => {
    const earX = side < 0 ? anatomy.left : anatomy.right;
    return (
      `${shape(x, y, reach)} fill="#fff" fill-opacity=".1" stroke="${frame}" stroke-width="${weight}"/>` +
      svg`<path d="M${x - reach * 0.68} ${y - 1.2}L${x - reach * 0.32} ${y - 5.4}" stroke="#fff" stroke-width="1.7" stroke-linecap="round" opacity=".6"/>` +
      svg`<path d="M${x + side * reach} ${y - 2.4}L${earX} ${y - 3.4}" stroke="${frame}" stroke-width="${weight}"/>`
    );
  });
  const [left, right] = rims as [(typeof rims)[0], (typeof rims)[0]];
  const from = left.x + left.reach;
  const to = right.x - right.reach;
  const bridge = svg`M${from} ${left.y - 1.5}C${mix(from, to, 0.3)} ${left.y - 3.6} ${mix(from, to, 0.7)} ${left.y - 3.6} ${to} ${left.y - 1.5}`;
  return `<g fill="none">${lenses.join('')}<path d="${bridge}" stroke="${frame}" stroke-width="${weight}"/></g>`;
}
