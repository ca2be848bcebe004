/** The arranger in a thread of its own, so that a million images do not hold up the page. */
import { Arranger } from './arranger.ts';
import type { Grid } from './grid.ts';

/** Positions to arrange from now on, under a number of the sender's choice. */
export interface ArrangeRequest {
  readonly kind: 'arrange';
  readonly arrangement: number;
  readonly positions: Float32Array;
  readonly filter: Uint8Array | null;
  readonly coarsest: number;
}

/** A level to reveal of the arrangement with this number. */
export interface RevealRequest {
  readonly kind: 'reveal';
  readonly arrangement: number;
  readonly level: number;
}

export type ArrangerAnswer =
  | { readonly kind: 'grid'; readonly arrangement: number; readonly grid: Grid }
  | {
      readonly kind: 'level';
      readonly arrangement: number;
      readonly level: number;
      readonly ids: Uint32Array<ArrayBuffer>;
    };

let arranger: Arranger | null = null;
let arrangement = -1;

function answer(message: ArrangerAnswer, ...transfer: ArrayBuffer[]): void {
  postMessage(message, { transfer });
}

addEventListener('message', ({ data }: MessageEvent<ArrangeRequest | RevealRequest>) => {
  if (data.kind === 'arrange') {
    arranger = new Arranger(data.positions, data.filter, data.coarsest);
    arrangement = data.arrangement;
    const grid = arranger.grid();
    answer({ kind: 'grid', arrangement, grid }, grid.starts.buffer, grid.ids.buffer);
  } else if (arranger !== null && data.arrangement === arrangement) {
    const ids = arranger.level(data.level);
    answer({ kind: 'level', arrangement, level: data.level, ids }, ids.buffer);
  }
});
