/** Sets that grow together (Tarjan 1975): union by size, paths halved. */
export class DisjointSets {
  readonly #parent: Int32Array;
  readonly #size: Int32Array;

  /** Every row in a set of its own. */
  constructor(rows: number) {
    this.#parent = Int32Array.from({ length: rows }, (_, row) => row);
    this.#size = new Int32Array(rows).fill(1);
  }

  /** The row that stands for the set. */
  find(row: number): number {
    const parent = this.#parent;
    let at = row;
    while (parent[at] !== at) {
      parent[at] = parent[parent[at]!]!;
      at = parent[at]!;
    }
    return at;
  }

  /** False when both are in one set already. */
  unite(a: number, b: number): boolean {
    let larger = this.find(a);
    let smaller = this.find(b);
    if (larger === smaller) return false;
    if (this.#size[larger]! < this.#size[smaller]!) [larger, smaller] = [smaller, larger];
    this.#parent[smaller] = larger;
    this.#size[larger]! += this.#size[smaller]!;
    return true;
  }
}
