/**
 * Drawing an outline without a pointer: while a drawing tool is chosen, arrow keys move a pen over the map, Enter or Space sets it
 * down, arrows then draw, and Enter or Space again encloses what was drawn around. Shift adds, Alt subtracts, Escape gives up.
 */
import { Outline, type Shape } from './outline.ts';
import { modeOf, type SelectionMode } from './selection.ts';

export interface PenTarget {
  /** The pen is at a point, in CSS pixels; null when it is put away. */
  pen(at: { x: number; y: number } | null): void;
  /** An outline being drawn, as the pointer's is (gestures.ts); null when there is none any more. */
  outline(corners: readonly number[] | null): void;
  enclose(corners: readonly number[], mode: SelectionMode): void;
}

/** Pixels of a key press, and of each repetition while a key is held. */
const STEP = 8;
const STRIDE = 20;
const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

export class KeyboardPen {
  /** What is drawn; null leaves all keys alone. */
  shape: Shape | null = null;
  mode: SelectionMode = 'replace';
  readonly #canvas: HTMLElement;
  readonly #target: PenTarget;
  readonly #listening = new AbortController();
  #at: { x: number; y: number } | null = null;
  #outline: Outline | null = null;

  constructor(canvas: HTMLElement, target: PenTarget) {
    this.#canvas = canvas;
    this.#target = target;
    const { signal } = this.#listening;
    canvas.addEventListener('keydown', (event) => this.#press(event), { signal });
    canvas.addEventListener('blur', () => this.putAway(), { signal });
    canvas.addEventListener('pointerdown', () => this.putAway(), { signal });
  }

  /** Gives up what is being drawn. */
  putAway(): void {
    if (this.#outline !== null) this.#target.outline(null);
    if (this.#at !== null) this.#target.pen(null);
    this.#outline = null;
    this.#at = null;
  }

  dispose(): void {
    this.#listening.abort();
  }

  /** Keys that mean something here are marked as used up, so that nobody else acts on them. */
  #press(event: KeyboardEvent): void {
    if (this.shape === null || event.defaultPrevented) return;
    const arrow = ARROWS[event.key];
    if (arrow !== undefined && !event.shiftKey && !event.ctrlKey && !event.metaKey && !event.altKey) {
      this.#move(arrow, event.repeat ? STRIDE : STEP);
    } else if (event.key === 'Enter' || event.key === ' ') this.#set(event, this.shape);
    else if (event.key === 'Escape' && this.#at !== null) this.putAway();
    else return;
    event.preventDefault();
  }

  #move([dx, dy]: readonly [number, number], pixels: number): void {
    const { clientWidth: width, clientHeight: height } = this.#canvas;
    const { x, y } = this.#at ?? { x: width / 2, y: height / 2 };
    const to = {
      x: Math.min(width, Math.max(0, x + dx * pixels)),
      y: Math.min(height, Math.max(0, y + dy * pixels)),
    };
    this.#at = to;
    this.#target.pen(to);
    if (this.#outline === null) return;
    this.#outline.drawTo(to.x, to.y);
    this.#target.outline(this.#outline.corners);
  }

  #set(event: KeyboardEvent, shape: Shape): void {
    // The first press only shows where the pen is.
    if (this.#at === null) return this.#move([0, 0], 0);
    if (this.#outline === null) {
      this.#outline = new Outline(shape, this.#at.x, this.#at.y);
      this.#target.outline(this.#outline.corners);
      return;
    }
    const { corners } = this.#outline;
    this.#outline = null;
    this.#target.outline(null);
    this.#target.enclose(corners, modeOf(event, this.mode));
  }
}
