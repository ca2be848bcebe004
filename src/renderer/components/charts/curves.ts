/** Turns a run's history into the columns that a chart draws. */
import type { EpochRecord, Validation } from '../../../shared/models.ts';
import type { LivePoint, Run } from '../../stores/training.ts';

/** x, training, held out; null where a series has no value. As uPlot takes it. */
export type Curves = [number[], (number | null)[], (number | null)[]];

export type Quantity = 'loss' | 'reconstruction' | 'kl' | 'psnr';

const ofEpoch: Record<Quantity, (record: EpochRecord) => number | null> = {
  loss: ({ loss }) => loss,
  reconstruction: ({ reconstruction }) => reconstruction,
  kl: ({ kl }) => kl,
  psnr: () => null,
};

const ofMoment: Record<Quantity, (point: LivePoint) => number | null> = {
  loss: ({ loss }) => loss,
  reconstruction: ({ reconstruction }) => reconstruction,
  kl: ({ kl }) => kl,
  psnr: () => null,
};

const ofHeldOut: Record<Quantity, (validation: Validation) => number> = {
  loss: ({ reconstruction, kl }) => reconstruction + kl,
  reconstruction: ({ reconstruction }) => reconstruction,
  kl: ({ kl }) => kl,
  psnr: ({ psnr }) => psnr,
};

/** One point an epoch, and the moments since the last one. x counts training steps. */
export function curvesOf({ history, recent }: Pick<Run, 'history' | 'recent'>, quantity: Quantity): Curves {
  const since = recent.filter(({ step }) => step > (history.at(-1)?.step ?? 0));
  return [
    [...history.map(({ step }) => step), ...since.map(({ step }) => step)],
    [...history.map(ofEpoch[quantity]), ...since.map(ofMoment[quantity])],
    [
      ...history.map(({ validation }) => (validation === null ? null : ofHeldOut[quantity](validation))),
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
