/**
 * How many dots a frame may draw while the map moves. Where frames come too slowly (a processor that stands in for a graphics
 * card), fewer dots are drawn until the map rests, when all of them are. As dots are drawn in a mixed order, the first thousands
 * look like all of them, only thinner.
 */

/** Milliseconds between frames above which there are too many dots, and below which there may be more. */
const SLOW = 26;
const FAST = 19;
const FEWEST = 8000;

export class DotBudget {
  /** Dots per frame at most. */
  dots = Infinity;
  readonly #count: number;

  constructor(count: number) {
    this.#count = count;
  }

  /** Takes note of the milliseconds between two frames of a movement. */
  note(milliseconds: number): void {
    const drawn = Math.min(this.dots, this.#count);
    if (milliseconds > SLOW) this.dots = Math.max(FEWEST, drawn * 0.7);
    else if (milliseconds < FAST) this.dots = drawn * 1.15 < this.#count ? drawn * 1.15 : Infinity;
  }
}
