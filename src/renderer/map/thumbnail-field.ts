/** Which thumbnails are on the screen in a frame, and how far each has faded in or out. */
import type { Camera } from './camera.ts';
import type { MovingLayout } from './layout.ts';
import type { Reveal } from './reveal.ts';

/** Milliseconds in which a thumbnail fades in or out. */
const FADE = 140;
/** Room between thumbnails that touch, in CSS pixels. */
export const THUMBNAIL_GAP = 3;

export class ThumbnailField {
  /** The images with a thumbnail in this frame, in the first `count` places, those that fade out last. */
  ids: Uint32Array;
  count = 0;
  /** Of every image, 0..1. */
  readonly opacity: Float32Array;
  #before: Uint32Array;
  /** The frame in which an image was last wanted on the screen. */
  readonly #wanted: Uint32Array;
  #frame = 0;

  constructor(images: number) {
    this.ids = new Uint32Array(images);
    this.#before = new Uint32Array(images);
    this.opacity = new Float32Array(images);
    this.#wanted = new Uint32Array(images);
  }

  /**
   * Chooses this frame's thumbnails: of those revealed at this size the ones in the window, and those that were there a moment
   * ago. `side` is in CSS pixels; at 0 all fade out.
   */
  update(camera: Camera, layout: MovingLayout, reveal: Reveal, side: number, milliseconds: number): void {
    const before = this.ids;
    const beforeCount = this.count;
    this.ids = this.#before;
    this.#before = before;
    this.#frame++;
    const step = milliseconds / FADE;
    let count = 0;
    const revealed = side > 0 ? reveal.revealed((side + THUMBNAIL_GAP) / camera.view.scale) : 0;
    const reach = side / 2 / camera.view.scale;
    const left = camera.worldX(0) - reach;
    const right = camera.worldX(camera.width) + reach;
    const top = camera.worldY(0) - reach;
    const bottom = camera.worldY(camera.height) + reach;
    for (let k = 0; k < revealed; k++) {
      const id = reveal.order[k]!;
      const x = layout.x(id);
      const y = layout.y(id);
      if (x < left || x > right || y < top || y > bottom) continue;
      this.#wanted[id] = this.#frame;
      this.opacity[id] = Math.min(1, this.opacity[id]! + step);
      this.ids[count++] = id;
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

  /** Says that an image's picture has not arrived: it fades in once it has. */
  hold(id: number): void {
    this.opacity[id] = 0;
  }
}
