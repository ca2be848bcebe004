/**
 * Points sorted into the cells of a grid: plain data, so that it can be made in a worker. Sorting takes two passes over typed arrays
 * (a counting sort).
 */
export interface Grid {
  /** World coordinates of the upper left corner, and the side of a cell. */
  readonly left: number;
  readonly top: number;
  readonly cell: number;
  readonly columns: number;
  readonly rows: number;
  /** Where each cell's points start in `ids`, row by row; one more entry at the end. */
  readonly starts: Uint32Array<ArrayBuffer>;
  readonly ids: Uint32Array<ArrayBuffer>;
}

/** Points per cell that the grid aims for. */
const CROWD = 2;

type Frame = Omit<Grid, 'starts' | 'ids'>;

/** A grid over the points `ids` of positions `[n, 2]`; quickest when the ids ascend. */
export function gridOf(positions: Float32Array, ids: Uint32Array): Grid {
  const frame = frameAround(positions, ids);
  const starts = new Uint32Array(frame.columns * frame.rows + 1);
  const cells = new Uint32Array(ids.length);
  for (let k = 0; k < ids.length; k++) {
    const cell = cellOf(frame, positions, ids[k]!);
    cells[k] = cell;
    starts[cell + 1]!++;
  }
  for (let c = 1; c < starts.length; c++) starts[c]! += starts[c - 1]!;
  const next = starts.slice(0, -1);
  const sorted = new Uint32Array(ids.length);
  for (let k = 0; k < ids.length; k++) sorted[next[cells[k]!]!++] = ids[k]!;
  return { ...frame, starts, ids: sorted };
}

/** How many points such a grid has in each cell, and the side of its cells. Far quicker than the grid itself. */
export function cellCounts(positions: Float32Array, ids: Uint32Array): { counts: Uint32Array; cell: number } {
  const frame = frameAround(positions, ids);
  const counts = new Uint32Array(frame.columns * frame.rows);
  for (const id of ids) counts[cellOf(frame, positions, id)]!++;
  return { counts, cell: frame.cell };
}

export function columnAt({ left, cell, columns }: Frame, x: number): number {
  return Math.min(columns - 1, Math.max(0, Math.floor((x - left) / cell)));
}

export function rowAt({ top, cell, rows }: Frame, y: number): number {
  return Math.min(rows - 1, Math.max(0, Math.floor((y - top) / cell)));
}

function cellOf(frame: Frame, positions: Float32Array, id: number): number {
  return rowAt(frame, positions[2 * id + 1]!) * frame.columns + columnAt(frame, positions[2 * id]!);
}

function frameAround(positions: Float32Array, ids: Uint32Array): Frame {
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
  // A flat layout must not make a grid of endlessly many columns: no side is cut into more cells than there are points.
  const count = Math.max(1, ids.length);
  const cell = Math.max(Math.sqrt((width * height * CROWD) / count), Math.max(width, height) / count);
  return { left, top, cell, columns: Math.floor(width / cell) + 1, rows: Math.floor(height / cell) + 1 };
}
