import { describe, expect, it } from 'vitest';
import type { QualityMeasure } from '../../../src/shared/analyses.ts';
import { judgeQuality, type MeasuredPicture } from '../../../src/engine/analysis/image-quality.ts';

type Fault = QualityMeasure['id'];
type Traits = Partial<MeasuredPicture['appearance']> & { width?: number; height?: number };

const picture = ({ width = 640, height = 480, ...traits }: Traits = {}): MeasuredPicture => ({
  width,
  height,
  appearance: { shadows: 0.1, highlights: 0.9, entropy: 7, sharpness: 0.5, ...traits },
});
const usual = (count: number): MeasuredPicture[] => Array.from({ length: count }, () => picture());

/** Each fault that some picture has, with the positions of those pictures. */
function faultsOf(pictures: (MeasuredPicture | null)[]): Partial<Record<Fault, number[]>> {
  const { measures, scores } = judgeQuality(pictures);
  const found: Partial<Record<Fault, number[]>> = {};
  for (const [i, { id, threshold, flagged }] of measures.entries()) {
    const images = [...pictures.keys()].filter((row) => scores[i * pictures.length + row]! < threshold);
    expect(images).toHaveLength(flagged);
    if (flagged > 0) found[id] = images;
  }
  return found;
}

function scoresOf(id: Fault, pictures: (MeasuredPicture | null)[]): number[] {
  const { measures, scores } = judgeQuality(pictures);
  const i = measures.findIndex((measure) => measure.id === id);
  return [...scores.subarray(i * pictures.length, (i + 1) * pictures.length)];
}

describe('a picture among usual ones', () => {
  it.each<[Fault, Traits, Traits]>([
    ['dark', { highlights: 0.31 }, { highlights: 0.33 }],
    ['bright', { shadows: 0.96 }, { shadows: 0.94 }],
    ['blurry', { sharpness: 0.14 }, { sharpness: 0.16 }],
    ['low-information', { entropy: 2.9 }, { entropy: 3.1 }],
    ['odd-size', { width: 200, height: 150 }, { width: 360, height: 270 }],
    ['odd-aspect', { width: 950, height: 323 }, { width: 920, height: 334 }],
  ])('is %s beyond the threshold, and only that', (id, beyond, within) => {
    expect(faultsOf([...usual(20), picture(beyond), picture(within)])).toEqual({ [id]: [20] });
  });

  it('is no better for being upright', () => {
    const [wide, tall] = scoresOf('odd-aspect', [
      picture({ width: 100, height: 25 }),
      picture({ width: 25, height: 100 }),
    ]);
    expect([wide, tall]).toEqual([0.25, 0.25]);
  });

  it('is not blurred when that cannot be told', () => {
    expect(scoresOf('blurry', [...usual(3), picture({ sharpness: null })])[3]).toBe(1);
  });
});

it('scores run from 0 to 1', () => {
  const worst = picture({ highlights: 0, shadows: 1, entropy: 0, sharpness: 0, width: 1, height: 100_000 });
  const best = picture({ highlights: 1, shadows: 0, entropy: 8, sharpness: 20, width: 500, height: 500 });
  const pictures = [...usual(20), worst, best];
  for (const id of ['dark', 'bright', 'blurry', 'low-information', 'odd-aspect'] as const) {
    const scores = scoresOf(id, pictures);
    expect(scores[20]).toBeCloseTo(0, 4);
    expect(scores[21]).toBeCloseTo(1, 4);
  }
});

describe('sizes', () => {
  it('are as odd at half as at twice the usual size', () => {
    const scores = scoresOf('odd-size', [
      ...usual(20),
      picture({ width: 320, height: 240 }),
      picture({ width: 1280, height: 960 }),
    ]);
    expect(scores.slice(20)).toEqual([0.5, 0.5]);
    expect(scores[0]).toBe(1);
  });

  it('may differ as much as three times the interquartile range', () => {
    // Sides of 1 to 16: octaves 0 to 4, with quartiles at 1 and 3.
    const spread = [0, 1, 2, 3, 4].map((octave) => picture({ width: 2 ** octave, height: 2 ** octave }));
    expect(scoresOf('odd-size', spread)).toEqual([6 / 7, 1, 1, 1, 6 / 7].map(Math.fround));
  });
});

describe('what most pictures share', () => {
  const digits = Array.from({ length: 60 }, (_, i) => picture({ entropy: 0.6 + i / 50 }));

  it('is no fault: digits on black hold little information', () => {
    expect(faultsOf(digits)).toEqual({});
  });

  it('is still one where a picture stands out', () => {
    expect(faultsOf([...digits, picture({ entropy: 0.1 })])).toEqual({ 'low-information': [60] });
    const panoramas = Array.from({ length: 30 }, () => picture({ width: 1600, height: 400 }));
    expect(faultsOf([...panoramas, picture({ width: 3600, height: 160 })])).toEqual({ 'odd-aspect': [30] });
  });

  it('is a fault all the same when it is shared by fewer than half', () => {
    const dark = Array.from({ length: 9 }, () => picture({ highlights: 0.2 }));
    expect(faultsOf([...usual(10), ...dark]).dark).toHaveLength(9);
  });

  it('does not excuse blank pictures', () => {
    const blank = Array.from({ length: 10 }, () => picture({ entropy: 0, sharpness: null }));
    expect(faultsOf([...usual(3), ...blank])['low-information']).toHaveLength(10);
  });
});

it('pictures that cannot be read have no scores and no faults, and change nothing for the others', () => {
  const pictures = [...usual(8), picture({ highlights: 0.1 })];
  const withGaps = [null, ...pictures, null];
  expect(faultsOf(withGaps)).toEqual({ dark: [9] });
  const all = judgeQuality(withGaps);
  for (const [i, { id }] of all.measures.entries()) {
    const scores = [...all.scores.subarray(i * withGaps.length, (i + 1) * withGaps.length)];
    expect(scores[0]).toBeNaN();
    expect(scores[10]).toBeNaN();
    expect(scores.slice(1, 10)).toEqual(scoresOf(id, pictures));
  }
});
