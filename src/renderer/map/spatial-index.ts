/**
 * A grid over the points, for the question "what is near the cursor". Points are sorted by cell in two passes over typed arrays
 * (a counting sort), which takes a millisecond or two for 60,000 of them, so it can be made anew whenever a layout streams in.
 */

/** Points per cell that the grid aims for. */
const CROWD = 2;

export class SpatialIndex {
  readonly #positions: Float32Array;
  readonly #left: number;
  readonly #top: number;
  readonly #cell: number;
  readonly #columns: number;
  readonly #rows: number;
  /** Where each cell's points start in `#ids`; one more entry at the end. */
  readonly #starts: Uint32Array;
  readonly #ids: Uint32Array;

  /** Over the points `ids` of positions `[n, 2]`; the positions are kept, not copied. */
  constructor(positions: Float32Array, ids: Uint32Array) {
    const count = ids.length;
    let left = Infinity;
    let right = -Infinity;
    let top = Infinity;
    let bottom = -Infinity;
    for (const id of ids) {
      const x = positions[2 * id]!;
      const y = positions[2 * id + 1]!;
      if (x < left) left = x;
      if (x > right) right = x;
      if (y < top) top = y;
      if (y > bottom) bottom = y;
    }
    const width = Math.max(right - left, 1e-6);
    const height = Math.max(bottom - top, 1e-6);
    this.#positions = positions;
    this.#left = left;
    this.#top = top;
    // A flat layout must not make a grid of endlessly many columns: no side is cut into more cells than there are points.
    const even = Math.sqrt((width * height * CROWD) / Math.max(1, count));
    this.#cell = Math.max(even, Math.max(width, height) / Math.max(1, count));
    this.#columns = Math.floor(width / this.#cell) + 1;
    this.#rows = Math.floor(height / this.#cell) + 1;
    this.#starts = new Uint32Array(this.#columns * this.#rows + 1);
    this.#ids = new Uint32Array(count);
    this.#sort(ids);
  }

  /** The area of all cells that hold a point: how much room the points take, in square world units. */
  get occupiedArea(): number {
    let occupied = 0;
    for (let c = 0; c + 1 < this.#starts.length; c++) if (this.#starts[c + 1]! > this.#starts[c]!) occupied++;
    return occupied * this.#cell ** 2;
  }

  /** The nearest point within a radius, or -1. */
  nearest(x: number, y: number, radius: number): number {
    let found = -1;
    let closest = radius * radius;
    this.visit(x - radius, y - radius, x + radius, y + radius, (id) => {
      const dx = this.#positions[2 * id]! - x;
      const dy = this.#positions[2 * id + 1]! - y;
      const distance = dx * dx + dy * dy;
      if (distance <= closest) {
        closest = distance;
        found = id;
      }
    });
    return found;
  }

  /** Calls back for every point inside the rectangle, edges included. */
  visit(left: number, top: number, right: number, bottom: number, visitor: (id: number) => void): void {
    const first = this.#column(left);
    const last = this.#column(right);
    const lowest = this.#row(bottom);
    for (let row = this.#row(top); row <= lowest; row++) {
      const from = this.#starts[row * this.#columns + first]!;
      const to = this.#starts[row * this.#columns + last + 1]!;
      for (let k = from; k < to; k++) {
        const id = this.#ids[k]!;
        const x = this.#positions[2 * id]!;
        const y = this.#positions[2 * id + 1]!;
        if (x >= left && x <= right && y >= top && y <= bottom) visitor(id);
      }
    }
  }

  #sort(ids: Uint32Array): void {
    const starts = this.#starts;
    const cells = new Uint32Array(ids.length);
    for (let k = 0; k < ids.length; k++) {
      const id = ids[k]!;
      const cell =
        this.#row(this.#positions[2 * id + 1]!) * this.#columns + this.#column(this.#positions[2 * id]!);
      cells[k] = cell;
      starts[cell + 1]!++;
    }
    for (let c = 1; c < starts.length; c++) starts[c]! += starts[c - 1]!;
    const next = starts.slice(0, -1);
    for (let k = 0; k < ids.length; k++) this.#ids[next[cells[k]!]!++] = ids[k]!;
  }

  #column(x: number): number {
    return Math.min(this.#columns - 1, Math.max(0, Math.floor((x - this.#left) / this.#cell)));
  }

  #row(y: number): number {
    return Math.min(this.#rows - 1, Math.max(0, Math.floor((y - this.#top) / this.#cell)));
  }
}
