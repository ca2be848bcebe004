/**
 * How much a frame may cost while the map moves. Where frames come too slowly (a processor that stands in for a graphics card),
 * fewer dots are drawn, and coarser, until the map rests, when everything is drawn in full. As dots are drawn in a mixed order, the
 * first thousands look like all of them, only thinner.
 */

/** Milliseconds between frames above which less is drawn, and below which more may be. */
const SLOW = 26;
const FAST = 19;
const LEAST = 0.12;
/** So few dots are quick anywhere. */
const FEWEST = 8000;
/** Below this effort frames are coarser as well: a little more than a third of the pixels. */
const COARSE = 0.5;
const COARSE_SHARPNESS = 0.6;

export class MotionBudget {
  /** 1 for everything. */
  #effort = 1;

  /** Of `count` dots, how many to draw. */
  dotsOf(count: number): number {
    return Math.max(Math.min(count, FEWEST), Math.ceil(count * this.#effort));
  }

  /** Device pixels to draw as a share of those there are, across and down. */
  get sharpness(): number {
    return this.#effort < COARSE ? COARSE_SHARPNESS : 1;
  }

  /** Takes note of the milliseconds between two frames of a movement. */
  note(milliseconds: number): void {
    if (milliseconds > SLOW) this.#effort = Math.max(LEAST, this.#effort * 0.7);
    else if (milliseconds < FAST) this.#effort = Math.min(1, this.#effort * 1.15);
  }
}
