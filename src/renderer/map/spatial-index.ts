/** Where points are: what is near the cursor, in a rectangle, or inside an outline. */
import { enclosedBy } from './enclosing.ts';
import { columnAt, gridOf, rowAt, type Grid } from './grid.ts';

export class SpatialIndex {
  readonly #positions: Float32Array;
  readonly #grid: Grid;

  /** Over positions `[n, 2]`, which are kept and not copied, and a grid of those points that are to be found. */
  constructor(positions: Float32Array, grid: Grid) {
    this.#positions = positions;
    this.#grid = grid;
  }

  /** Over the points `ids` of positions `[n, 2]`. */
  static of(positions: Float32Array, ids: Uint32Array): SpatialIndex {
    return new SpatialIndex(positions, gridOf(positions, ids));
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
    const { starts, ids, columns } = this.#grid;
    const first = columnAt(this.#grid, left);
    const last = columnAt(this.#grid, right);
    const lowest = rowAt(this.#grid, bottom);
    for (let row = rowAt(this.#grid, top); row <= lowest; row++) {
      const from = starts[row * columns + first]!;
      const to = starts[row * columns + last + 1]!;
      for (let k = from; k < to; k++) {
        const id = ids[k]!;
        const x = this.#positions[2 * id]!;
        const y = this.#positions[2 * id + 1]!;
        if (x >= left && x <= right && y >= top && y <= bottom) visitor(id);
      }
    }
  }

  /**
   * The points inside an outline, ascending. `corners` are x and y of each corner in world units, the last joined to the first;
   * where it winds around a point more than once, the point is inside, as long as the turns do not cancel (the non-zero rule).
   */
  enclosed(corners: ArrayLike<number>): Uint32Array {
    return enclosedBy(this.#positions, this.#grid, corners);
  }
}
