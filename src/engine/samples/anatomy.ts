/** Where things are on a face: the measures that all parts share, in design units of a 128 x 128 picture. */
import type { Factors } from './factors.ts';
import { mix, svg } from './svg.ts';

/** Side of the design square. */
export const CANVAS = 128;

/** Left edge, right edge and so on of the head before it is tilted; y grows downwards. */
export interface Anatomy {
  /** Middle of the head. */
  x: number;
  top: number;
  chin: number;
  /** Half of the head's width at the cheekbones. */
  half: number;
  left: number;
  right: number;
  /** Height of the pupils. */
  eyes: number;
  /** Lower end of the nose. */
  nose: number;
  /** Height of the line between the lips. */
  mouth: number;
  /** Sideways shift of what lies on the front of the face when the head turns: depth 1 is the plane of the eyes. */
  turn: (depth: number) => number;
  /** Outline of head and jaw as path data. */
  outline: string;
  /** Half width of the jaw corners and their height. */
  jaw: { half: number; y: number };
  /** Unit vector from the face towards the light. */
  light: { x: number; y: number };
}

const TURN = 4.2;

/** Measures of the face with these factors. */
export function anatomyOf(factors: Factors): Anatomy {
  const x = CANVAS / 2;
  const top = 27;
  const half = mix(24.5, 29.5, factors.faceWidth);
  const chin = mix(96, 103, factors.faceLength);
  const eyes = mix(62.5, 64, factors.faceLength);
  const nose = mix(74.5, 79.5, factors.noseLength) + mix(-0.8, 0.8, factors.faceLength);
  const mouth = mix(nose, chin, 0.46);
  const jaw = { half: half * mix(0.7, 0.9, factors.jaw), y: mix(top, chin, 0.79) };
  const angle = (factors.lightDirection * 65 * Math.PI) / 180;
  const turn = (depth: number) => factors.yaw * TURN * depth;
  return {
    x,
    top,
    chin,
    half,
    left: x - half,
    right: x + half,
    eyes,
    nose,
    mouth,
    turn,
    outline: outlineOf(x, top, half, chin, jaw, factors.jaw, turn(0.45)),
    jaw,
    light: { x: Math.sin(angle), y: -Math.cos(angle) },
  };
}

function outlineOf(
  x: number,
  top: number,
  half: number,
  chin: number,
  jaw: { half: number; y: number },
  squareness: number,
  chinShift: number,
): string {
  const cheek = top + 32;
  const chinX = x + chinShift;
  const chinReach = half * mix(0.26, 0.5, squareness);
  const side = (sign: 1 | -1) => {
    const at = (distance: number) => x + sign * distance;
    const jawX = at(jaw.half) + chinShift * 0.5;
    return {
      skull: svg`${at(half * 0.66)} ${top}`,
      temple: svg`${at(half)} ${top + 12}`,
      cheek: svg`${at(half)} ${cheek}`,
      cheekOut: svg`${at(half)} ${cheek + 9}`,
      jawIn: svg`${jawX + sign * half * 0.09} ${jaw.y - 8}`,
      jaw: svg`${jawX} ${jaw.y}`,
      jawOut: svg`${jawX - sign * half * 0.08} ${jaw.y + 7}`,
      chin: svg`${chinX + sign * chinReach} ${chin}`,
    };
  };
  const right = side(1);
  const left = side(-1);
  return (
    svg`M${x} ${top}` +
    `C${right.skull} ${right.temple} ${right.cheek}` +
    `C${right.cheekOut} ${right.jawIn} ${right.jaw}` +
    svg`C${right.jawOut} ${right.chin} ${chinX} ${chin}` +
    `C${left.chin} ${left.jawOut} ${left.jaw}` +
    `C${left.jawIn} ${left.cheekOut} ${left.cheek}` +
    svg`C${left.temple} ${left.skull} ${x} ${top}Z`
  );
}
