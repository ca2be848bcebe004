/** Hair that reaches the jaw or below, and hair that is tied: bob, long straight, long wavy, bun, braids. */
import type { Anatomy } from './anatomy.ts';
import type { Hair } from './hair.ts';
import { circles, overCrown, strands } from './hair-short.ts';
import type { Palette } from './palette.ts';
import { svg } from './svg.ts';

export function bob(anatomy: Anatomy, palette: Palette): Hair {
  const { x, left, right, half, top, eyes } = anatomy;
  const hem = eyes + 30;
  const back =
    svg`M${left - 6} ${hem - 4}C${left - 12} ${top + 26} ${left - 6} ${top - 6} ${x} ${top - 6.5}` +
    svg`C${right + 6} ${top - 6} ${right + 12} ${top + 26} ${right + 6} ${hem - 4}C${right + 4} ${hem + 3} ${left - 4} ${hem + 3} ${left - 6} ${hem - 4}Z`;
  // Straight fringe, and a curtain on either side that curls in under the jaw.
  const edge =
    svg`M${left - 5.6} ${hem - 2}C${left - 11} ${top + 26} ${left - 6} ${top - 6} ${x} ${top - 6.5}` +
    svg`C${right + 6} ${top - 6} ${right + 11} ${top + 26} ${right + 5.6} ${hem - 2}C${right + 3} ${hem + 2.4} ${right - 3} ${hem + 2} ${right - 5} ${hem - 3}` +
    svg`C${right + 1.4} ${hem - 10} ${right + 1} ${eyes + 4} ${right - 3} ${eyes - 8}` +
    svg`C${right - 4} ${eyes - 13} ${x + half * 0.5} ${eyes - 13.6} ${x} ${eyes - 13.8}C${x - half * 0.5} ${eyes - 13.6} ${left + 4} ${eyes - 13} ${left + 3} ${eyes - 8}` +
    svg`C${left - 1} ${eyes + 4} ${left - 1.4} ${hem - 10} ${left + 5} ${hem - 3}C${left + 3} ${hem + 2} ${left - 3} ${hem + 2.4} ${left - 5.6} ${hem - 2}Z`;
  return {
    back: `<path d="${back}" fill="url(#hair-back)"/>`,
    front:
      `<path d="${edge}" fill="url(#hair)"/>` +
      strands(
        palette,
        svg`M${x - half * 0.8} ${top + 9}C${x - half * 0.4} ${top + 1} ${x + half * 0.4} ${top + 1} ${x + half * 0.8} ${top + 9}M${left - 4} ${eyes + 20}C${left - 6} ${eyes + 8} ${left - 5} ${eyes - 6} ${left - 2} ${top + 20}`,
        svg`M${x - half * 0.45} ${eyes - 15}L${x - half * 0.4} ${top + 12}M${x} ${eyes - 15}V${top + 10}M${x + half * 0.45} ${eyes - 15}L${x + half * 0.4} ${top + 12}M${right + 2.4} ${eyes + 22}C${right + 5} ${eyes + 8} ${right + 4} ${eyes - 6} ${right + 1} ${top + 22}`,
      ),
    edge,
  };
}

export function longStraight(anatomy: Anatomy, palette: Palette): Hair {
  const { x, left, right, half, top, eyes } = anatomy;
  const hem = 132;
  const back =
    svg`M${left - 9} ${hem}C${left - 8} ${eyes + 20} ${left - 12} ${top - 5} ${x} ${top - 6}C${right + 12} ${top - 5} ${right + 8} ${eyes + 20} ${right + 9} ${hem}` +
    svg`C${right - 4} ${hem + 4} ${left + 4} ${hem + 4} ${left - 9} ${hem}Z`;
  const curtain = (sign: 1 | -1) => {
    const at = (distance: number) => x + sign * distance;
    return (
      svg`M${x} ${top - 6}C${at(half + 11)} ${top - 6} ${at(half + 7)} ${eyes + 14} ${at(half + 8)} ${hem + 0.5}` +
      svg`C${at(half + 4)} ${hem + 2} ${at(half + 1)} ${hem + 2} ${at(half - 2.4)} ${hem + 1}` +
      svg`C${at(half + 1.6)} ${eyes + 34} ${at(half + 2.4)} ${eyes + 10} ${at(half - 1)} ${eyes - 6}C${at(half * 0.72)} ${top + 18} ${at(half * 0.24)} ${top + 14} ${x} ${top + 5.5}Z`
    );
  };
  const edge = curtain(-1) + curtain(1);
  const strand = (sign: 1 | -1) => {
    const at = (distance: number) => x + sign * distance;
    return svg`M${at(half * 0.3)} ${top + 1}C${at(half + 2)} ${top + 3} ${at(half + 3.4)} ${eyes - 4} ${at(half + 4.4)} ${eyes + 24}M${at(half * 0.34)} ${top + 7}C${at(half * 0.8)} ${top + 10} ${at(half)} ${top + 20} ${at(half + 1)} ${eyes - 6}`;
  };
  return {
    back: `<path d="${back}" fill="url(#hair-back)"/>`,
    front:
      `<path d="${edge}" fill="url(#hair)"/>` +
      strands(palette, strand(-1) + strand(1), svg`M${x} ${top - 5.4}V${top + 6}`),
    edge,
  };
}

