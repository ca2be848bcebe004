/** The nearest rows found so far, nearest first; of equally near rows, the one with the smaller index. */
export class Shortlist {
  readonly rows: Int32Array;
  readonly separations: Float64Array;
  #length = 0;

  /** @param capacity how many rows are kept */
  constructor(capacity: number) {
    this.rows = new Int32Array(capacity);
    this.separations = new Float64Array(capacity);
  }

  get length(): number {
    return this.#length;
  }

  /** Separation of the last row of a full list, beyond which nothing enters; infinite until it is full. */
  get limit(): number {
    return this.#length < this.rows.length ? Infinity : this.separations[this.#length - 1]!;
  }

  clear(): void {
    this.#length = 0;
  }

  offer(row: number, separation: number): void {
    const { rows, separations } = this;
    let place = this.#length;
    if (place === rows.length) {
      place--;
      if (!precedes(separation, row, separations[place]!, rows[place]!)) return;
    } else {
      this.#length++;
    }
    while (place > 0 && precedes(separation, row, separations[place - 1]!, rows[place - 1]!)) {
      separations[place] = separations[place - 1]!;
      rows[place] = rows[place - 1]!;
      place--;
    }
    separations[place] = separation;
    rows[place] = row;
  }
}

function precedes(separation: number, row: number, otherSeparation: number, otherRow: number): boolean {
  return separation < otherSeparation || (separation === otherSeparation && row < otherRow);
}
