/**
 * Which images show as thumbnails, and from which zoom on. Tiles come in sizes that halve from level to level (in world units, so:
 * for ever closer views). At each level images are added wherever a tile of that size still overlaps no other; those nearest to
 * the points of a lattice come first, so that crowds are covered evenly and tidily while every tile stays where its image is.
 * What was added stays, so a view depends on its zoom alone: panning changes nothing, and zooming in only adds.
 *
 * Levels are worked out as the zoom asks for them, a few milliseconds each at 60,000 images.
 */

/** The width of the lattice's cells at level 0: the layout's longer side. */
const WIDEST = 2;
/** The side of a tile as a share of its cell: room to be off the lattice without overlapping the next tile. */
const FILL = 0.86;
/** Classes of distance from the lattice by which images are ordered. */
const CLASSES = 32;
/** Cells no wider than this are never asked for: closer views would outrun single precision. */
const DEEPEST_LEVEL = 20;

/** The side of a tile at a level, in world units. */
export function tileAt(level: number): number {
  return (WIDEST / 2 ** level) * FILL;
}

/** The deepest level whose tiles are at least `side` large, in world units. */
export function levelFor(side: number): number {
  return Math.max(0, Math.min(DEEPEST_LEVEL, Math.floor(Math.log2((WIDEST * FILL) / side))));
}

export class Reveal {
  /** Images in the order in which they are revealed; the first `revealed(level)` are shown at that level. */
  readonly order: Uint32Array;
  readonly #positions: Float32Array;
  /** How many are shown at each level so far. */
  readonly #counts: number[] = [];
  /** Images not yet revealed, in the first `#left` places. */
  #waiting: Uint32Array;
  #sorted: Uint32Array;
  #left: number;
  readonly #classes: Uint8Array;
  /** Open addressing: revealed images by the cell that they lie in; -1 is free. */
  readonly #table: Int32Array;
  readonly #mask: number;

  /** For positions `[n, 2]` in world units; only `images` are ever revealed, the first of equals before the others. */
  constructor(positions: Float32Array, images: Uint32Array) {
    this.#positions = positions;
    this.#waiting = images.slice();
    this.#sorted = new Uint32Array(images.length);
    this.#left = images.length;
    this.#classes = new Uint8Array(images.length);
    this.order = new Uint32Array(images.length);
    const slots = 2 ** Math.ceil(Math.log2(Math.max(16, images.length * 2)));
    this.#table = new Int32Array(slots);
    this.#mask = slots - 1;
  }

  /** How many of `order` are shown at a level. */
  revealed(level: number): number {
    while (this.#counts.length <= level && this.#left > 0) this.#addLevel();
    return this.#counts[Math.min(level, this.#counts.length - 1)] ?? 0;
  }

  #addLevel(): void {
    const tile = tileAt(this.#counts.length);
    this.#sortByDistance(WIDEST / 2 ** this.#counts.length);
    let shown = this.#counts.at(-1) ?? 0;
    this.#table.fill(-1);
    for (let k = 0; k < shown; k++) this.#put(this.order[k]!, tile);
    let waiting = 0;
    for (let k = 0; k < this.#left; k++) {
      const id = this.#waiting[k]!;
      if (this.#isFree(id, tile)) {
        this.order[shown++] = id;
        this.#put(id, tile);
      } else {
        this.#waiting[waiting++] = id;
      }
    }
    this.#left = waiting;
    this.#counts.push(shown);
  }

  /** Orders those waiting by their distance from the nearest point of the lattice, roughly: a stable counting sort. */
  #sortByDistance(cell: number): void {
    const starts = new Uint32Array(CLASSES + 1);
    for (let k = 0; k < this.#left; k++) {
      const id = this.#waiting[k]!;
      const x = this.#positions[2 * id]! / cell;
      const y = this.#positions[2 * id + 1]! / cell;
      const distance = Math.max(Math.abs(x - Math.round(x)), Math.abs(y - Math.round(y)));
      const group = Math.min(CLASSES - 1, Math.floor(distance * 2 * CLASSES));
      this.#classes[k] = group;
      starts[group + 1]!++;
    }
    for (let c = 1; c < CLASSES; c++) starts[c]! += starts[c - 1]!;
    for (let k = 0; k < this.#left; k++) this.#sorted[starts[this.#classes[k]!]!++] = this.#waiting[k]!;
    const swapped = this.#waiting;
    this.#waiting = this.#sorted;
    this.#sorted = swapped;
  }

  /** Whether no revealed image lies within a tile's side of this one, both across and down. */
  #isFree(id: number, tile: number): boolean {
    const x = this.#positions[2 * id]!;
    const y = this.#positions[2 * id + 1]!;
    const column = Math.floor(x / tile);
    const row = Math.floor(y / tile);
    for (let dy = -1; dy <= 1; dy++) {
      for (let dx = -1; dx <= 1; dx++) {
        // Whatever a probe meets and is too near is in the way, whether it belongs to this cell or shares its place by chance.
        for (let slot = this.#slot(column + dx, row + dy); ; slot = (slot + 1) & this.#mask) {
          const other = this.#table[slot]!;
          if (other < 0) break;
          const away = Math.max(
            Math.abs(this.#positions[2 * other]! - x),
            Math.abs(this.#positions[2 * other + 1]! - y),
          );
          if (away < tile) return false;
        }
      }
    }
    return true;
  }

  #put(id: number, tile: number): void {
    const column = Math.floor(this.#positions[2 * id]! / tile);
    const row = Math.floor(this.#positions[2 * id + 1]! / tile);
    let slot = this.#slot(column, row);
    while (this.#table[slot]! >= 0) slot = (slot + 1) & this.#mask;
    this.#table[slot] = id;
  }

  #slot(column: number, row: number): number {
    const mixed = Math.imul(column, 0x9e3779b1) ^ Math.imul(row, 0x85ebca6b);
    return (mixed ^ (mixed >>> 15)) & this.#mask;
  }
}