export function longWavy(anatomy: Anatomy, palette: Palette): Hair {
  const { x, left, right, half, top, eyes } = anatomy;
  const wave = (sign: 1 | -1) => {
    const at = (distance: number) => x + sign * distance;
    return { at, far: half + 13, near: half + 8 };
  };
  const rightWave = wave(1);
  const leftWave = wave(-1);
  const back =
    svg`M${x} ${top - 8}C${right + 12} ${top - 8} ${rightWave.at(rightWave.near)} ${eyes - 10} ${rightWave.at(rightWave.near)} ${eyes + 2}` +
    svg`C${rightWave.at(rightWave.near)} ${eyes + 9} ${rightWave.at(rightWave.far + 2)} ${eyes + 12} ${rightWave.at(rightWave.far)} ${eyes + 24}` +
    svg`C${rightWave.at(rightWave.near)} ${eyes + 34} ${rightWave.at(rightWave.far + 4)} ${eyes + 38} ${rightWave.at(rightWave.far - 2)} ${eyes + 54}` +
    svg`C${x + 12} ${eyes + 58} ${x - 12} ${eyes + 58} ${leftWave.at(leftWave.far - 2)} ${eyes + 54}` +
    svg`C${leftWave.at(leftWave.far + 4)} ${eyes + 38} ${leftWave.at(leftWave.near)} ${eyes + 34} ${leftWave.at(leftWave.far)} ${eyes + 24}` +
    svg`C${leftWave.at(leftWave.far + 2)} ${eyes + 12} ${leftWave.at(leftWave.near)} ${eyes + 9} ${leftWave.at(leftWave.near)} ${eyes + 2}` +
    svg`C${leftWave.at(leftWave.near)} ${eyes - 10} ${left - 12} ${top - 8} ${x} ${top - 8}Z`;
  // A deep parting on one side; the larger half sweeps over the forehead.
  const part = x + half * 0.36;
  const edge =
    svg`M${part} ${top - 6.4}C${left - 4} ${top - 12} ${left - 12} ${top + 18} ${left - 7} ${eyes + 4}C${left - 5} ${eyes + 12} ${left - 11} ${eyes + 16} ${left - 8} ${eyes + 30}` +
    svg`C${left - 4} ${eyes + 24} ${left - 1.6} ${eyes + 20} ${left - 0.6} ${eyes + 12}C${left - 2} ${eyes + 4} ${left - 1} ${eyes - 4} ${left + 3} ${eyes - 10}` +
    svg`C${left + 10} ${eyes - 20} ${x + half * 0.1} ${top + 16} ${part} ${top + 5}C${part + 4} ${top + 13} ${right - 5} ${top + 18} ${right - 2} ${eyes - 9}` +
    svg`C${right + 0.6} ${eyes - 2} ${right + 2} ${eyes + 6} ${right + 0.4} ${eyes + 13}C${right + 2} ${eyes + 20} ${right + 4} ${eyes + 24} ${right + 8} ${eyes + 30}` +
    svg`C${right + 11} ${eyes + 16} ${right + 5} ${eyes + 12} ${right + 7} ${eyes + 4}C${right + 11} ${top + 18} ${right + 4} ${top - 4} ${part} ${top - 6.4}Z`;
  return {
    back: `<path d="${back}" fill="url(#hair-back)"/>`,
    front:
      `<path d="${edge}" fill="url(#hair)"/>` +
      strands(
        palette,
        svg`M${part - 3} ${top - 1}C${x - half * 0.4} ${top - 2} ${left - 4} ${top + 12} ${left - 4} ${eyes + 2}M${part - 2} ${top + 4}C${x - half * 0.2} ${top + 6} ${left + 2} ${top + 16} ${left + 0.4} ${eyes - 8}M${part + 5} ${top + 2}C${right} ${top + 7} ${right + 4} ${top + 22} ${right + 3.6} ${eyes}`,
        svg`M${part} ${top + 4.6}C${part - 0.6} ${top + 1} ${part - 0.6} ${top - 2} ${part} ${top - 5.4}M${left - 10} ${eyes + 28}C${left - 6} ${eyes + 38} ${left - 9} ${eyes + 42} ${left - 6} ${eyes + 50}M${right + 10} ${eyes + 28}C${right + 6} ${eyes + 38} ${right + 9} ${eyes + 42} ${right + 6} ${eyes + 50}`,
      ),
    edge,
  };
}

