/**
 * Pointer, wheel and keyboard on the map's canvas, as movements of the camera and as what a person means by them. Drag moves, the
 * wheel and two fingers zoom, Shift and drag draws a box.
 */

export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** Coordinates are CSS pixels from the canvas' upper left corner. */
export interface GestureTarget {
  panBy(dx: number, dy: number): void;
  zoomAt(x: number, y: number, factor: number): void;
  point(x: number, y: number): void;
  leave(): void;
  click(x: number, y: number, extend: boolean): void;
  doubleClick(x: number, y: number): void;
  /** A box being drawn; null when it was given up. */
  box(box: Box | null, done: boolean): void;
}

/** A pointer that moved less than this many pixels was a click. */
const CLICK_SLOP = 4;
/** Pixels of wheel for a factor of e. */
const WHEEL_REACH = 420;
/** A pinch on a touchpad arrives as a wheel with Ctrl and small steps. */
const PINCH_REACH = 90;
const LINE = 20;

export class Gestures {
  readonly #canvas: HTMLElement;
  readonly #target: GestureTarget;
  readonly #listening = new AbortController();
  readonly #pointers = new Map<number, { x: number; y: number }>();
  #start = { x: 0, y: 0 };
  #mode: 'idle' | 'press' | 'pan' | 'pinch' | 'box' = 'idle';
  #extend = false;

  constructor(canvas: HTMLElement, target: GestureTarget) {
    this.#canvas = canvas;
    this.#target = target;
    const { signal } = this.#listening;
    canvas.addEventListener('pointerdown', (event) => this.#down(event), { signal });
    canvas.addEventListener('pointermove', (event) => this.#move(event), { signal });
    canvas.addEventListener('pointerup', (event) => this.#up(event), { signal });
    canvas.addEventListener('pointercancel', (event) => this.#cancel(event), { signal });
    canvas.addEventListener('pointerleave', () => target.leave(), { signal });
    canvas.addEventListener('wheel', (event) => this.#wheel(event), { signal, passive: false });
    canvas.addEventListener('dblclick', (event) => target.doubleClick(event.offsetX, event.offsetY), {
      signal,
    });
  }

  dispose(): void {
    this.#listening.abort();
  }

  #down(event: PointerEvent): void {
    if (event.pointerType === 'mouse' && event.button !== 0) return;
    this.#canvas.setPointerCapture(event.pointerId);
    this.#pointers.set(event.pointerId, { x: event.offsetX, y: event.offsetY });
    if (this.#pointers.size === 2) {
      if (this.#mode === 'box') this.#target.box(null, true);
      this.#mode = 'pinch';
      return;
    }
    this.#start = { x: event.offsetX, y: event.offsetY };
    this.#extend = event.shiftKey || event.ctrlKey || event.metaKey;
    this.#mode = 'press';
  }

  #move(event: PointerEvent): void {
    const before = this.#pointers.get(event.pointerId);
    const { offsetX: x, offsetY: y } = event;
    if (before === undefined) {
      this.#target.point(x, y);
      return;
    }
    if (this.#mode === 'press' && Math.hypot(x - this.#start.x, y - this.#start.y) >= CLICK_SLOP) {
      this.#mode = event.shiftKey ? 'box' : 'pan';
      this.#target.leave();
    }
    if (this.#mode === 'pan') this.#target.panBy(x - before.x, y - before.y);
    else if (this.#mode === 'box') this.#target.box(boxOf(this.#start, { x, y }), false);
    else if (this.#mode === 'pinch') this.#pinch(event.pointerId, before, { x, y });
    before.x = x;
    before.y = y;
  }

  /** One of two fingers has moved: the point between them stays under them. */
  #pinch(pointerId: number, from: { x: number; y: number }, to: { x: number; y: number }): void {
    for (const [id, other] of this.#pointers) {
      if (id === pointerId) continue;
      const before = Math.hypot(from.x - other.x, from.y - other.y);
      const after = Math.hypot(to.x - other.x, to.y - other.y);
      this.#target.panBy((to.x - from.x) / 2, (to.y - from.y) / 2);
      if (before > 0 && after > 0) {
        this.#target.zoomAt((to.x + other.x) / 2, (to.y + other.y) / 2, after / before);
      }
    }
  }

  #up(event: PointerEvent): void {
    if (!this.#pointers.delete(event.pointerId)) return;
    if (this.#mode === 'press') this.#target.click(event.offsetX, event.offsetY, this.#extend);
    if (this.#mode === 'box')
      this.#target.box(boxOf(this.#start, { x: event.offsetX, y: event.offsetY }), true);
    this.#mode = this.#pointers.size === 0 ? 'idle' : 'pan';
  }

  #cancel(event: PointerEvent): void {
    this.#pointers.delete(event.pointerId);
    if (this.#mode === 'box') this.#target.box(null, true);
    this.#mode = 'idle';
  }

  #wheel(event: WheelEvent): void {
    event.preventDefault();
    const pixels = event.deltaY * (event.deltaMode === WheelEvent.DOM_DELTA_LINE ? LINE : 1);
    const reach = event.ctrlKey ? PINCH_REACH : WHEEL_REACH;
    this.#target.zoomAt(event.offsetX, event.offsetY, Math.exp(-pixels / reach));
  }
}

function boxOf(a: { x: number; y: number }, b: { x: number; y: number }): Box {
  return {
    left: Math.min(a.x, b.x),
    top: Math.min(a.y, b.y),
    right: Math.max(a.x, b.x),
    bottom: Math.max(a.y, b.y),
  };
}
