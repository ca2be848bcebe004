/** Which thumbnails are on the screen in a frame, and how far each has faded in or out. */
import type { Camera } from './camera.ts';
import type { MovingLayout } from './layout.ts';
import { levelFor, tileAt, type RevealOrder } from './reveal.ts';
import type { SpatialIndex } from './spatial-index.ts';

/** Milliseconds in which a thumbnail fades in or out. */
const FADE = 140;
/** Time constant with which thumbnails shrink to the next size, in milliseconds. */
const SHRINK = 60;
/** Of more revealed images than these only those in the window are looked at. */
const MANY = 20_000;

/** Who is revealed, with what it takes to find the ones in a window quickly. */
export interface RevealedImages extends RevealOrder {
  /** The place of every image in `order`, or -1. */
  readonly rank: Int32Array;
  readonly index: SpatialIndex | null;
}

export class ThumbnailField {
  /** The images with a thumbnail in this frame, in the first `count` places, those that fade out last. */
  ids: Uint32Array;
  count = 0;
  /** Side of all thumbnails in this frame, in CSS pixels. */
  side = 0;
  /** Thumbnails are shrinking from one size to the next. */
  resizing = false;
  /** Of every image, 0..1. */
  readonly opacity: Float32Array;
  #before: Uint32Array;
  /** The frame in which an image was last wanted on the screen. */
  readonly #wanted: Uint32Array;
  #frame = 0;
  /** Side of a tile in world units, on its way to that of the level. */
  #tile = 0;

  constructor(images: number) {
    this.ids = new Uint32Array(images);
    this.#before = new Uint32Array(images);
    this.opacity = new Float32Array(images);
    this.#wanted = new Uint32Array(images);
  }

  /**
   * Chooses this frame's thumbnails, at least `smallest` CSS pixels large: of those revealed at that size the ones in the window,
   * and those that were there a moment ago. At 0 all fade out.
   */
  update(
    camera: Camera,
    layout: MovingLayout,
    reveal: RevealedImages,
    smallest: number,
    milliseconds: number,
  ): void {
    const before = this.ids;
    const beforeCount = this.count;
    this.ids = this.#before;
    this.#before = before;
    this.#frame++;
    const step = milliseconds / FADE;
    let count = 0;
    const level = levelFor(smallest / camera.view.scale);
    const revealed = smallest > 0 ? reveal.revealed(level) : 0;
    this.#approach(tileAt(level), milliseconds);
    this.side = this.#tile * camera.view.scale;
    const reach = this.#tile / 2;
    const left = camera.worldX(0) - reach;
    const right = camera.worldX(camera.width) + reach;
    const top = camera.worldY(0) - reach;
    const bottom = camera.worldY(camera.height) + reach;
    const show = (id: number) => {
      this.#wanted[id] = this.#frame;
      this.opacity[id] = Math.min(1, this.opacity[id]! + step);
      this.ids[count++] = id;
    };
    if (revealed > MANY && reveal.index !== null && !layout.moving) {
      const { rank } = reveal;
      reveal.index.visit(left, top, right, bottom, (id) => {
        if (rank[id]! >= 0 && rank[id]! < revealed) show(id);
      });
    } else {
      for (let k = 0; k < revealed; k++) {
        const id = reveal.order[k]!;
        const x = layout.x(id);
        const y = layout.y(id);
        if (x >= left && x <= right && y >= top && y <= bottom) show(id);
      }
    }
    for (let k = 0; k < beforeCount; k++) {
      const id = before[k]!;
      if (this.#wanted[id] === this.#frame) continue;
      this.opacity[id] = Math.max(0, this.opacity[id]! - step);
      if (this.opacity[id]! === 0) continue;
      this.ids[count++] = id;
    }
    this.count = count;
  }

  #approach(tile: number, milliseconds: number): void {
    this.#tile += (tile - this.#tile) * (1 - Math.exp(-milliseconds / SHRINK));
    this.resizing = Math.abs(this.#tile / tile - 1) > 0.005;
    if (!this.resizing) this.#tile = tile;
  }

  /** Says that an image's picture has not arrived: it fades in once it has. */
  hold(id: number): void {
    this.opacity[id] = 0;
  }
}
