/**
 * The factors that a sample face is made from, and their seeded sampling. Every factor is drawn independently of the
 * others: the table is a ground truth for colouring the map and for measuring how well a model separates them.
 */

import { Random } from '../models/random.ts';

/** Drawn uniformly from `range`; what its two ends look like is in `ends`. */
export interface ContinuousFactor {
  kind: 'continuous';
  range: readonly [number, number];
  ends: readonly [string, string];
}

/** Drawn from `values` in proportion to `weights` (equal when left out). */
export interface DiscreteFactor<Value extends string = string> {
  kind: 'discrete';
  values: readonly Value[];
  weights?: readonly number[];
}

const continuous = (low: number, high: number, ...ends: [string, string]) =>
  ({ kind: 'continuous', range: [low, high], ends }) as const;

const discrete = <const Value extends string>(values: readonly Value[], weights?: readonly number[]) =>
  ({ kind: 'discrete', values, weights }) as DiscreteFactor<Value>;

/** Every factor in the order in which it is drawn and written; adding one in between changes all faces. */
export const FACTORS = {
  faceWidth: continuous(0, 1, 'narrow', 'wide'),
  faceLength: continuous(0, 1, 'short', 'long'),
  jaw: continuous(0, 1, 'pointed', 'square'),
  skinTone: continuous(0, 1, 'lightest', 'deepest'),
  skinWarmth: continuous(-1, 1, 'rosy', 'golden'),
  hairStyle: discrete([
    'bald',
    'buzz cut',
    'side parting',
    'quiff',
    'curls',
    'afro',
    'bob',
    'long straight',
    'long wavy',
    'bun',
    'braids',
    'headscarf',
  ]),
  hairColour: discrete(
    ['black', 'dark brown', 'chestnut', 'auburn', 'copper', 'blond', 'grey', 'white', 'plum', 'teal'],
    [4, 4, 4, 3, 2, 3, 2, 1.5, 1, 1],
  ),
  eyeSize: continuous(0, 1, 'small', 'large'),
  eyeRoundness: continuous(0, 1, 'narrow', 'round'),
  eyeSlant: continuous(-1, 1, 'outer corners low', 'outer corners high'),
  eyeColour: discrete(['dark', 'brown', 'hazel', 'green', 'blue', 'grey'], [4, 4, 2, 2, 3, 2]),
  gaze: continuous(-1, 1, 'to the left', 'to the right'),
  browHeight: continuous(-1, 1, 'low', 'raised'),
  browAngle: continuous(-1, 1, 'worried', 'stern'),
  browThickness: continuous(0, 1, 'thin', 'bushy'),
  noseWidth: continuous(0, 1, 'narrow', 'wide'),
  noseLength: continuous(0, 1, 'short', 'long'),
  smile: continuous(-1, 1, 'frown', 'smile'),
  mouthOpen: continuous(0, 1, 'closed', 'open'),
  lips: continuous(0, 1, 'thin', 'full'),
  glasses: discrete(['none', 'round', 'square'], [3, 1, 1]),
  facialHair: discrete(['none', 'stubble', 'moustache', 'beard'], [6, 1.2, 1, 1.6]),
  age: continuous(0, 1, 'no lines', 'deep lines'),
  tilt: continuous(-10, 10, 'degrees to the left', 'degrees to the right'),
  yaw: continuous(-1, 1, 'turned left', 'turned right'),
  lightDirection: continuous(-1, 1, 'from the left', 'from the right'),
  lightStrength: continuous(0.2, 1, 'flat', 'strong'),
  background: continuous(0, 360, 'degrees of hue', 'degrees of hue'),
  clothing: discrete(['navy', 'mustard', 'coral', 'sage', 'plum', 'cream']),
} as const;

export type FactorName = keyof typeof FACTORS;

/** One face: a number for each continuous factor, a word for each discrete one. */
export type Factors = {
  [Name in FactorName]: (typeof FACTORS)[Name] extends DiscreteFactor<infer Value> ? Value : number;
};

export const FACTOR_NAMES = Object.keys(FACTORS) as FactorName[];

/**
 * The factors of `count` faces. Face i is the same whatever `count` is, because every face takes one draw per factor.
 * Continuous values have three decimals, so that they are the same in memory and in the table.
 */
export function drawFactors(count: number, seed: number): Factors[] {
  const random = new Random(seed);
  return Array.from({ length: count }, () => {
    const drawn = FACTOR_NAMES.map((name) => [name, drawFactor(FACTORS[name], random.uniform())]);
    return Object.fromEntries(drawn) as Factors;
  });
}

/** The value of a factor at `u`, uniform in [0, 1). */
function drawFactor(factor: ContinuousFactor | DiscreteFactor, u: number): number | string {
  if (factor.kind === 'continuous') {
    const [low, high] = factor.range;
    return Math.round((low + (high - low) * u) * 1000) / 1000;
  }
  const { values, weights = values.map(() => 1) } = factor;
  let left = u * weights.reduce((sum, weight) => sum + weight, 0);
  const index = weights.findIndex((weight) => (left -= weight) < 0);
  return values[index === -1 ? values.length - 1 : index]!;
}
