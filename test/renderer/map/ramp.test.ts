import { expect, test } from 'vitest';
import type { Rgb, Scheme } from '../../../src/renderer/map/colours.ts';
import { rampColour, rampGradient } from '../../../src/renderer/map/ramp.ts';
import { contrast, difference, EYES, seenBy } from './eyes.ts';

const canvas: Record<Scheme, Rgb> = { dark: [16, 17, 19], light: [236, 238, 240] };
const shares = Array.from({ length: 33 }, (_, k) => k / 32);

for (const scheme of ['light', 'dark'] as const) {
  const seen = (eyes: string) => shares.map((share) => seenBy(EYES[eyes]!, rampColour(share, scheme)));

  test(`equal steps along the ${scheme} ramp look alike`, () => {
    const places = seen('normal');
    const steps = places.slice(1).map((place, k) => difference(place, places[k]!));
    const mean = steps.reduce((sum, step) => sum + step) / steps.length;
    for (const step of steps) expect(Math.abs(step / mean - 1)).toBeLessThan(0.15);
    // From end to end there are some thirty steps that can just be told apart.
    expect(mean * steps.length).toBeGreaterThan(0.6);
  });

  for (const eyes of Object.keys(EYES)) {
    test(`the ${scheme} ramp keeps its order for ${eyes} eyes`, () => {
      const lightness = seen(eyes).map(([l]) => (scheme === 'dark' ? l! : -l!));
      for (let k = 1; k < lightness.length; k++) expect(lightness[k]).toBeGreaterThan(lightness[k - 1]!);
    });
  }

  test(`the ${scheme} ramp moves away from the canvas, and begins where it can be seen`, () => {
    const [low, high] = [0, 1].map((share) => contrast(rampColour(share, scheme), canvas[scheme]));
    expect(low).toBeGreaterThan(1.5);
    expect(high).toBeGreaterThan(9);
  });
}

test('what lies beyond the range has the colour of the end', () => {
  expect(rampColour(-3, 'dark')).toEqual(rampColour(0, 'dark'));
  expect(rampColour(7, 'light')).toEqual(rampColour(1, 'light'));
});

test('the gradient of the legend begins and ends as the ramp does', () => {
  const gradient = rampGradient('dark', 3);
  const css = [0, 0.5, 1].map((share) => `rgb(${rampColour(share, 'dark').join(' ')})`);
  expect(gradient).toBe(`linear-gradient(to right, ${css.join(', ')})`);
});
