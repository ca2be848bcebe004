/**
 * Which item (a page of thumbnails, or one tile) lies in which of a bounded number of slots, the least recently used giving way.
 * What is used in the current round is never evicted, so a screen that needs more than fits keeps what it has and does not thrash.
 */
export class Slots {
  /** The item in each slot, -1 for none, and the round in which it was last used. */
  readonly #items: Int32Array;
  readonly #used: Float64Array;
  /** The slot of each item, -1 for none. */
  readonly #slots: Int32Array;
  #round = 0;

  constructor(slots: number, items: number) {
    this.#items = new Int32Array(slots).fill(-1);
    this.#used = new Float64Array(slots).fill(-1);
    this.#slots = new Int32Array(items).fill(-1);
  }

  /** Starts a round: a frame. */
  begin(): void {
    this.#round++;
  }

  /** The slot of an item, which thereby counts as used in this round; -1 when it has none. */
  use(item: number): number {
    const slot = this.#slots[item]!;
    if (slot >= 0) this.#used[slot] = this.#round;
    return slot;
  }

  /** Finds a slot for an item that has none; -1 when all are in use in this round. */
  claim(item: number): number {
    let oldest = -1;
    let oldestRound = this.#round;
    for (let slot = 0; slot < this.#items.length; slot++) {
      if (this.#used[slot]! < oldestRound) {
        oldest = slot;
        oldestRound = this.#used[slot]!;
      }
    }
    if (oldest < 0) return -1;
    const evicted = this.#items[oldest]!;
    if (evicted >= 0) this.#slots[evicted] = -1;
    this.#items[oldest] = item;
    this.#slots[item] = oldest;
    this.#used[oldest] = this.#round;
    return oldest;
  }
}
