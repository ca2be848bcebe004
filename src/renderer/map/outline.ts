/** A box or a lasso while it is drawn, by a pointer or by keys. Coordinates are CSS pixels of the canvas. */

export type Shape = 'box' | 'lasso';

/** What dragging does: moves the map, or draws an outline around images. */
export type Tool = 'pan' | Shape;

/** A lasso takes a new corner after so many pixels: finer would be more than a hand means. */
const STEP = 3;

export class Outline {
  readonly shape: Shape;
  /** x and y of each corner in turn; the last is joined to the first. */
  readonly corners: number[] = [];

  constructor(shape: Shape, x: number, y: number) {
    this.shape = shape;
    this.corners.push(x, y);
    if (shape === 'box') this.corners.push(x, y, x, y, x, y);
  }

  /** Draws on to a point. */
  drawTo(x: number, y: number): void {
    const { corners } = this;
    if (this.shape === 'box') {
      corners[2] = x;
      corners[4] = x;
      corners[5] = y;
      corners[7] = y;
      return;
    }
    const away = Math.hypot(x - corners.at(-2)!, y - corners.at(-1)!);
    if (away >= STEP) corners.push(x, y);
  }
}
