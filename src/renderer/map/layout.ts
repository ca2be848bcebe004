/** Layouts as the map holds them: coordinates made comparable, and the movement from one layout to the next. */

/**
 * Moves and scales coordinates `[n, 2]` so that the longer side of their bounding box is 2 and its middle 0, and turns y
 * downwards. So every method's layout fills the same window, and one may change into another without moving the camera.
 */
export function normaliseLayout(coordinates: Float32Array): Float32Array {
  let left = Infinity;
  let right = -Infinity;
  let bottom = Infinity;
  let top = -Infinity;
  for (let i = 0; i < coordinates.length; i += 2) {
    const x = coordinates[i]!;
    const y = coordinates[i + 1]!;
    if (x < left) left = x;
    if (x > right) right = x;
    if (y < bottom) bottom = y;
    if (y > top) top = y;
  }
  const side = Math.max(right - left, top - bottom);
  const scale = side > 0 ? 2 / side : 1;
  const middleX = (left + right) / 2;
  const middleY = (bottom + top) / 2;
  const normalised = new Float32Array(coordinates.length);
  for (let i = 0; i < coordinates.length; i += 2) {
    normalised[i] = (coordinates[i]! - middleX) * scale;
    normalised[i + 1] = (middleY - coordinates[i + 1]!) * scale;
  }
  return normalised;
}

/** Positions that move from one layout to another. Both stay in memory, so the graphics card can mix them by itself. */
export class MovingLayout {
  /** `[n, 2]`, normalised. */
  from: Float32Array;
  to: Float32Array;
  /** 0..1 between the two, eased. */
  share = 1;
  #elapsed = 0;
  #duration = 0;

  constructor(count: number) {
    this.from = new Float32Array(count * 2);
    this.to = this.from;
  }

  get moving(): boolean {
    return this.share < 1;
  }

  x(i: number): number {
    const from = this.from[2 * i]!;
    return from + (this.to[2 * i]! - from) * this.share;
  }

  y(i: number): number {
    const from = this.from[2 * i + 1]!;
    return from + (this.to[2 * i + 1]! - from) * this.share;
  }

  /** Starts from wherever the points are now; the movement takes `milliseconds`, and none happens at 0. */
  moveTo(positions: Float32Array, milliseconds: number): void {
    if (milliseconds > 0 && positions.length === this.to.length) {
      const start = new Float32Array(positions.length);
      for (let i = 0; i < start.length; i++) {
        const from = this.from[i]!;
        start[i] = from + (this.to[i]! - from) * this.share;
      }
      this.from = start;
      this.share = 0;
    } else {
      this.from = positions;
      this.share = 1;
    }
    this.to = positions;
    this.#elapsed = 0;
    this.#duration = milliseconds;
  }

  /** Moves on by so many milliseconds; false when the points have arrived. */
  advance(milliseconds: number): boolean {
    if (!this.moving) return false;
    this.#elapsed += milliseconds;
    const t = Math.min(1, this.#elapsed / this.#duration);
    this.share = t * t * (3 - 2 * t);
    return this.moving;
  }
}
