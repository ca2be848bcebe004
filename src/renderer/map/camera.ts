/**
 * Where the map's window looks. World coordinates are those of `normaliseLayout`: about -1..1, y downwards like the screen's.
 * Screen coordinates are CSS pixels from the window's upper left corner.
 *
 * The camera eases towards a target. Between two views it keeps the one world point still that lies on the same spot of the
 * screen in both, so that zooming at the cursor never drifts, and a flight to another place widens or narrows evenly.
 */

/** The world point in the middle of the window, and CSS pixels per world unit. */
export interface View {
  x: number;
  y: number;
  scale: number;
}

/** Pixels of the window that panels cover. */
export interface Insets {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** Space around the layout when all of it is shown, in CSS pixels. */
const MARGIN = 48;
/** Time constant of the easing, in milliseconds: after three of them the camera has all but arrived. */
const EASE_MS = 70;
/** The least that a layout counts as reaching in one direction; the longer one reaches 1. */
const LEAST_REACH = 0.25;
/** How far out one may zoom, as a factor of the scale that shows everything. */
const FARTHEST = 0.4;

export class Camera {
  readonly view: View = { x: 0, y: 0, scale: 1 };
  readonly target: View = { x: 0, y: 0, scale: 1 };
  readonly insets: Insets = { left: 0, top: 0, right: 0, bottom: 0 };
  /** How far in one may zoom, as a factor of the scale that shows everything. */
  nearest = 100;
  width = 1;
  height = 1;
  #reachX = 1;
  #reachY = 1;

  /** The scale at which the whole layout fits between the panels. */
  get fittingScale(): number {
    const width = this.width - this.insets.left - this.insets.right - 2 * MARGIN;
    const height = this.height - this.insets.top - this.insets.bottom - 2 * MARGIN;
    return Math.max(8, Math.min(width / 2 / this.#reachX, height / 2 / this.#reachY));
  }

  /** Takes the measure of positions `[n, 2]` around 0: how far they reach across and down. */
  setExtent(positions: Float32Array): void {
    let x = 0;
    let y = 0;
    for (let i = 0; i < positions.length; i += 2) {
      x = Math.max(x, Math.abs(positions[i]!));
      y = Math.max(y, Math.abs(positions[i + 1]!));
    }
    // A layout that is all but a line is given some height, lest it fill the window from edge to edge.
    this.#reachX = Math.max(x, LEAST_REACH);
    this.#reachY = Math.max(y, LEAST_REACH);
  }

  /** A new size of the window, in CSS pixels: what was in the middle stays there. */
  resize(width: number, height: number): void {
    this.width = Math.max(1, width);
    this.height = Math.max(1, height);
  }

  screenX(worldX: number): number {
    return (worldX - this.view.x) * this.view.scale + this.width / 2;
  }

  screenY(worldY: number): number {
    return (worldY - this.view.y) * this.view.scale + this.height / 2;
  }

  worldX(screenX: number): number {
    return (screenX - this.width / 2) / this.view.scale + this.view.x;
  }

  worldY(screenY: number): number {
    return (screenY - this.height / 2) / this.view.scale + this.view.y;
  }

  /** Moves what is seen by so many pixels, at once. */
  panBy(dx: number, dy: number): void {
    this.view.x -= dx / this.view.scale;
    this.view.y -= dy / this.view.scale;
    this.target.x -= dx / this.view.scale;
    this.target.y -= dy / this.view.scale;
  }

  /** Eases towards a view moved by so many pixels: for keys. */
  glideBy(dx: number, dy: number): void {
    this.target.x -= dx / this.target.scale;
    this.target.y -= dy / this.target.scale;
  }

  /** Eases towards `factor` times the scale; the world point under the cursor stays under it. */
  zoomAt(screenX: number, screenY: number, factor: number): void {
    const x = this.worldX(screenX);
    const y = this.worldY(screenY);
    const scale = this.#limited(this.target.scale * factor);
    this.target.scale = scale;
    this.target.x = x - (screenX - this.width / 2) / scale;
    this.target.y = y - (screenY - this.height / 2) / scale;
  }

  /** Eases towards the view that shows the whole layout between the panels. */
  fit(): void {
    this.centreOn(0, 0, this.fittingScale);
  }

  /** Eases towards a world point in the middle of what the panels leave free. */
  centreOn(x: number, y: number, scale: number): void {
    this.target.scale = this.#limited(scale);
    this.target.x = x + (this.insets.right - this.insets.left) / 2 / this.target.scale;
    this.target.y = y + (this.insets.bottom - this.insets.top) / 2 / this.target.scale;
  }

  /** Whether a world point lies where no panel covers it, at least `margin` pixels from the edges. */
  showsClearly(x: number, y: number, margin: number): boolean {
    const left = this.screenX(x);
    const top = this.screenY(y);
    return (
      left >= this.insets.left + margin &&
      left <= this.width - this.insets.right - margin &&
      top >= this.insets.top + margin &&
      top <= this.height - this.insets.bottom - margin
    );
  }

  /** Arrives at the target at once. */
  jump(): void {
    Object.assign(this.view, this.target);
  }

  /** Moves on by so many milliseconds; false when the camera has arrived. */
  advance(milliseconds: number): boolean {
    const { view, target } = this;
    const ratio = target.scale / view.scale;
    const distance = Math.max(Math.abs(target.x - view.x), Math.abs(target.y - view.y)) * target.scale;
    if (Math.abs(ratio - 1) < 1e-3 && distance < 0.25) {
      this.jump();
      return false;
    }
    const share = 1 - Math.exp(-milliseconds / EASE_MS);
    if (Math.abs(ratio - 1) < 1e-3) {
      view.x += (target.x - view.x) * share;
      view.y += (target.y - view.y) * share;
      view.scale += (target.scale - view.scale) * share;
      return true;
    }
    const scale = view.scale * ratio ** share;
    // The fixed point f of the two views satisfies (f - a) sa = (f - b) sb; the middle moves in inverse proportion to the scale.
    const fixedX = (target.scale * target.x - view.scale * view.x) / (target.scale - view.scale);
    const fixedY = (target.scale * target.y - view.scale * view.y) / (target.scale - view.scale);
    view.x = fixedX + ((view.x - fixedX) * view.scale) / scale;
    view.y = fixedY + ((view.y - fixedY) * view.scale) / scale;
    view.scale = scale;
    return true;
  }

  #limited(scale: number): number {
    const fitting = this.fittingScale;
    return Math.min(fitting * this.nearest, Math.max(fitting * FARTHEST, scale));
  }
}