/** Combed back into a knot on the crown. */
export function bun(anatomy: Anatomy, palette: Palette): Hair {
  const { x, left, right, half, top, eyes } = anatomy;
  const knot = top - 8;
  const edge =
    overCrown(anatomy, 2.2, eyes, 1) +
    svg`L${right - 2} ${eyes}C${right - 2} ${eyes - 9} ${right - 4} ${top + 23} ${right - 8} ${top + 18.5}` +
    svg`C${x + 10} ${top + 12} ${x - 10} ${top + 12} ${left + 8} ${top + 18.5}C${left + 4} ${top + 23} ${left + 2} ${eyes - 9} ${left + 2} ${eyes}Z`;
  const pulled = [-0.82, -0.5, -0.18, 0.18, 0.5, 0.82]
    .map(
      (at) =>
        svg`M${x + at * half * 0.96} ${top + 14.5 + at * at * 6}C${x + at * half * 0.8} ${top + 6} ${x + at * 12} ${top + 2} ${x + at * 7} ${top - 1}`,
    )
    .join('');
  return {
    back:
      `<path d="${circles([[x, knot, 11]])}" fill="url(#hair)"/>` +
      strands(
        palette,
        svg`M${x - 7.4} ${knot + 1}C${x - 7} ${knot - 7} ${x + 4} ${knot - 9} ${x + 6.4} ${knot - 2.4}M${x - 3.6} ${knot + 2}C${x - 3.6} ${knot - 3} ${x + 2} ${knot - 4} ${x + 3} ${knot - 0.4}`,
        svg`M${x - 8} ${knot + 6}C${x - 3} ${knot + 9} ${x + 4} ${knot + 9} ${x + 8.6} ${knot + 5}`,
      ),
    front: `<path d="${edge}" fill="url(#hair)"/>` + strands(palette, pulled),
    edge,
  };
}

/** A middle parting and two braids over the shoulders. */
export function braids(anatomy: Anatomy, palette: Palette): Hair {
  const { x, left, right, half, top, eyes } = anatomy;
  const edge =
    overCrown(anatomy, 3, eyes + 6, 1) +
    svg`C${right + 0.6} ${eyes + 6} ${right - 0.4} ${eyes - 4} ${right - 3} ${eyes - 10}C${right - 7} ${top + 18} ${x + half * 0.25} ${top + 13} ${x} ${top + 6}` +
    svg`C${x - half * 0.25} ${top + 13} ${left + 7} ${top + 18} ${left + 3} ${eyes - 10}C${left + 0.4} ${eyes - 4} ${left - 0.6} ${eyes + 6} ${left - 3} ${eyes + 6}Z`;
  const braid = (sign: 1 | -1) => {
    const at = (distance: number) => x + sign * (half + distance);
    const links = Array.from({ length: 6 }, (_, index) => {
      const y = eyes + 10 + index * 7.6;
      const cx = at(3.4 + Math.sin(index * 0.5) * 1.6);
      const wide = index === 0 ? 5 : 6;
      return (
        svg`<path d="M${cx} ${y - 5.4}C${cx + wide + 1} ${y - 5} ${cx + wide + 1} ${y + 4} ${cx} ${y + 6}C${cx - wide - 1} ${y + 4} ${cx - wide - 1} ${y - 5} ${cx} ${y - 5.4}Z" fill="url(#hair)"/>` +
        svg`<path d="M${cx - wide + 0.8} ${y - 1}C${cx - 2} ${y + 0.6} ${cx} ${y + 2.4} ${cx} ${y + 5}M${cx + wide - 0.8} ${y - 1}C${cx + 2} ${y + 0.6} ${cx} ${y + 2.4} ${cx} ${y + 5}" fill="none" stroke="${palette.hair.dark}" stroke-width="1.1" opacity=".6"/>`
      );
    });
    return links.reverse().join('');
  };
  const strand = (sign: 1 | -1) => {
    const at = (distance: number) => x + sign * distance;
    return svg`M${at(4)} ${top + 3}C${at(half * 0.7)} ${top + 4} ${at(half - 1)} ${top + 14} ${at(half)} ${eyes - 6}M${at(4)} ${top + 9}C${at(half * 0.5)} ${top + 11} ${at(half * 0.76)} ${top + 15} ${at(half - 3)} ${eyes - 12}`;
  };
  return {
    back: '',
    front:
      braid(-1) +
      braid(1) +
      `<path d="${edge}" fill="url(#hair)"/>` +
      strands(palette, strand(-1) + strand(1), svg`M${x} ${top - 3.6}V${top + 6}`),
    edge,
  };
}
