/** How many clusters there are, when nobody says: several numbers are tried, and a criterion that is shown chooses. */
import type { ResultOf } from '../../shared/analyses.ts';
import type { Codes } from '../../shared/latent.ts';
import { Random } from '../models/random.ts';
import { kMeans } from './k-means.ts';
import { fitMixture, type Mixture } from './mixture.ts';
import { rowsAt } from './rows-at.ts';
import { meanSilhouettes } from './silhouette.ts';
import type { Work } from './work.ts';

export type Criterion = NonNullable<ResultOf<'clusters'>['criterion']>;

/** Numbers that are tried, as far as there are ten rows for each cluster. */
const COUNTS = [2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 14, 16, 20, 24, 30];
const ROWS_PER_CLUSTER = 10;
/** Silhouettes take all distances, mixtures many passes; beyond these rows a sample decides, and the criterion's name says so. */
const MOST_FOR_SILHOUETTES = 4000;
const MOST_FOR_MIXTURES = 5000;
/** Mixtures are tried until so many in a row were no better: the largest take longest. */
const PATIENCE = 3;
/** Gain of an iteration, in nats a row, at which a mixture that is only tried is fitted well enough: far below what tells two numbers apart. */
const TRIAL_TOLERANCE = 0.01;

interface ChoiceOptions extends Work {
  seed: number;
}

/** The number of clusters of k-means with the highest mean silhouette. */
export async function chooseByMeanSilhouette(codes: Codes, options: ChoiceOptions): Promise<Criterion> {
  const { seed, signal } = options;
  const sample = sampleOf(codes, MOST_FOR_SILHOUETTES, seed);
  const counts = countsFor(sample.rows);
  const ways: Int32Array[] = [];
  for (const count of counts) ways.push((await kMeans(sample, count, { seed, signal })).labels);
  const values = await meanSilhouettes(sample, ways, options);
  return {
    name: `Mean silhouette${ofSample(sample, codes)}`,
    best: 'highest',
    tried: counts.map((count, i) => ({ count, value: values[i]! })),
  };
}

/** The number of components with the lowest Bayesian information criterion (Schwarz 1978). */
export async function chooseByBic(codes: Codes, options: ChoiceOptions): Promise<Criterion> {
  const { seed, signal, progress } = options;
  const sample = sampleOf(codes, MOST_FOR_MIXTURES, seed);
  const counts = countsFor(sample.rows);
  const tried: Criterion['tried'] = [];
  let best = 0;
  for (const [i, count] of counts.entries()) {
    progress?.({ title: 'Choosing the number of clusters', value: i / counts.length });
    const mixture = await fitMixture(sample, {
      ...{ components: count, seed, signal },
      tolerance: TRIAL_TOLERANCE,
    });
    tried.push({ count, value: bic(mixture, sample.rows) });
    if (tried[i]!.value < tried[best]!.value) best = i;
    if (i - best >= PATIENCE) break;
  }
  return { name: `Bayesian information criterion${ofSample(sample, codes)}`, best: 'lowest', tried };
}

/** The number that a criterion speaks for: of equally good ones the smallest. */
export function bestCount({ best, tried }: Criterion): number {
  const sign = best === 'highest' ? 1 : -1;
  return tried.reduce((a, b) => (sign * b.value > sign * a.value ? b : a)).count;
}

/** In nats, twice the description length: weights, means and full covariances are the parameters. */
export function bic({ count, dimensions, logLikelihood }: Mixture, rows: number): number {
  const parameters = count * (1 + dimensions + (dimensions * (dimensions + 1)) / 2) - 1;
  return parameters * Math.log(rows) - 2 * rows * logLikelihood;
}

function countsFor(rows: number): number[] {
  return COUNTS.filter((count, i) => i === 0 || count * ROWS_PER_CLUSTER <= rows);
}

function ofSample(sample: Codes, codes: Codes): string {
  return sample.rows < codes.rows ? ` of ${sample.rows.toLocaleString('en')} images` : '';
}

/** So many rows at random, in their order (Knuth, TAOCP 2, algorithm 3.4.2 S), or all when there are no more. */
function sampleOf(codes: Codes, most: number, seed: number): Codes {
  const { rows } = codes;
  if (rows <= most) return codes;
  const random = new Random(seed);
  const chosen: number[] = [];
  for (let row = 0; chosen.length < most; row++) {
    if (random.uniform() * (rows - row) < most - chosen.length) chosen.push(row);
  }
  return rowsAt(codes, chosen);
}
