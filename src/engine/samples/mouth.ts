/** Nose, mouth and facial hair. */
import type { Anatomy } from './anatomy.ts';
import type { Factors } from './factors.ts';
import type { Palette } from './palette.ts';
import { mix, svg, when } from './svg.ts';

export function nose(anatomy: Anatomy, palette: Palette, factors: Factors): string {
  const { eyes, nose: base, light, turn } = anatomy;
  const x = anatomy.x + turn(1.35);
  const root = anatomy.x + turn(1.05);
  const width = mix(3.6, 6.3, factors.noseWidth);
  const shadow = light.x > 0 ? -1 : 1;
  const sideways = Math.abs(light.x) * factors.lightStrength;
  const wing = (sign: 1 | -1) =>
    svg`M${x + sign * width} ${base - 2.8}C${x + sign * (width + 1)} ${base - 0.4} ${x + sign * (width - 0.8)} ${base + 0.9} ${x + sign * (width - 2)} ${base + 0.2}`;
  return (
    // The side of the nose that faces away from the light.
    svg`<path d="M${root + shadow * 1.6} ${eyes + 1}C${root + shadow * 2.2} ${base - 8} ${x + shadow * width} ${base - 5} ${x + shadow * width} ${base - 1.6}` +
    svg`C${x + shadow * width} ${base + 1.4} ${x + shadow * 1.5} ${base + 1.2} ${x} ${base + 1.2}C${x + shadow * 1.6} ${base - 4} ${root + shadow * 0.4} ${base - 8} ${root + shadow * 1.6} ${eyes + 1}Z" ` +
    svg`fill="${palette.skin.shade}" opacity="${mix(0, 0.95, sideways)}"/>` +
    svg`<path d="M${x - width + 0.6} ${base - 0.4}C${x - width / 2} ${base + 2.6} ${x + width / 2} ${base + 2.6} ${x + width - 0.6} ${base - 0.4}C${x + width / 2} ${base + 0.4} ${x - width / 2} ${base + 0.4} ${x - width + 0.6} ${base - 0.4}Z" fill="${palette.skin.deep}" opacity=".7"/>` +
    `<path d="${wing(-1)}${wing(1)}" fill="none" stroke="${palette.skin.line}" stroke-width="1.15" stroke-linecap="round" opacity=".8"/>` +
    svg`<ellipse cx="${x + light.x * 1.3}" cy="${base - 3}" rx="${width * 0.36}" ry="1.7" fill="${palette.skin.light}" opacity="${mix(0.3, 0.9, factors.lightStrength)}"/>`
  );
}

/** Points that lips, teeth and beard share. */
interface MouthShape {
  x: number;
  y: number;
  half: number;
  /** How much the corners lie above the middle. */
  lift: number;
  /** Height of the opening. */
  gap: number;
}

function mouthShape(anatomy: Anatomy, factors: Factors): MouthShape {
  return {
    x: anatomy.x + anatomy.turn(1.1),
    y: anatomy.mouth + factors.smile * 0.7,
    half: 9.2 + factors.smile * 1.9 - factors.mouthOpen * 0.9,
    // A mouth at rest is a trace of a smile, and a frown is milder than a smile is wide: the set should be good company.
    lift: factors.smile < 0 ? mix(0.9, -1.3, -factors.smile) : mix(0.9, 3.8, factors.smile),
    gap: factors.mouthOpen ** 1.7 * 7.6,
  };
}

