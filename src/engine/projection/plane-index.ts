/** Points of a plane, held so that the nearest of them are found at once: a balanced k-d tree, kept as one sorted array. */

/** Nearest first; `rows` and `distances` have room for as many as are asked for. */
export interface Nearest {
  count: number;
  rows: Int32Array;
  distances: Float64Array;
}

export class PlaneIndex {
  readonly points: number;
  readonly #rows: Int32Array;
  /** x and y in the order of `#rows`: the middle of every range parts it by x, the next level by y, and so on. */
  readonly #placed: Float32Array;

  /** @param coordinates [points, 2] packed. */
  constructor(coordinates: Float32Array) {
    this.points = coordinates.length / 2;
    this.#rows = Int32Array.from({ length: this.points }, (_, row) => row);
    arrange(this.#rows, coordinates, 0, this.points, 0);
    this.#placed = new Float32Array(coordinates.length);
    this.#rows.forEach((row, place) => {
      this.#placed[place * 2] = coordinates[row * 2]!;
      this.#placed[place * 2 + 1] = coordinates[row * 2 + 1]!;
    });
  }

  /** The `k` points nearest to (x, y), or all that there are. */
  nearest(x: number, y: number, k: number): Nearest {
    const found = { count: 0, rows: new Int32Array(k), distances: new Float64Array(k) };
    this.#search(x, y, 0, this.points, 0, found);
    for (let place = 0; place < found.count; place++) {
      found.distances[place] = Math.sqrt(found.distances[place]!);
    }
    return found;
  }

  /** Looks through a range; until the end `distances` are squared. */
  #search(x: number, y: number, from: number, to: number, axis: 0 | 1, found: Nearest): void {
    if (from >= to) return;
    const middle = (from + to) >> 1;
    const [dx, dy] = [x - this.#placed[middle * 2]!, y - this.#placed[middle * 2 + 1]!];
    offer(found, this.#rows[middle]!, dx * dx + dy * dy);
    const beyond = axis === 0 ? dx : dy;
    const next = axis === 0 ? 1 : 0;
    if (beyond < 0) this.#search(x, y, from, middle, next, found);
    else this.#search(x, y, middle + 1, to, next, found);
    // The other side matters only if something there could be nearer than the farthest that was found.
    if (found.count === found.rows.length && beyond * beyond >= found.distances[found.count - 1]!) return;
    if (beyond < 0) this.#search(x, y, middle + 1, to, next, found);
    else this.#search(x, y, from, middle, next, found);
  }
}

/** Keeps the nearest by insertion: there are never more than some dozens. */
function offer(found: Nearest, row: number, squared: number): void {
  const { rows, distances } = found;
  if (found.count === rows.length) {
    if (squared >= distances[found.count - 1]!) return;
  } else found.count++;
  let place = found.count - 1;
  for (; place > 0 && distances[place - 1]! > squared; place--) {
    distances[place] = distances[place - 1]!;
    rows[place] = rows[place - 1]!;
  }
  distances[place] = squared;
  rows[place] = row;
}

/** Sorts rows so that the middle of the range parts it, and so does the middle of each half along the other axis. */
function arrange(rows: Int32Array, coordinates: Float32Array, from: number, to: number, axis: 0 | 1): void {
  if (to - from < 2) return;
  const middle = (from + to) >> 1;
  select(rows, coordinates, axis, from, to - 1, middle);
  const next = axis === 0 ? 1 : 0;
  arrange(rows, coordinates, from, middle, next);
  arrange(rows, coordinates, middle + 1, to, next);
}

/** Puts at `place` what would stand there if the range `from`..`to` were sorted (Hoare 1961); many equal values do no harm. */
function select(
  rows: Int32Array,
  coordinates: Float32Array,
  axis: 0 | 1,
  from: number,
  to: number,
  place: number,
): void {
  const value = (at: number) => coordinates[rows[at]! * 2 + axis]!;
  while (from < to) {
    const pivot = value((from + to) >> 1);
    let [left, right] = [from, to];
    while (left <= right) {
      while (value(left) < pivot) left++;
      while (value(right) > pivot) right--;
      if (left > right) break;
      const swapped = rows[left]!;
      rows[left++] = rows[right]!;
      rows[right--] = swapped;
    }
    if (place <= right) to = right;
    else if (place >= left) from = left;
    else return;
  }
}
