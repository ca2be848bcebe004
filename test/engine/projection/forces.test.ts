import { describe, expect, it } from 'vitest';
import { ENTRY_SHIFT, forceTables } from '../../../src/engine/projection/forces.ts';

const a = 1.577;
const b = 0.895;
const similarity = (distance: number) => 1 / (1 + a * distance ** (2 * b));

function entryFor(squaredDistance: number): number {
  return new Uint32Array(Float32Array.of(squaredDistance).buffer)[0]! >>> ENTRY_SHIFT;
}

function derivative(f: (x: number) => number, x: number): number {
  return (f(x * (1 + 1e-6)) - f(x * (1 - 1e-6))) / (2e-6 * x);
}

const distances = [0.05, 0.3, 1, 2.5, 7, 30];

describe('the forces of a layout', () => {
  const { attraction, repulsion } = forceTables(a, b);

  it('pull along the gradient of the cross-entropy of an edge', () => {
    for (const distance of distances) {
      const gradient = derivative((x) => Math.log(similarity(x)), distance);
      const pull = attraction[entryFor(distance ** 2)]! * distance;
      expect(pull / gradient).toBeCloseTo(1, 2);
    }
  });

  it('push along the gradient of the cross-entropy of a pair without an edge, where they are apart', () => {
    for (const distance of distances.slice(2)) {
      const gradient = derivative((x) => Math.log(1 - similarity(x)), distance);
      const push = repulsion[entryFor(distance ** 2)]! * distance;
      expect(push / gradient).toBeCloseTo(1, 2);
    }
  });

  it('never move a point by more than 4, and not at all where the distance is 0', () => {
    for (let exponent = -120; exponent < 120; exponent += 0.5) {
      const squaredDistance = 2 ** exponent;
      for (const table of [attraction, repulsion]) {
        expect(Math.abs(table[entryFor(squaredDistance)]!) * Math.sqrt(squaredDistance)).toBeLessThan(4.02);
      }
    }
    expect(attraction[0]! * 0).toBe(-0);
    expect(repulsion[0]! * 0).toBe(0);
  });
});
