/** Short hair: buzz cut, side parting, quiff, curls, afro. */
import type { Anatomy } from './anatomy.ts';
import type { Hair } from './hair.ts';
import type { Palette } from './palette.ts';
import { mix, svg } from './svg.ts';

/** Path data from the left temple over the crown to the right temple, `grow` units outside the skull. */
export function overCrown(
  { x, left, right, half, top }: Anatomy,
  grow: number,
  sideY: number,
  lift = 0,
): string {
  const crown = top - grow - lift;
  return (
    svg`M${left - grow} ${sideY}C${left - grow} ${top + 10 - lift} ${x - half * 0.72} ${crown} ${x} ${crown}` +
    svg`C${x + half * 0.72} ${crown} ${right + grow} ${top + 10 - lift} ${right + grow} ${sideY}`
  );
}

/** Strokes that suggest strands, in the lighter and the darker tone. */
export function strands(palette: Palette, light: string, dark = ''): string {
  const stroke = (d: string, colour: string, opacity: number) =>
    `<path d="${d}" fill="none" stroke="${colour}" stroke-width="1.3" stroke-linecap="round" opacity="${opacity}"/>`;
  return (
    (light === '' ? '' : stroke(light, palette.hair.light, 0.55)) +
    (dark === '' ? '' : stroke(dark, palette.hair.dark, 0.5))
  );
}

export function shaven(anatomy: Anatomy, palette: Palette): Hair {
  const { x, left, right, top, eyes } = anatomy;
  const edge =
    overCrown(anatomy, 0.9, eyes) +
    svg`L${right - 2.4} ${eyes}C${right - 3} ${eyes - 8} ${right - 4.5} ${top + 22} ${right - 7} ${top + 18}` +
    svg`C${x + 10} ${top + 12.5} ${x - 10} ${top + 12.5} ${left + 7} ${top + 18}` +
    svg`C${left + 4.5} ${top + 22} ${left + 3} ${eyes - 8} ${left + 2.4} ${eyes}Z`;
  return {
    back: '',
    front:
      `<path d="${edge}" fill="url(#hair)" opacity=".9"/>` +
      svg`<path d="M${x - 12} ${top + 4}C${x - 4} ${top + 1.5} ${x + 6} ${top + 1.5} ${x + 13} ${top + 4.5}" fill="none" stroke="${palette.hair.light}" stroke-width="3" stroke-linecap="round" opacity=".3"/>`,
    edge: '',
  };
}

export function sideParting(anatomy: Anatomy, palette: Palette): Hair {
  const { x, left, right, half, top, eyes } = anatomy;
  const part = x - half * 0.42;
  const edge =
    svg`M${left - 2.2} ${eyes + 2}C${left - 4.4} ${top + 18} ${left - 1} ${top + 2} ${part - 3} ${top - 4}` +
    svg`C${x} ${top - 10.5} ${right + 2} ${top - 7} ${right + 3.4} ${top + 16}C${right + 3.6} ${top + 24} ${right + 3} ${eyes - 6} ${right + 2.2} ${eyes + 2}` +
    svg`L${right - 2.2} ${eyes + 1}C${right - 1.6} ${eyes - 8} ${right - 3} ${top + 24} ${right - 6} ${top + 20}` +
    svg`C${x + half * 0.3} ${top + 19} ${x - half * 0.2} ${top + 13} ${part} ${top + 6}` +
    svg`C${part - 3} ${top + 13} ${left + 5} ${top + 18} ${left + 3.2} ${top + 25}C${left + 1.8} ${eyes - 8} ${left + 2} ${eyes - 4} ${left + 2.2} ${eyes + 1}Z`;
  return {
    back: '',
    front:
      `<path d="${edge}" fill="url(#hair)"/>` +
      strands(
        palette,
        svg`M${part + 5} ${top + 1}C${x + half * 0.25} ${top - 3} ${right - 8} ${top - 1} ${right - 2} ${top + 12}M${part + 6} ${top + 5}C${x + half * 0.2} ${top + 3} ${right - 9} ${top + 6} ${right - 5} ${top + 13}`,
        svg`M${part} ${top + 5.5}C${part - 0.5} ${top + 1} ${part - 1} ${top - 1} ${part - 2} ${top - 3.4}M${part + 7} ${top + 11}C${x + half * 0.2} ${top + 15} ${right - 12} ${top + 15} ${right - 5} ${top + 18}`,
      ),
    edge,
  };
}

export function quiff(anatomy: Anatomy, palette: Palette): Hair {
  const { x, left, right, half, top, eyes } = anatomy;
  const sides =
    overCrown(anatomy, 1, eyes + 1) +
    svg`L${right - 2.4} ${eyes}C${right - 2.4} ${eyes - 8} ${right - 4} ${top + 20} ${right - 6.5} ${top + 15}` +
    svg`C${x + 8} ${top + 8} ${x - 8} ${top + 8} ${left + 6.5} ${top + 15}C${left + 4} ${top + 20} ${left + 2.4} ${eyes - 8} ${left + 2.4} ${eyes}Z`;
  const crest =
    svg`M${left + 3.4} ${top + 19}C${left - 3} ${top + 10} ${left - 1} ${top - 3} ${x - half * 0.52} ${top - 7}` +
    svg`C${x - half * 0.3} ${top - 15.5} ${x + half * 0.46} ${top - 18.5} ${right - 2} ${top - 9.5}` +
    svg`C${right - 4} ${top - 8.6} ${right - 5} ${top - 8} ${right - 6} ${top - 6.6}C${right + 3.6} ${top - 3} ${right + 2.4} ${top + 11} ${right - 3.4} ${top + 18}` +
    svg`C${right - 6} ${top + 11} ${x + half * 0.35} ${top + 8.5} ${x} ${top + 10}C${x - half * 0.36} ${top + 11.5} ${left + 6.4} ${top + 13} ${left + 3.4} ${top + 19}Z`;
  return {
    back: '',
    front:
      `<path d="${sides}" fill="${palette.hair.dark}"/><path d="${crest}" fill="url(#hair)"/>` +
      strands(
        palette,
        svg`M${left + 5} ${top + 9}C${left + 6} ${top + 1} ${x - half * 0.3} ${top - 9} ${x + half * 0.3} ${top - 11.5}M${x - half * 0.42} ${top + 5}C${x - half * 0.3} ${top - 3} ${x + half * 0.1} ${top - 7} ${x + half * 0.55} ${top - 8}`,
        svg`M${x - half * 0.05} ${top + 6}C${x} ${top} ${x + half * 0.3} ${top - 4} ${right - 6} ${top - 4.5}M${x + half * 0.35} ${top + 6}C${x + half * 0.45} ${top + 2} ${x + half * 0.62} ${top} ${right - 4} ${top + 1}`,
      ),
    edge: crest,
  };
}