export function mouth(anatomy: Anatomy, palette: Palette, factors: Factors): string {
  const { x, y, half, lift, gap } = mouthShape(anatomy, factors);
  const upperLip = mix(1, 2.9, factors.lips);
  const lowerLip = mix(1.5, 3.9, factors.lips);
  const corner = y - lift;
  const upper = y + lift * 0.35 - gap * 0.2;
  const lower = y + lift * 0.5 + gap * 0.86;
  const at = (position: number, height: number) => svg`${x + position * half} ${height}`;
  const upperEdge = `C${at(-0.55, upper + lift * 0.28)} ${at(-0.2, upper)} ${at(0, upper + 0.3)}C${at(0.2, upper)} ${at(0.55, upper + lift * 0.28)} ${at(1, corner)}`;
  const lowerEdge = `C${at(0.6, lower + lift * 0.2 + gap * 0.2)} ${at(-0.6, lower + lift * 0.2 + gap * 0.2)} ${at(-1, corner)}`;
  const opening = `M${at(-1, corner)}${upperEdge}${lowerEdge}Z`;
  const lips =
    `M${at(-1.04, corner)}C${at(-0.5, upper - upperLip * 0.7 + lift * 0.15)} ${at(-0.24, upper - upperLip * 1.25)} ${at(0, upper - upperLip * 0.75)}` +
    `C${at(0.24, upper - upperLip * 1.25)} ${at(0.5, upper - upperLip * 0.7 + lift * 0.15)} ${at(1.04, corner)}` +
    `C${at(0.58, lower + lowerLip * 1.25 + gap * 0.2 + lift * 0.2)} ${at(-0.58, lower + lowerLip * 1.25 + gap * 0.2 + lift * 0.2)} ${at(-1.04, corner)}Z`;
  const dimple = (sign: 1 | -1) =>
    svg`M${x + sign * (half + 1.4)} ${corner - 1.6}C${x + sign * (half + 2.4)} ${corner - 0.4} ${x + sign * (half + 2.2)} ${corner + 1} ${x + sign * (half + 1.2)} ${corner + 1.8}`;
  return (
    when(
      factors.facialHair !== 'beard',
      svg`<ellipse cx="${x}" cy="${lower + lowerLip + 3.6}" rx="5.5" ry="1.5" fill="${palette.skin.shade}" opacity=".65"/>`,
    ) +
    `<path d="${lips}" fill="${palette.lips.base}"/>` +
    svg`<ellipse cx="${x}" cy="${lower + lowerLip * 0.62 + gap * 0.05}" rx="${half * 0.42}" ry="${lowerLip * 0.26}" fill="${palette.lips.light}" opacity=".7"/>` +
    `<clipPath id="mouth"><path d="${opening}"/></clipPath><g clip-path="url(#mouth)"><path d="${opening}" fill="#571f26"/>` +
    svg`<ellipse cx="${x}" cy="${lower + gap * 0.28 + 1.2}" rx="${half * 0.56}" ry="${0.6 + gap * 0.42}" fill="#d8636a"/>` +
    svg`<path d="M${x - half} ${corner - 3}H${x + half}L${x + half * 0.8} ${upper + gap * 0.3}C${x + half * 0.4} ${upper + gap * 0.46 + lift * 0.1} ${x - half * 0.4} ${upper + gap * 0.46 + lift * 0.1} ${x - half * 0.8} ${upper + gap * 0.3}Z" fill="#fffaf3"/></g>` +
    `<path d="${opening}" fill="none" stroke="${palette.lips.line}" stroke-width="1.15" stroke-linejoin="round"/>` +
    svg`<path d="${dimple(-1)}${dimple(1)}" fill="none" stroke="${palette.skin.deep}" stroke-width="1" stroke-linecap="round" opacity="${Math.max(0, factors.smile) * 0.9}"/>`
  );
}

/** Stubble, moustache or beard; drawn under the mouth. */
export function facialHair(anatomy: Anatomy, palette: Palette, factors: Factors): string {
  if (factors.facialHair === 'none') return '';
  const shape = mouthShape(anatomy, factors);
  const moustache = moustachePath(anatomy, shape);
  if (factors.facialHair === 'moustache')
    return `<path d="${moustache}" fill="${palette.beard.base}"/>` + sheen(anatomy, palette, shape);
  const growth = beardPath(anatomy, shape, factors.facialHair === 'beard' ? 4.5 : 0);
  if (factors.facialHair === 'stubble')
    return `<g clip-path="url(#face)" fill="${palette.beard.dark}" opacity=".3"><path d="${growth}"/><path d="${moustache}"/></g>`;
  return (
    `<path d="${growth}" fill="${palette.beard.base}" fill-rule="evenodd"/>` +
    svg`<path d="${growth}" fill="url(#beard)" fill-rule="evenodd"/>` +
    `<path d="${moustache}" fill="${palette.beard.base}"/>` +
    sheen(anatomy, palette, shape)
  );
}

