/**
 * Pointer and wheel on the map's canvas, as movements of the camera and as what a person means by them. Drag moves, the wheel, a
 * touchpad's pinch and two fingers zoom; with a drawing tool, drag draws an outline. Without one, Shift or Alt and drag draws a
 * box, and the middle button moves the map with any tool.
 */
import { Outline, type Shape, type Tool } from './outline.ts';
import { modeOf, type SelectionMode } from './selection.ts';

/** Coordinates are CSS pixels from the canvas' upper left corner. */
export interface GestureTarget {
  panBy(dx: number, dy: number): void;
  zoomAt(x: number, y: number, factor: number): void;
  point(x: number, y: number): void;
  leave(): void;
  click(x: number, y: number, extend: boolean): void;
  doubleClick(x: number, y: number): void;
  /** An outline being drawn, x and y of each corner; null when there is none any more. */
  outline(corners: readonly number[] | null): void;
  /** An outline has been drawn. */
  enclose(corners: readonly number[], mode: SelectionMode): void;
}

/** A pointer that moved less than this many pixels was a click. */
const CLICK_SLOP = 4;
/** Pixels of wheel for a factor of e. */
const WHEEL_REACH = 420;
/** A pinch on a touchpad arrives as a wheel with Ctrl and small steps. */
const PINCH_REACH = 90;
const LINE = 20;
const MAIN_BUTTON = 0;
const MIDDLE_BUTTON = 1;

export class Gestures {
  tool: Tool = 'pan';
  /** What an outline does to the selection while no key says otherwise. */
  mode: SelectionMode = 'replace';
  readonly #canvas: HTMLElement;
  readonly #target: GestureTarget;
  readonly #listening = new AbortController();
  readonly #pointers = new Map<number, { x: number; y: number }>();
  #start = { x: 0, y: 0 };
  #state: 'idle' | 'press' | 'pan' | 'pinch' | 'draw' = 'idle';
  #outline: Outline | null = null;
  /** By the keys that were held when the outline was begun. */
  #outlineMode: SelectionMode = 'replace';
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

  /** Gives up an outline that is being drawn; says whether there was one. */
  abandon(): boolean {
    if (this.#outline === null) return false;
    this.#outline = null;
    this.#state = 'idle';
    this.#target.outline(null);
    return true;
  }

  dispose(): void {
    this.#listening.abort();
  }

  #down(event: PointerEvent): void {
    const middle = event.pointerType === 'mouse' && event.button === MIDDLE_BUTTON;
    if (event.pointerType === 'mouse' && event.button !== MAIN_BUTTON && !middle) return;
    // The middle button would scroll.
    if (middle) event.preventDefault();
    this.#canvas.setPointerCapture(event.pointerId);
    this.#pointers.set(event.pointerId, { x: event.offsetX, y: event.offsetY });
    if (this.#pointers.size > 1) {
      this.abandon();
      this.#state = 'pinch';
      return;
    }
    this.#start = { x: event.offsetX, y: event.offsetY };
    this.#extend = event.shiftKey || event.ctrlKey || event.metaKey;
    this.#state = middle ? 'pan' : 'press';
  }

  #move(event: PointerEvent): void {
    const before = this.#pointers.get(event.pointerId);
    const { offsetX: x, offsetY: y } = event;
    if (before === undefined) {
      this.#target.point(x, y);
      return;
    }
    if (this.#state === 'press' && Math.hypot(x - this.#start.x, y - this.#start.y) >= CLICK_SLOP) {
      const shape = this.#shapeOf(event);
      this.#state = shape === null ? 'pan' : 'draw';
      this.#outlineMode = modeOf(event, this.mode);
      if (shape !== null) this.#outline = new Outline(shape, this.#start.x, this.#start.y);
      this.#target.leave();
    }
    if (this.#state === 'pan') this.#target.panBy(x - before.x, y - before.y);
    else if (this.#state === 'draw') this.#draw(event);
    else if (this.#state === 'pinch') this.#pinch(event.pointerId, before, { x, y });
    before.x = x;
    before.y = y;
  }

  /** What dragging with these keys held draws; null when it moves the map. */
  #shapeOf(event: PointerEvent): Shape | null {
    if (this.tool !== 'pan') return this.tool;
    return modeOf(event, 'replace') === 'replace' ? null : 'box';
  }

  /** A quick hand moves farther between two frames than a lasso may jump: the places in between are told as well. */
  #draw(event: PointerEvent): void {
    if (this.#outline === null) return;
    const { left, top } = this.#canvas.getBoundingClientRect();
    for (const { clientX, clientY } of event.getCoalescedEvents()) {
      this.#outline.drawTo(clientX - left, clientY - top);
    }
    this.#outline.drawTo(event.offsetX, event.offsetY);
    this.#target.outline(this.#outline.corners);
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
    if (this.#state === 'press') this.#target.click(event.offsetX, event.offsetY, this.#extend);
    if (this.#outline !== null) {
      const { corners } = this.#outline;
      this.abandon();
      this.#target.enclose(corners, this.#outlineMode);
    }
    this.#state = this.#pointers.size === 0 ? 'idle' : 'pan';
  }

  #cancel(event: PointerEvent): void {
    this.#pointers.delete(event.pointerId);
    this.abandon();
    this.#state = 'idle';
  }

  #wheel(event: WheelEvent): void {
    event.preventDefault();
    // An outline is drawn on the screen: the map must not move away under it.
    if (this.#outline !== null) return;
    const pixels = event.deltaY * (event.deltaMode === WheelEvent.DOM_DELTA_LINE ? LINE : 1);
    const reach = event.ctrlKey ? PINCH_REACH : WHEEL_REACH;
    this.#target.zoomAt(event.offsetX, event.offsetY, Math.exp(-pixels / reach));
  }
}
