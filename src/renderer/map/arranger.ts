/**
 * Works out what the map looks up again and again: which images lie in which cell, and which are revealed at which level. Runs where
 * it is asked to, which for large datasets is a worker (arranger-worker.ts).
 */
import { gridOf, type Grid } from './grid.ts';
import { Reveal } from './reveal.ts';
import { mixedOrder } from './shuffle.ts';

export class Arranger {
  readonly #positions: Float32Array;
  readonly #filter: Uint8Array | null;
  readonly #coarsest: number;
  #reveal: Reveal | null = null;

  /** For positions `[n, 2]` of all images, of which those with 0 in `filter` are not there. Nothing is revealed before `coarsest`. */
  constructor(positions: Float32Array, filter: Uint8Array | null, coarsest: number) {
    this.#positions = positions;
    this.#filter = filter;
    this.#coarsest = coarsest;
  }

  grid(): Grid {
    const all = Uint32Array.from({ length: this.#positions.length / 2 }, (_, id) => id);
    return gridOf(this.#positions, shownOf(all, this.#filter));
  }

  /** The images that are revealed at a level and not at the one before. */
  level(level: number): Uint32Array<ArrayBuffer> {
    const images = this.#positions.length / 2;
    this.#reveal ??= new Reveal(this.#positions, shownOf(mixedOrder(images), this.#filter), this.#coarsest);
    const before = level === 0 ? 0 : this.#reveal.revealed(level - 1);
    return this.#reveal.order.slice(before, this.#reveal.revealed(level));
  }
}

/** Those of `ids` that the filter lets through, in their order. */
export function shownOf(ids: Uint32Array<ArrayBuffer>, filter: Uint8Array | null): Uint32Array<ArrayBuffer> {
  if (filter === null) return ids;
  const shown = new Uint32Array(ids.length);
  let count = 0;
  for (const id of ids) {
    shown[count] = id;
    count += filter[id] === 1 ? 1 : 0;
  }
  return shown.slice(0, count);
}