export function beardDefinitions(anatomy: Anatomy, palette: Palette, factors: Factors): string {
  return when(
    factors.facialHair === 'beard',
    svg`<linearGradient id="beard" gradientUnits="userSpaceOnUse" x1="${anatomy.x + anatomy.light.x * 20}" y1="${anatomy.mouth - 8}" x2="${anatomy.x - anatomy.light.x * 20}" y2="${anatomy.chin + 5}">` +
      svg`<stop offset="0" stop-color="${palette.beard.light}" stop-opacity=".45"/><stop offset=".5" stop-color="${palette.beard.base}" stop-opacity="0"/>` +
      svg`<stop offset="1" stop-color="${palette.beard.dark}"/></linearGradient>`,
  );
}

function moustachePath(anatomy: Anatomy, { x, y, half, lift, gap }: MouthShape): string {
  const top = anatomy.nose + 2.2;
  const bottom = y + lift * 0.2 - gap * 0.2 - 0.8;
  const tip = y - lift * 0.9 + 0.9;
  const reach = half + 2.6;
  const middle = Math.max(bottom, top + 2.2);
  return (
    svg`M${x} ${top + 0.6}C${x + 3} ${top - 1} ${x + reach * 0.7} ${top + 0.8} ${x + reach} ${tip}` +
    svg`C${x + reach * 0.6} ${middle + 0.6} ${x + reach * 0.25} ${middle + 0.8} ${x} ${middle - 0.6}` +
    svg`C${x - reach * 0.25} ${middle + 0.8} ${x - reach * 0.6} ${middle + 0.6} ${x - reach} ${tip}` +
    svg`C${x - reach * 0.7} ${top + 0.8} ${x - 3} ${top - 1} ${x} ${top + 0.6}Z`
  );
}

/** From sideburn to sideburn around the chin, `length` units longer than the face. */
function beardPath(anatomy: Anatomy, { x, half, lift, gap, y }: MouthShape, length: number): string {
  const { chin, jaw, eyes, turn } = anatomy;
  const chinX = anatomy.x + turn(0.45);
  const start = eyes + 5;
  const outer = anatomy.half + (length > 0 ? 0.6 : 0);
  const side = (sign: 1 | -1) => (distance: number) => anatomy.x + sign * distance;
  const right = side(1);
  const left = side(-1);
  const jawOut = jaw.half + (length > 0 ? 2.6 : 1);
  const cheek = half + 4.6;
  const soul = y + lift * 0.5 + gap * 0.9 + 5.4;
  return (
    svg`M${left(outer)} ${start}C${left(outer)} ${start + 8} ${left(jawOut + 2)} ${jaw.y - 6} ${left(jawOut)} ${jaw.y}` +
    svg`C${left(jawOut - 3)} ${jaw.y + 10} ${chinX - 11} ${chin + length} ${chinX} ${chin + length}` +
    svg`C${chinX + 11} ${chin + length} ${right(jawOut - 3)} ${jaw.y + 10} ${right(jawOut)} ${jaw.y}` +
    svg`C${right(jawOut + 2)} ${jaw.y - 6} ${right(outer)} ${start + 8} ${right(outer)} ${start}` +
    svg`C${right(outer - 3.6)} ${start + 8} ${x + cheek + 4} ${y - 9} ${x + cheek} ${y - 4}` +
    svg`C${x + cheek - 1} ${y + 5} ${x + half * 0.7} ${soul} ${x} ${soul}` +
    svg`C${x - half * 0.7} ${soul} ${x - cheek + 1} ${y + 5} ${x - cheek} ${y - 4}` +
    svg`C${x - cheek - 4} ${y - 9} ${left(outer - 3.6)} ${start + 8} ${left(outer)} ${start}Z`
  );
}

function sheen(anatomy: Anatomy, palette: Palette, { x, half }: MouthShape): string {
  const y = anatomy.nose + 3.8;
  return (
    svg`<path d="M${x + 1.6} ${y}C${x + half * 0.5} ${y - 0.9} ${x + half * 0.75} ${y + 0.5} ${x + half * 0.95} ${y + 2.4}M${x - 1.6} ${y}C${x - half * 0.5} ${y - 0.9} ${x - half * 0.75} ${y + 0.5} ${x - half * 0.95} ${y + 2.4}" ` +
    `fill="none" stroke="${palette.beard.light}" stroke-width=".9" stroke-linecap="round" opacity=".5"/>`
  );
}
