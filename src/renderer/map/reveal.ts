/**
 * Which images show as thumbnails, and from which zoom on. Tiles come in sizes that halve from level to level (in world units, so:
 * for ever closer views). At each level images are added wherever a tile of that size still overlaps no other; those nearest to
 * the points of a lattice come first, so that crowds are covered evenly and tidily while every tile stays where its image is.
 * What was added stays, so a view depends on its zoom alone: panning changes nothing, and zooming in only adds.
 *
 * Levels are worked out as they are asked for. Memory is read in the order in which it lies, and the table of tiles is only as large
 * as it has to be: a million images would otherwise spend their time waiting for it.
 */
import { TileTable } from './tile-table.ts';

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

/** Images in the order in which they are revealed; the first `revealed(level)` are shown at that level. */
export interface RevealOrder {
  readonly order: Uint32Array;
  revealed(level: number): number;
}

/** Images that wait to be revealed, with their places, in the first `count` entries. */
class Waiting {
  readonly ids: Uint32Array;
  /** `[n, 2]` */
  readonly places: Float32Array;
  count = 0;

  constructor(capacity: number) {
    this.ids = new Uint32Array(capacity);
    this.places = new Float32Array(2 * capacity);
  }

  put(at: number, id: number, x: number, y: number): void {
    this.ids[at] = id;
    this.places[2 * at] = x;
    this.places[2 * at + 1] = y;
  }
}

export class Reveal implements RevealOrder {
  readonly order: Uint32Array<ArrayBuffer>;
  readonly #positions: Float32Array;
  readonly #coarsest: number;
  /** How many are shown at each level so far, from the coarsest on. */
  readonly #counts: number[] = [];
  #waiting: Waiting;
  #sorted: Waiting;
  readonly #classes: Uint8Array;
  readonly #table = new TileTable();

  /**
   * For positions `[n, 2]` in world units; only `images` are ever revealed, the first of equals before the others. Nothing is
   * revealed at levels before the coarsest.
   */
  constructor(positions: Float32Array, images: Uint32Array, coarsest = 0) {
    this.#positions = positions;
    this.#coarsest = coarsest;
    this.#waiting = new Waiting(images.length);
    this.#sorted = new Waiting(images.length);
    this.#waiting.count = images.length;
    for (let k = 0; k < images.length; k++) {
      const id = images[k]!;
      this.#waiting.put(k, id, positions[2 * id]!, positions[2 * id + 1]!);
    }
    this.#classes = new Uint8Array(images.length);
    this.order = new Uint32Array(images.length);
  }

  revealed(level: number): number {
    if (level < this.#coarsest) return 0;
    const wanted = level - this.#coarsest;
    while (this.#counts.length <= wanted && this.#waiting.count > 0) this.#addLevel();
    return this.#counts[Math.min(wanted, this.#counts.length - 1)] ?? 0;
  }

  #addLevel(): void {
    const level = this.#coarsest + this.#counts.length;
    this.#sortByDistance(WIDEST / 2 ** level);
    let shown = this.#counts.at(-1) ?? 0;
    this.#table.clear(tileAt(level), shown);
    for (let k = 0; k < shown; k++) {
      const id = this.order[k]!;
      this.#table.put(this.#positions[2 * id]!, this.#positions[2 * id + 1]!);
    }
    const { ids, places, count } = this.#waiting;
    let left = 0;
    for (let k = 0; k < count; k++) {
      const x = places[2 * k]!;
      const y = places[2 * k + 1]!;
      if (this.#table.isFree(x, y)) {
        this.order[shown++] = ids[k]!;
        this.#table.put(x, y);
      } else this.#waiting.put(left++, ids[k]!, x, y);
    }
    this.#waiting.count = left;
    this.#counts.push(shown);
  }

  /** Orders those waiting by their distance from the nearest point of the lattice, roughly: a stable counting sort. */
  #sortByDistance(cell: number): void {
    const { ids, places, count } = this.#waiting;
    const starts = new Uint32Array(CLASSES + 1);
    for (let k = 0; k < count; k++) {
      const x = places[2 * k]! / cell;
      const y = places[2 * k + 1]! / cell;
      const distance = Math.max(Math.abs(x - Math.round(x)), Math.abs(y - Math.round(y)));
      const group = Math.min(CLASSES - 1, Math.floor(distance * 2 * CLASSES));
      this.#classes[k] = group;
      starts[group + 1]!++;
    }
    for (let c = 1; c < CLASSES; c++) starts[c]! += starts[c - 1]!;
    for (let k = 0; k < count; k++) {
      this.#sorted.put(starts[this.#classes[k]!]!++, ids[k]!, places[2 * k]!, places[2 * k + 1]!);
    }
    this.#sorted.count = count;
    [this.#waiting, this.#sorted] = [this.#sorted, this.#waiting];
  }
}
