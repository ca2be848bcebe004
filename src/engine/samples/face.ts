/** A face as SVG: a pure function of its factors, the parts painted from back to front. */
import { ageLines, backdrop, bust, ears, head, headDefinitions } from './head.ts';
import { anatomyOf, CANVAS } from './anatomy.ts';
import { brows, eyes, glasses } from './eyes.ts';
import type { Factors } from './factors.ts';
import { hairDefinitions, hairOf, hairShadow } from './hair.ts';
import { beardDefinitions, facialHair, mouth, nose } from './mouth.ts';
import { paletteOf } from './palette.ts';
import { svg } from './svg.ts';

/** The part of the design square that is shown: the face fills the picture, the tallest hair still fits. */
const FRAME = '8 5 112 112';

/** The SVG document, 128 x 128 design units, drawn at `size` pixels; the same text for the same factors. */
export function faceSvg(factors: Factors, size: number = CANVAS): string {
  const anatomy = anatomyOf(factors);
  const palette = paletteOf(factors);
  const hair = hairOf(anatomy, palette, factors);
  const tilt = svg`transform="rotate(${factors.tilt} ${anatomy.x} ${anatomy.chin})"`;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${size}" height="${size}" viewBox="${FRAME}"><defs>` +
    headDefinitions(anatomy, palette, factors) +
    hairDefinitions(anatomy, palette) +
    beardDefinitions(anatomy, palette, factors) +
    `</defs>${backdrop()}` +
    (hair.back === '' ? '' : `<g ${tilt}>${hair.back}</g>`) +
    bust(anatomy, palette) +
    `<g ${tilt}>` +
    ears(anatomy, palette) +
    head(anatomy, palette) +
    ageLines(anatomy, palette, factors) +
    facialHair(anatomy, palette, factors) +
    hairShadow(hair, anatomy, palette) +
    nose(anatomy, palette, factors) +
    mouth(anatomy, palette, factors) +
    eyes(anatomy, palette, factors) +
    brows(anatomy, palette, factors) +
    glasses(anatomy, factors) +
    hair.front +
    `</g></svg>`
  );
}