/** Loose short curls: lobes around the crown, and ringlets that fall on the forehead. */
export function curls(anatomy: Anatomy, palette: Palette): Hair {
  const { x, left, right, half, top, eyes } = anatomy;
  const lobes = ring(x, top + 17, half + 2.5, 24, 13, -200, 20, 7.6);
  const fringe = ring(x, top + 15.5, half * 0.76, 7.4, 7, -176, -4, 6);
  const sides = circles([
    [left - 1, eyes - 9, 5.2],
    [right + 1, eyes - 9, 5.2],
    [left - 0.4, eyes - 2, 4.2],
    [right + 0.4, eyes - 2, 4.2],
  ]);
  const cap =
    overCrown(anatomy, 4, eyes - 12, 3) +
    svg`L${right - 3} ${top + 20}C${x + half * 0.5} ${top + 9} ${x - half * 0.5} ${top + 9} ${left + 3} ${top + 20}Z`;
  const spirals = [-0.78, -0.3, 0.18, 0.62]
    .map((at, index) => {
      const cx = x + at * half;
      const cy = top + (index % 2 === 0 ? 4 : -2);
      return svg`M${cx - 3} ${cy + 2}C${cx - 4} ${cy - 3} ${cx + 3.4} ${cy - 4} ${cx + 3.6} ${cy + 0.6}C${cx + 3.6} ${cy + 3} ${cx + 0.4} ${cy + 3} ${cx + 0.4} ${cy + 1}`;
    })
    .join('');
  const edge = lobes + fringe + sides + cap;
  return {
    back: '',
    front: `<path d="${edge}" fill="url(#hair)"/>` + strands(palette, spirals),
    edge: fringe,
  };
}

/** A round cloud of hair behind the head with a soft, scalloped edge. */
export function afro(anatomy: Anatomy, palette: Palette): Hair {
  const { x, left, right, half, top, eyes } = anatomy;
  const cy = top + 20;
  const radius = half + 8.5;
  const cloud =
    svg`M${x - radius} ${cy}A${radius} ${radius} 0 1 1 ${x + radius} ${cy}A${radius} ${radius} 0 1 1 ${x - radius} ${cy}Z` +
    ring(x, cy, radius - 1.5, radius - 1.5, 22, -180, 163.6, 5.4);
  const edge =
    overCrown(anatomy, 2, eyes - 4, 3) +
    svg`L${right - 2.6} ${eyes - 4}C${right - 3.4} ${top + 22} ${right - 5} ${top + 19} ${right - 8} ${top + 16.5}` +
    svg`C${x + 10} ${top + 11} ${x - 10} ${top + 11} ${left + 8} ${top + 16.5}C${left + 5} ${top + 19} ${left + 3.4} ${top + 22} ${left + 2.6} ${eyes - 4}Z`;
  const texture = [-0.8, -0.45, -0.1, 0.28, 0.66]
    .map((at, index) => {
      const tx = x + at * half;
      const ty = top - 5 + at * at * 12 + (index % 2) * 4;
      return svg`M${tx - 2.6} ${ty + 1.4}C${tx - 2.2} ${ty - 1.6} ${tx + 2} ${ty - 2} ${tx + 2.6} ${ty + 0.8}`;
    })
    .join('');
  return {
    back: `<path d="${cloud}" fill="url(#hair)"/>`,
    front:
      `<path d="${edge}" fill="url(#hair)"/><path d="${ring(x, top + 16, half * 0.72, 4.6, 9, -178, -2, 2.7)}" fill="url(#hair)"/>` +
      strands(palette, texture),
    edge,
  };
}

/** Circles as path data, all in one direction so that overlaps stay filled. */
export function circles(list: [x: number, y: number, radius: number][]): string {
  return list
    .map(([x, y, r]) => svg`M${x - r} ${y}a${r} ${r} 0 1 1 ${r * 2} 0a${r} ${r} 0 1 1 ${-r * 2} 0Z`)
    .join('');
}

/** `count` circles on an ellipse, from angle `from` to angle `to` in degrees (0 is right, -90 is up). */
function ring(
  x: number,
  y: number,
  rx: number,
  ry: number,
  count: number,
  from: number,
  to: number,
  radius: number,
): string {
  return circles(
    Array.from({ length: count }, (_, index) => {
      const angle = (mix(from, to, index / (count - 1)) * Math.PI) / 180;
      return [x + Math.cos(angle) * rx, y + Math.sin(angle) * ry, radius * (index % 2 === 0 ? 1 : 0.88)];
    }),
  );
}
