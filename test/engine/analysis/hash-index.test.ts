import { describe, expect, it } from 'vitest';
import { HashIndex } from '../../../src/engine/analysis/hash-index.ts';
import { differingBits, PerceptualHash } from '../../../src/engine/analysis/perceptual-hash.ts';
import { Random } from '../../../src/engine/models/random.ts';

const onesOf = (word: number) => word.toString(2).replaceAll('0', '').length;

/** Hashes around a few centres, so that there are some at every distance. */
function hashes(rows: number): Uint32Array {
  const random = new Random(3);
  const centres = Array.from({ length: 8 }, () => random.uint32());
  const words = new Uint32Array(2 * rows);
  for (let i = 0; i < words.length; i++) {
    words[i] = centres[(Math.floor(i / 2) % 4) * 2 + (i % 2)]!;
    for (let flips = random.below(8); flips > 0; flips--) words[i]! ^= 1 << random.below(32);
  }
  return words;
}

describe('an index of hashes', () => {
  for (const bits of [0, 1, 4, 7, 16]) {
    it(`finds every hash within ${bits} bits, once, and no other`, () => {
      const words = hashes(400);
      const index = new HashIndex(words, bits);
      for (let row = 0; row < 400; row += 2) index.add(row);
      for (let row = 1; row < 400; row += 2) {
        const found: string[] = [];
        index.near(row, (other, distance) => found.push(`${other} at ${distance}`));
        const expected: string[] = [];
        for (let other = 0; other < 400; other += 2) {
          const distance =
            onesOf((words[2 * row]! ^ words[2 * other]!) >>> 0) +
            onesOf((words[2 * row + 1]! ^ words[2 * other + 1]!) >>> 0);
          if (distance <= bits) expected.push(`${other} at ${distance}`);
        }
        expect(found.sort()).toEqual(expected.sort());
      }
    });
  }
});

describe('a perceptual hash', () => {
  const hash = new PerceptualHash(32);
  const wave = (x: number, y: number) =>
    128 + 60 * Math.sin(x / 5 + 1) * Math.cos(y / 7) + 30 * Math.sin((x + y) / 3);
  const picture = (of: (x: number, y: number) => number) =>
    Uint8Array.from({ length: 1024 }, (_, i) => of(i % 32, Math.floor(i / 32)));
  const distance = (a: Uint8Array, b: Uint8Array) => {
    const [first, second] = [hash.of(a), hash.of(b)];
    return differingBits(first[0], second[0]) + differingBits(first[1], second[1]);
  };

  it('is the same for a brighter picture of less contrast, and far away for its mirror image', () => {
    expect(
      distance(
        picture(wave),
        picture((x, y) => 40 + 0.8 * wave(x, y)),
      ),
    ).toBeLessThanOrEqual(4);
    expect(
      distance(
        picture(wave),
        picture((x, y) => wave(31 - x, y)),
      ),
    ).toBeGreaterThan(16);
  });

  it('is one and the same for all plain pictures, whatever their level', () => {
    for (const level of [1, 77, 200, 255]) {
      expect(hash.of(new Uint8Array(1024).fill(level))).toEqual([0, 0]);
    }
  });

  it('counts differing bits', () => {
    const random = new Random(8);
    for (let i = 0; i < 200; i++) {
      const [a, b] = [random.uint32(), random.uint32()];
      expect(differingBits(a, b)).toBe(onesOf((a ^ b) >>> 0));
    }
  });
});
