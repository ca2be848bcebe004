import { describe, expect, it } from 'vitest';
import { splitImages, trainingSample } from '../../../src/engine/training/split.ts';
import { drawShapes } from './shapes.ts';

const { ids } = drawShapes(5000, 1);

describe('the split into training and held-out images', () => {
  it('holds out about a tenth, and everything is on exactly one side', () => {
    const { training, heldOut } = splitImages(ids, 0);
    expect(heldOut.length).toBeGreaterThan(400);
    expect(heldOut.length).toBeLessThan(600);
    expect([...training, ...heldOut].sort((a, b) => a - b)).toEqual([...ids.keys()]);
  });

  it('keeps every image on its side when others are added before and after it', () => {
    const of = (some: string[]) => new Set([...splitImages(some, 7).heldOut].map((index) => some[index]));
    const before = of(ids.slice(1000, 3000));
    const after = of(ids);
    for (const id of ids.slice(1000, 3000)) expect(after.has(id)).toBe(before.has(id));
  });

  it('puts identical files on one side', () => {
    const twice = [...ids.slice(0, 500), ...ids.slice(0, 500)];
    const heldOut = new Set(splitImages(twice, 0).heldOut);
    for (let index = 0; index < 500; index++) expect(heldOut.has(index)).toBe(heldOut.has(index + 500));
  });

  it('depends on the seed', () => {
    const shared = splitImages(ids, 1).heldOut.filter((index) => splitImages(ids, 2).heldOut.includes(index));
    // Two independent tenths share a hundredth.
    expect(shared.length).toBeGreaterThan(20);
    expect(shared.length).toBeLessThan(90);
  });

  it('has something on both sides from two images on, whatever the seed', () => {
    for (let seed = 0; seed < 200; seed++) {
      const { training, heldOut } = splitImages(ids.slice(0, 2), seed);
      expect([training.length, heldOut.length]).toEqual([1, 1]);
    }
  });

  it('has left-out images on neither side, and all others where they were', () => {
    const excluded = new Set(Array.from({ length: 500 }, (_, i) => 7 * i));
    const [before, after] = [splitImages(ids, 3), splitImages(ids, 3, excluded)];
    const kept = (positions: Uint32Array) => positions.filter((position) => !excluded.has(position));
    expect(after).toEqual({ training: kept(before.training), heldOut: kept(before.heldOut) });
  });

  it('uses copies of a single image for both', () => {
    const { training, heldOut } = splitImages([ids[0]!, ids[0]!], 0);
    expect([training.length, heldOut.length]).toEqual([2, 2]);
  });
});

describe('the sample of training images', () => {
  it('has each image once, from all over the dataset and none of them held out', () => {
    const split = splitImages(ids, 0);
    const sample = trainingSample(split);
    expect(sample).toHaveLength(Math.round(split.heldOut.length / 4));
    expect(new Set(sample).size).toBe(sample.length);
    const training = new Set(split.training);
    for (const position of sample) expect(training.has(position)).toBe(true);
    const inFirstHalf = sample.filter((position) => position < ids.length / 2).length;
    expect(inFirstHalf / sample.length).toBeCloseTo(0.5, 1);
  });

  it.each([
    [400, 36, 36],
    [2400, 240, 100],
    [9000, 1000, 250],
    [54_000, 6000, 500],
    [1, 3, 1],
  ])('of %i training images beside %i held-out ones has %i', (training, heldOut, count) => {
    const positions = (length: number) => Uint32Array.from({ length }, (_, i) => i);
    expect(trainingSample({ training: positions(training), heldOut: positions(heldOut) })).toHaveLength(
      count,
    );
  });
});
