/** What moves the camera: a person's gestures, and what the application wants shown. */
import type { Camera, Insets } from './camera.ts';

/** Mean spacing in CSS pixels at which zooming in ends: crowds are far denser than the mean. */
const NEAREST_SPACING = 2000;
/** Mean spacing at which an image that is to be seen closely has room for its picture. */
const CLOSE_SPACING = 24;

export class Steering {
  /** Without animation the camera arrives at once. */
  animated = true;
  /** Everything is in view and shall stay so when the window changes. */
  fitted = true;
  /** The map was dragged since the last frame. */
  dragged = false;
  /** Where the pointer zooms, until the zoom has arrived: other images come to lie under it while it rests. */
  restingPointer: { x: number; y: number } | null = null;
  readonly #camera: Camera;
  readonly #onSteer: () => void;

  /** `onSteer` is called when the camera has somewhere to go. */
  constructor(camera: Camera, onSteer: () => void) {
    this.#camera = camera;
    this.#onSteer = onSteer;
  }

  /** The middle of what the panels leave free, in CSS pixels. */
  get middle(): { x: number; y: number } {
    const { width, height, insets } = this.#camera;
    return { x: (width + insets.left - insets.right) / 2, y: (height + insets.top - insets.bottom) / 2 };
  }

  /** Takes note of the mean distance between neighbouring images, in world units: it says how closely one may look. */
  setGap(gap: number): void {
    this.#camera.nearest = Math.max(8, NEAREST_SPACING / (gap * this.#camera.fittingScale));
  }

  setInsets(insets: Insets): void {
    const { left, top } = this.#camera.insets;
    Object.assign(this.#camera.insets, insets);
    // What opens at the right or below is about an image that was just chosen: the map stays still under the pointer.
    if (this.fitted && (left !== insets.left || top !== insets.top)) this.fit();
  }

  /** A new size of the window, in CSS pixels. */
  resize(width: number, height: number): void {
    this.#camera.resize(width, height);
    if (this.fitted) this.jumpToFit();
  }

  fit(): void {
    this.#steer(() => this.#camera.fit());
    this.fitted = true;
  }

  jumpToFit(): void {
    this.#camera.fit();
    this.#camera.jump();
    this.fitted = true;
  }

  /** Zooms about the middle of what the panels leave free. */
  zoomBy(factor: number): void {
    const { x, y } = this.middle;
    this.#steer(() => this.#camera.zoomAt(x, y, factor));
  }

  zoomUnderPointer(x: number, y: number, factor: number): void {
    this.restingPointer = { x, y };
    this.#steer(() => this.#camera.zoomAt(x, y, factor));
  }

  glideBy(dx: number, dy: number): void {
    this.#steer(() => this.#camera.glideBy(dx, dy));
  }

  drag(dx: number, dy: number): void {
    this.dragged = true;
    this.#steer(() => this.#camera.panBy(dx, dy));
  }

  /** Brings a world point into view, if it is not there; with a `gap` also near enough for pictures at that mean distance. */
  show(x: number, y: number, gap: number | null): void {
    const near = gap === null ? 0 : CLOSE_SPACING / gap;
    if (this.#camera.view.scale >= near && this.#camera.showsClearly(x, y, 64)) return;
    this.#steer(() => this.#camera.centreOn(x, y, Math.max(this.#camera.target.scale, near)));
  }

  #steer(change: () => void): void {
    this.fitted = false;
    change();
    if (!this.animated) this.#camera.jump();
    this.#onSteer();
  }
}
