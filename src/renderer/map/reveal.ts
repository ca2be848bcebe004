/**
 * Which images show as thumbnails, and from which zoom on. For ever smaller tile sizes (in world units, so: for ever closer
 * views) images are added in a fixed order of priority wherever a tile of that size still overlaps no other. What was added
 * stays, so a view depends on its zoom alone: panning changes nothing, and zooming in only adds.
 *
 * Sizes are worked out as the zoom asks for them, a few milliseconds each at 60,000 images.
 */

/** Tile sizes per halving. */
const STEPS = 3;
const STEP = 2 ** (-1 / STEPS);

export class Reveal {
  /** Images in the order in which they are revealed; the first `revealed(size)` are shown at that size. */
  readonly order: Uint32Array;
  readonly #positions: Float32Array;
  readonly #largest: number;
  /** `#counts[k]` images are shown at size `#largest * STEP ** k`. */
  readonly #counts: number[] = [];
  /** Images not yet revealed, by priority, in the first `#left` places. */
  readonly #waiting: Uint32Array;
  #left: number;
  /** Open addressing: revealed images by the cell that they lie in; -1 is free. */
  readonly #table: Int32Array;
  readonly #mask: number;

  /**
   * @param positions `[n, 2]` in world units
   * @param priority images that may be shown, the most important first
   * @param largest the tile size of the farthest view, in world units
   */
  constructor(positions: Float32Array, priority: Uint32Array, largest: number) {
    this.#positions = positions;
    this.#largest = largest;
    this.#waiting = priority.slice();
    this.#left = priority.length;
    this.order = new Uint32Array(priority.length);
    const slots = 2 ** Math.ceil(Math.log2(Math.max(16, priority.length * 2)));
    this.#table = new Int32Array(slots);
    this.#mask = slots - 1;
  }

  /** How many of `order` are shown when tiles have this size in world units: those of the next size worked out above it. */
  revealed(size: number): number {
    // A hair of tolerance, so that a size computed back from a scale is not taken for one a step smaller.
    const step = Math.floor(Math.log2(this.#largest / size) * STEPS + 1e-6);
    if (step < 0) return 0;
    while (this.#counts.length <= step && this.#left > 0) this.#addStep();
    return this.#counts[Math.min(step, this.#counts.length - 1)] ?? 0;
  }

  #addStep(): void {
    const size = this.#largest * STEP ** this.#counts.length;
    let shown = this.#counts.at(-1) ?? 0;
    this.#table.fill(-1);
    for (let k = 0; k < shown; k++) this.#put(this.order[k]!, size);
    let waiting = 0;
    for (let k = 0; k < this.#left; k++) {
      const id = this.#waiting[k]!;
      if (this.#isFree(id, size)) {
        this.order[shown++] = id;
        this.#put(id, size);
      } else {
        this.#waiting[waiting++] = id;
      }
    }
    this.#left = waiting;
    this.#counts.push(shown);
  }

  /** Whether no revealed image lies within `size` of this one, both across and down. */
  #isFree(id: number, size: number): boolean {
    const x = this.#positions[2 * id]!;
    const y = this.#positions[2 * id + 1]!;
    const column = Math.floor(x / size);
    const row = Math.floor(y / size);
    for (let dy = -1; dy <= 1; dy++) {
      for (let dx = -1; dx <= 1; dx++) {
        // Whatever a probe meets and is too near is in the way, whether it belongs to this cell or shares its place by chance.
        for (let slot = this.#slot(column + dx, row + dy); ; slot = (slot + 1) & this.#mask) {
          const other = this.#table[slot]!;
          if (other < 0) break;
          const near =
            Math.abs(this.#positions[2 * other]! - x) < size &&
            Math.abs(this.#positions[2 * other + 1]! - y) < size;
          if (near) return false;
        }
      }
    }
    return true;
  }

  #put(id: number, size: number): void {
    const column = Math.floor(this.#positions[2 * id]! / size);
    const row = Math.floor(this.#positions[2 * id + 1]! / size);
    let slot = this.#slot(column, row);
    while (this.#table[slot]! >= 0) slot = (slot + 1) & this.#mask;
    this.#table[slot] = id;
  }

  #slot(column: number, row: number): number {
    const mixed = Math.imul(column, 0x9e3779b1) ^ Math.imul(row, 0x85ebca6b);
    return (mixed ^ (mixed >>> 15)) & this.#mask;
  }
}
