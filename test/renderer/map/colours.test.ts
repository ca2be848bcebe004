import { expect, test } from 'vitest';
import { labelColour, palettes, parseRgb, type Rgb, type Scheme } from '../../../src/renderer/map/colours.ts';
import { contrast, difference, EYES, seenBy } from './eyes.ts';

const canvas: Record<Scheme, Rgb> = { dark: [16, 17, 19], light: [236, 238, 240] };

for (const scheme of ['light', 'dark'] as const) {
  for (const [name, eyes] of Object.entries(EYES)) {
    test(`the ${scheme} palette stays apart for ${name} eyes`, () => {
      const seen = palettes[scheme].map((colour) => seenBy(eyes, colour));
      for (let a = 0; a < seen.length; a++) {
        for (let b = 0; b < a; b++) {
          expect(difference(seen[a]!, seen[b]!), `${a} and ${b}`).toBeGreaterThan(0.075);
        }
      }
    });
  }

  test(`every colour of the ${scheme} palette stands out from the canvas`, () => {
    for (const colour of palettes[scheme]) {
      expect(contrast(colour, canvas[scheme])).toBeGreaterThan(scheme === 'dark' ? 4.4 : 2.3);
    }
  });
}

test('thirty labels have thirty colours', () => {
  const colours = Array.from({ length: 30 }, (_, label) => labelColour(label, 'light').join());
  expect(new Set(colours).size).toBe(30);
  expect(labelColour(30, 'light')).toEqual(labelColour(0, 'light'));
});

test('computed colours are read, others refused', () => {
  expect(parseRgb('rgb(12, 34, 56)')).toEqual([12, 34, 56]);
  expect(() => parseRgb('light-dark(#fff, #000)')).toThrow(SyntaxError);
});
