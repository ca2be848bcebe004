/** Turns a run's history into the columns that a chart draws. */
import type { EpochRecord, Validation } from '../../../shared/models.ts';
import type { LivePoint, Run } from '../../stores/training.ts';

/** x, training, held out; null where a series has no value. As uPlot takes it. */
export type Curves = [number[], (number | null)[], (number | null)[]];

/** What a chart shows: where its numbers are found, null where a run does not have them. */
export interface Quantity {
  /** For people who do not see the chart. */
  readonly name: string;
  ofEpoch(record: EpochRecord): number | null;
  ofMoment(point: LivePoint): number | null;
  ofHeldOut(validation: Validation): number | null;
}

const none = () => null;
const heldOutLoss = ({ reconstruction, kl }: Pick<Validation, 'reconstruction' | 'kl'>) =>
  reconstruction + kl;

/**
 * Reconstruction and KL together at beta 1, of a sample of the training images and of the held-out ones, both measured in the same
 * way with the same weights: what lies between the curves is the gap.
 */
const loss: Quantity = {
  name: 'Loss',
  ofEpoch: ({ validation }) => (validation?.training ? heldOutLoss(validation.training) : null),
  ofMoment: none,
  ofHeldOut: heldOutLoss,
};

const reconstruction: Quantity = {
  name: 'Reconstruction error',
  ofEpoch: (record) => record.reconstruction,
  ofMoment: (point) => point.reconstruction,
  ofHeldOut: (validation) => validation.reconstruction,
};

const kl: Quantity = {
  name: 'KL',
  ofEpoch: (record) => record.kl,
  ofMoment: (point) => point.kl,
  ofHeldOut: (validation) => validation.kl,
};

const psnr: Quantity = {
  name: 'PSNR',
  ofEpoch: ({ validation }) => validation?.training?.psnr ?? null,
  ofMoment: none,
  ofHeldOut: (validation) => validation.psnr,
};

export const quantities = { loss, reconstruction, kl, psnr } as const;

/** A further part of a family's loss, which only training has. */
export function lossTerm(name: string): Quantity {
  return {
    name,
    ofEpoch: ({ terms }) => terms[name] ?? null,
    ofMoment: ({ terms }) => terms[name] ?? null,
    ofHeldOut: none,
  };
}

/** The terms that a run has, in the order in which its family tells them. */
export function termsOf({ history, recent }: Pick<Run, 'history' | 'recent'>): string[] {
  return Object.keys(history.at(-1)?.terms ?? recent.at(-1)?.terms ?? {});
}

/** One point an epoch, and the moments since the last one where they have a value. x counts training steps. */
export function curvesOf({ history, recent }: Pick<Run, 'history' | 'recent'>, quantity: Quantity): Curves {
  const since = recent.filter(
    (point) => point.step > (history.at(-1)?.step ?? 0) && quantity.ofMoment(point) !== null,
  );
  return [
    [...history.map(({ step }) => step), ...since.map(({ step }) => step)],
    [...history.map(quantity.ofEpoch), ...since.map(quantity.ofMoment)],
    [
      ...history.map(({ validation }) => (validation === null ? null : quantity.ofHeldOut(validation))),
      ...since.map(() => null),
    ],
  ];
}

/**
 * The range of y that shows where a run is going: the first tenth of the steps, where losses are many times higher, may run out
 * at the top once there is enough of the rest.
 */
export function rangeOf([x, ...series]: Curves): [number, number] {
  const end = x.at(-1) ?? 0;
  const settled = (i: number) => x.length < 12 || x[i]! > end / 10;
  const values = series.flatMap((column) =>
    column.filter((value, i) => value !== null && settled(i)),
  ) as number[];
  if (values.length === 0) return [0, 1];
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const margin = (high - low) * 0.08 || Math.abs(high) * 0.05 || 1;
  return [low - margin, high + margin];
}
