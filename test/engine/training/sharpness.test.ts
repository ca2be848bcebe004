import { describe, expect, it } from 'vitest';
import { Random } from '../../../src/engine/models/random.ts';
import { laplacianEnergy } from '../../../src/engine/training/sharpness.ts';

const size = 24;
const grey = { channels: 1, size } as const;

/** One grey image by a function of place. */
const draw = (value: (x: number, y: number) => number) =>
  Float32Array.from({ length: size * size }, (_, i) => value(i % size, Math.floor(i / size)));

describe('detail by the Laplace filter', () => {
  it('is none in a flat image and none in a ramp', () => {
    expect(
      laplacianEnergy(
        draw(() => 0.7),
        0,
        grey,
      ),
    ).toBeCloseTo(0, 10);
    expect(
      laplacianEnergy(
        draw((x, y) => 0.01 * x + 0.02 * y),
        0,
        grey,
      ),
    ).toBeCloseTo(0, 10);
  });

  it('is what the second differences of a plane wave are', () => {
    // Of sin(wx) the filter leaves -2 (1 - cos w) sin(wx); over whole periods the mean of sin² is a half.
    const w = (2 * Math.PI) / 11;
    const wave = draw((x) => Math.sin(w * x));
    expect(laplacianEnergy(wave, 0, grey)).toBeCloseTo((2 * (1 - Math.cos(w))) ** 2 / 2, 5);
  });

  it('falls to the square of the share when a difference is halved, and more when an edge is smoothed', () => {
    const edge = draw((x) => (x < 12 ? 0 : 1));
    const faint = draw((x) => (x < 12 ? 0 : 0.5));
    const soft = draw((x) => Math.min(1, Math.max(0, (x - 8) / 8)));
    const of = (image: Float32Array) => laplacianEnergy(image, 0, grey);
    expect(of(faint)).toBeCloseTo(of(edge) / 4, 6);
    expect(of(soft)).toBeLessThan(0.05 * of(edge));
  });

  it('is of the asked image alone and averages its channels', () => {
    const random = new Random(3);
    const planes = Array.from({ length: 6 }, () => random.fillUniform(new Float32Array(size * size), 0, 1));
    const colour = Float32Array.from(planes.flatMap((plane) => Array.from(plane)));
    const second = planes.slice(3).map((plane) => laplacianEnergy(plane, 0, grey));
    expect(laplacianEnergy(colour, 1, { channels: 3, size })).toBeCloseTo(
      second.reduce((sum, energy) => sum + energy, 0) / 3,
      6,
    );
  });
});
