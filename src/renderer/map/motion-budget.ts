/**
 * How much a frame may cost. Where frames come too slowly (a processor that stands in for a graphics card), fewer dots are drawn
 * in each, and coarser while the map moves; the others follow once it rests. As dots are drawn in a mixed order, the first
 * thousands look like all of them.
 */

/** Milliseconds between frames above which less is drawn, and below which more may be. */
const SLOW = 26;
const FAST = 19;
/** Dots a frame: at first, and at least, as a frame by itself costs as much as so few. */
const FIRST = 120_000;
const FEWEST = 20_000;
const MOST = 8e6;
/** While the map rests a frame may take longer: at least so many dots each, that it be complete soon. */
const FEWEST_AT_REST = 60_000;
/** Where not even so many dots are quick, moving frames are coarser as well: a little more than a third of the pixels. */
const COARSE = 60_000;
const COARSE_SHARPNESS = 0.6;

export class MotionBudget {
  #dots = FIRST;

  /** How many dots to draw in a frame. */
  dots(moving: boolean): number {
    return moving ? this.#dots : Math.max(FEWEST_AT_REST, this.#dots);
  }

  /** Device pixels to draw while the map moves as a share of those there are, across and down. */
  get sharpness(): number {
    return this.#dots < COARSE ? COARSE_SHARPNESS : 1;
  }

  /** Takes note of the milliseconds between two frames that follow each other. */
  note(milliseconds: number): void {
    if (milliseconds > SLOW) this.#dots = Math.max(FEWEST, Math.round(this.#dots * 0.7));
    else if (milliseconds < FAST) this.#dots = Math.min(MOST, Math.round(this.#dots * 1.2));
  }
}
