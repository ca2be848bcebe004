import { describe, expect, it } from 'vitest';
import { crossFade, sideBySide } from '../../../src/engine/latent/cross-fade.ts';

const options = { steps: 5, interpolation: 'linear', easing: 'none', loop: false } as const;

describe('a cross-fade', () => {
  // Two stops of three values each.
  const stops = Float32Array.of(0, 1, 0.5, 1, 0, 0.5);

  it('goes straight from one image to the next, in the frames of the path', () => {
    const frames = crossFade(stops, 3, options, 0, 5);
    expect([...frames]).toEqual([0, 1, 0.5, 0.25, 0.75, 0.5, 0.5, 0.5, 0.5, 0.75, 0.25, 0.5, 1, 0, 0.5]);
  });

  it('is the same whatever the pieces it is made in', () => {
    expect(crossFade(stops, 3, options, 2, 2)).toEqual(crossFade(stops, 3, options, 0, 5).slice(6, 12));
  });

  it('follows easing and loop', () => {
    const eased = crossFade(stops, 3, { ...options, easing: 'in-out' }, 1, 1);
    expect(eased[0]).toBeCloseTo(0.15625, 6);
    const looped = crossFade(stops, 3, { ...options, loop: true }, 7, 1);
    expect([...looped]).toEqual([0.25, 0.75, 0.5]);
  });
});

it('pictures side by side take turns', () => {
  const picture = (...tones: number[]) => ({
    count: tones.length,
    size: 1,
    rgba: Uint8Array.from(tones.flatMap((tone) => [tone, tone, tone, 255])),
  });
  expect(sideBySide(picture(1, 2), picture(7, 8))).toEqual(picture(1, 7, 2, 8));
});
