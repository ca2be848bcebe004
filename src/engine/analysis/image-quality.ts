/**
 * Faults of pictures, after cleanvision (github.com/cleanlab/cleanvision): its list, its percentiles and, where the scale is the same, its
 * thresholds. Two things are different. Blur is measured by a Laplacian that contrast takes no part in, so that pale pictures are not
 * blurred ones. And what most pictures of a dataset share is their nature and no fault: digits on black hold little information, panoramas are wide.
 */
import type { QualityMeasure, ResultOf } from '../../shared/analyses.ts';
import type { Appearance } from '../images/appearance.ts';

export interface MeasuredPicture {
  /** In pixels, upright. */
  width: number;
  height: number;
  appearance: Appearance;
}

interface Judgement {
  id: QualityMeasure['id'];
  /** Of every picture: 1 is faultless, 0 is as bad as can be. */
  scores(pictures: readonly MeasuredPicture[]): number[];
  /** A picture that scores less has the fault. */
  threshold: number;
  /** The least that the threshold is lowered to where most pictures have the fault. */
  least: number;
}

/** Highest entropy of 256 levels, in bits. */
const MOST_BITS = 8;
/**
 * Sharpness at which a picture scores 1 - 1/e. A score of .29 then is a sharpness of .15. Photographs reach .17 to 1.7 of it and faces of 92 x 112
 * pixels .24 to 1.1; blurred by a Gaussian of a hundredth of their longer side, .06 and .14 (medians).
 */
const SHARP = 0.44;
/** Where most pictures have a fault, the threshold is this part of their median score. */
const STANDS_OUT = 1 / 5;
/** Sizes are odd from three times the interquartile range outside of the quartiles, as in cleanvision. */
const FENCE = 3;
/** Sides that differ by no more than a factor of 2 are never odd, however alike the others are: in octaves. */
const LEAST_FENCE = 1;

const JUDGEMENTS: readonly Judgement[] = [
  { id: 'dark', scores: ofEach(({ appearance }) => appearance.highlights), threshold: 0.32, least: 0 },
  { id: 'bright', scores: ofEach(({ appearance }) => 1 - appearance.shadows), threshold: 0.05, least: 0 },
  {
    id: 'blurry',
    scores: ofEach(({ appearance: { sharpness } }) =>
      // What cannot be told is no fault; a plain picture has another one.
      sharpness === null ? 1 : 1 - Math.exp(-sharpness / SHARP),
    ),
    threshold: 0.29,
    least: 0,
  },
  {
    id: 'low-information',
    scores: ofEach(({ appearance }) => appearance.entropy / MOST_BITS),
    // Three bits; and a tenth of a bit, because a blank page is one in whatever company.
    threshold: 3 / MOST_BITS,
    least: 0.1 / MOST_BITS,
  },
  { id: 'odd-size', scores: sizeScores, threshold: 0.5, least: 0 },
  {
    id: 'odd-aspect',
    scores: ofEach(({ width, height }) => Math.min(width / height, height / width)),
    threshold: 0.35,
    least: 0,
  },
];

/** @param pictures null for those that could not be read: their scores are NaN, and they have no fault. */
export function judgeQuality(
  pictures: readonly (MeasuredPicture | null)[],
): Pick<ResultOf<'quality'>, 'measures' | 'scores'> {
  const readable = pictures.filter((picture) => picture !== null);
  const all = new Float32Array(JUDGEMENTS.length * pictures.length).fill(NaN);
  const measures = JUDGEMENTS.map(({ id, scores, threshold, least }, measure) => {
    const known = Float32Array.from(scores(readable));
    const median = quantile(known, 0.5);
    const limit = median < threshold ? Math.max(least, STANDS_OUT * median) : threshold;
    let next = 0;
    for (const [row, picture] of pictures.entries()) {
      if (picture) all[measure * pictures.length + row] = known[next++]!;
    }
    return { id, threshold: limit, flagged: known.filter((score) => score < limit).length };
  });
  return { measures, scores: all };
}

function ofEach(score: (picture: MeasuredPicture) => number): Judgement['scores'] {
  return (pictures) => pictures.map(score);
}

/**
 * 1 between the quartiles of the size, 1/2 at the fence. Size is the side of a square of as many pixels, on a logarithmic scale: half the
 * usual size is as odd as twice the usual size.
 */
function sizeScores(pictures: readonly MeasuredPicture[]): number[] {
  const sizes = Float32Array.from(pictures, ({ width, height }) => Math.log2(width * height) / 2);
  const lower = quantile(sizes, 0.25);
  const upper = quantile(sizes, 0.75);
  const fence = Math.max(LEAST_FENCE, FENCE * (upper - lower));
  return Array.from(sizes, (size) => 1 / (1 + Math.max(0, lower - size, size - upper) / fence));
}

/** Between the two nearest values, as NumPy does by default; NaN of nothing. */
function quantile(values: Float32Array, share: number): number {
  const sorted = values.toSorted();
  const position = share * (sorted.length - 1);
  const below = sorted[Math.floor(position)] ?? NaN;
  const above = sorted[Math.ceil(position)] ?? NaN;
  return below + (position % 1) * (above - below);
}
