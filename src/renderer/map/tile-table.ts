/** Tiles of one size that lie apart from one another, by the cells that their middles are in: open addressing, growing as it fills. */

const LEAST_SLOTS = 1024;

export class TileTable {
  #tile = 1;
  #count = 0;
  #mask = LEAST_SLOTS - 1;
  /** x and y of the middle in each slot; NaN where it is free. */
  #middles: Float32Array = new Float32Array(2 * LEAST_SLOTS);

  /** Starts anew with tiles of a side, of which so many are sure to come. */
  clear(tile: number, expected: number): void {
    this.#tile = tile;
    this.#count = 0;
    this.#allocate(Math.max(LEAST_SLOTS, 2 ** Math.ceil(Math.log2(4 * Math.max(1, expected)))));
  }

  /** Whether no tile's middle lies within a tile's side of this point, both across and down. */
  isFree(x: number, y: number): boolean {
    const column = Math.floor(x / this.#tile);
    const row = Math.floor(y / this.#tile);
    // The cell itself first: in a crowd it is the one that is taken.
    if (this.#meets(column, row, x, y)) return false;
    for (let dy = -1; dy <= 1; dy++) {
      for (let dx = -1; dx <= 1; dx++) {
        if ((dx !== 0 || dy !== 0) && this.#meets(column + dx, row + dy, x, y)) return false;
      }
    }
    return true;
  }

  put(x: number, y: number): void {
    if (2 * this.#count > this.#mask) this.#grow();
    let slot = this.#slot(Math.floor(x / this.#tile), Math.floor(y / this.#tile));
    while (!Number.isNaN(this.#middles[2 * slot]!)) slot = (slot + 1) & this.#mask;
    this.#middles[2 * slot] = x;
    this.#middles[2 * slot + 1] = y;
    this.#count++;
  }

  /** Whatever a probe meets and is too near is in the way, whether it belongs to this cell or shares its place by chance. */
  #meets(column: number, row: number, x: number, y: number): boolean {
    for (let slot = this.#slot(column, row); ; slot = (slot + 1) & this.#mask) {
      const other = this.#middles[2 * slot]!;
      if (Number.isNaN(other)) return false;
      if (Math.abs(other - x) < this.#tile && Math.abs(this.#middles[2 * slot + 1]! - y) < this.#tile) {
        return true;
      }
    }
  }

  #grow(): void {
    const before = this.#middles;
    this.#allocate(2 * (this.#mask + 1));
    this.#count = 0;
    for (let at = 0; at < before.length; at += 2) {
      if (!Number.isNaN(before[at]!)) this.put(before[at]!, before[at + 1]!);
    }
  }

  #allocate(slots: number): void {
    this.#mask = slots - 1;
    this.#middles = new Float32Array(2 * slots).fill(Number.NaN);
  }

  #slot(column: number, row: number): number {
    const mixed = Math.imul(column, 0x9e3779b1) ^ Math.imul(row, 0x85ebca6b);
    return (mixed ^ (mixed >>> 15)) & this.#mask;
  }
}
