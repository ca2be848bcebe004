/**
 * The points inside an outline. Row by row of the grid, only the cells that the outline passes through have their points looked at,
 * and for those only the edges that reach into the row. A run of cells between two such is inside or outside as a whole.
 */
import { columnAt, rowAt, type Grid } from './grid.ts';

/** Edges by the rows of the grid that they reach into: `edges[starts[row - first]..]`. */
interface EdgesByRow {
  readonly first: number;
  readonly last: number;
  readonly starts: Uint32Array;
  readonly edges: Uint32Array;
}

/** See `SpatialIndex.enclosed`. */
export function enclosedBy(positions: Float32Array, grid: Grid, corners: ArrayLike<number>): Uint32Array {
  const found = new FoundIds(positions.length / 2);
  if (corners.length < 6 || grid.ids.length === 0) return found.ascending();
  const outline = Float64Array.from(corners);
  const { first, last, starts, edges } = edgesByRow(grid, outline);
  for (let row = first; row <= last; row++) {
    const ofRow = edges.subarray(starts[row - first]!, starts[row - first + 1]!);
    encloseRow(positions, grid, outline, row, ofRow, found);
  }
  return found.ascending();
}

/** A bit more than a mask: knows the range that it was written in. */
class FoundIds {
  readonly #mask: Uint8Array;
  #count = 0;

  constructor(images: number) {
    this.#mask = new Uint8Array(images);
  }

  add(id: number): void {
    this.#mask[id] = 1;
    this.#count++;
  }

  ascending(): Uint32Array {
    const ids = new Uint32Array(this.#count);
    let count = 0;
    for (let id = 0; count < ids.length; id++) if (this.#mask[id] === 1) ids[count++] = id;
    return ids;
  }
}

function edgesByRow(grid: Grid, outline: Float64Array): EdgesByRow {
  const { top, cell, rows } = grid;
  const corners = outline.length / 2;
  const bottom = top + rows * cell;
  let first = rows;
  let last = -1;
  const from = new Int32Array(corners);
  const to = new Int32Array(corners).fill(-1);
  for (let edge = 0; edge < corners; edge++) {
    const y0 = outline[2 * edge + 1]!;
    const y1 = outline[(2 * edge + 3) % outline.length]!;
    if (Math.max(y0, y1) < top || Math.min(y0, y1) > bottom) continue;
    from[edge] = rowAt(grid, Math.min(y0, y1));
    to[edge] = rowAt(grid, Math.max(y0, y1));
    first = Math.min(first, from[edge]!);
    last = Math.max(last, to[edge]!);
  }
  const starts = new Uint32Array(Math.max(0, last - first + 1) + 1);
  for (let edge = 0; edge < corners; edge++) {
    for (let row = from[edge]!; row <= to[edge]!; row++) starts[row - first + 1]!++;
  }
  for (let k = 1; k < starts.length; k++) starts[k]! += starts[k - 1]!;
  const next = starts.slice();
  const edges = new Uint32Array(starts.at(-1)!);
  for (let edge = 0; edge < corners; edge++) {
    for (let row = from[edge]!; row <= to[edge]!; row++) edges[next[row - first]!++] = edge;
  }
  return { first, last, starts, edges };
}

function encloseRow(
  positions: Float32Array,
  grid: Grid,
  outline: Float64Array,
  row: number,
  edges: Uint32Array,
  found: FoundIds,
): void {
  const { starts, ids, columns, left, top, cell } = grid;
  const middle = top + (row + 0.5) * cell;
  const ofRow = row * columns;
  let column = 0;
  for (const [first, last] of crossedColumns(grid, outline, row, edges)) {
    // Nothing crosses the cells before: any point of theirs tells for all. What lies before the first crossing is outside.
    if (first > column && column > 0) {
      if (windingOf(outline, edges, left + (column + 0.5) * cell, middle) !== 0) {
        for (let k = starts[ofRow + column]!; k < starts[ofRow + first]!; k++) found.add(ids[k]!);
      }
    }
    for (let k = starts[ofRow + Math.max(column, first)]!; k < starts[ofRow + last + 1]!; k++) {
      const id = ids[k]!;
      if (windingOf(outline, edges, positions[2 * id]!, positions[2 * id + 1]!) !== 0) found.add(id);
    }
    column = Math.max(column, last + 1);
  }
}

/** The columns that edges pass through within a row, as ranges by their beginning. */
function crossedColumns(
  grid: Grid,
  outline: Float64Array,
  row: number,
  edges: Uint32Array,
): [number, number][] {
  const { top, cell, rows } = grid;
  // Points beyond the grid's edge belong to its outermost rows.
  const upper = row === 0 ? -Infinity : top + row * cell;
  const lower = row === rows - 1 ? Infinity : top + (row + 1) * cell;
  const ranges: [number, number][] = [];
  for (const edge of edges) {
    const x0 = outline[2 * edge]!;
    const y0 = outline[2 * edge + 1]!;
    const x1 = outline[(2 * edge + 2) % outline.length]!;
    const y1 = outline[(2 * edge + 3) % outline.length]!;
    const xAt = (y: number) => (y1 === y0 ? x0 : x0 + ((x1 - x0) * (y - y0)) / (y1 - y0));
    const a = y1 === y0 ? x0 : xAt(Math.min(lower, Math.max(upper, y0)));
    const b = y1 === y0 ? x1 : xAt(Math.min(lower, Math.max(upper, y1)));
    // A hair's breadth more, as the crossings are rounded.
    const reach = cell * 1e-6;
    ranges.push([columnAt(grid, Math.min(a, b) - reach), columnAt(grid, Math.max(a, b) + reach)]);
  }
  return ranges.sort((p, q) => p[0] - q[0]);
}

/** How often the outline turns around a point, from those of its edges that may reach its height (D. Sunday 2001, without a division). */
function windingOf(outline: Float64Array, edges: Uint32Array, x: number, y: number): number {
  let turns = 0;
  for (let k = 0; k < edges.length; k++) {
    const at = 2 * edges[k]!;
    const next = at + 2 === outline.length ? 0 : at + 2;
    const y0 = outline[at + 1]!;
    const y1 = outline[next + 1]!;
    if (y0 <= y === y1 <= y) continue;
    const side = (outline[next]! - outline[at]!) * (y - y0) - (x - outline[at]!) * (y1 - y0);
    if (y0 <= y) turns += side > 0 ? 1 : 0;
    else turns -= side < 0 ? 1 : 0;
  }
  return turns;
}
