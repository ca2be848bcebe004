/**
 * The keyboard on the map: arrows go from image to image, with Shift they move the view; Enter looks at an image, with Shift it adds
 * it to the selection, Escape lets go. V, B and L choose what dragging does, F opens the findings.
 */
import type { Ref } from 'vue';
import type { Tool } from '../../map/outline.ts';

interface MapControls {
  fit(): void;
  zoomBy(factor: number): void;
  glideBy(dx: number, dy: number): void;
  show(image: number): void;
  next(image: number, dx: number, dy: number): number;
  central(): number;
}

interface MapKeys {
  map(): MapControls | null;
  /** The image under the pointer or the keyboard's cursor, -1 for none. */
  pointed: Ref<number>;
  /** The image that is looked at. */
  focus: Readonly<Ref<number | null>>;
  choose(image: number, extend: boolean): void;
  clear(): void;
  search(): void;
  /** What dragging does; a tool that draws takes the arrow keys and Enter for its pen. */
  tool: Ref<Tool>;
  findings(): void;
}

const ZOOM = 1.4;
const GLIDE = 120;
const TOOLS: Readonly<Record<string, Tool>> = { v: 'pan', b: 'box', l: 'lasso' };
const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

export function useMapKeys({ map, pointed, focus, choose, clear, search, tool, findings }: MapKeys) {
  function step(controls: MapControls, dx: number, dy: number): void {
    const from = pointed.value >= 0 ? pointed.value : (focus.value ?? -1);
    const to = from < 0 ? controls.central() : controls.next(from, dx, dy);
    if (to < 0) return;
    pointed.value = to;
    controls.show(to);
  }

  function release(): void {
    if (pointed.value >= 0) pointed.value = -1;
    else if (tool.value !== 'pan') tool.value = 'pan';
    else clear();
  }

  /** Returns whether the key meant something. */
  function act(controls: MapControls, { key, shiftKey }: KeyboardEvent, onMap: boolean): boolean {
    const arrow = ARROWS[key];
    if (arrow !== undefined && onMap) {
      if (shiftKey) controls.glideBy(-arrow[0] * GLIDE, -arrow[1] * GLIDE);
      else step(controls, ...arrow);
    } else if (key === 'Enter' && onMap) {
      if (pointed.value >= 0) choose(pointed.value, shiftKey);
    } else if (key === '+' || key === '=') controls.zoomBy(ZOOM);
    else if (key === '-') controls.zoomBy(1 / ZOOM);
    else if (key === '0') controls.fit();
    else if (TOOLS[key] !== undefined) tool.value = TOOLS[key];
    else if (key === 'f') findings();
    else if (key === '/') search();
    else if (key === 'Escape') release();
    else return false;
    return true;
  }

  /** For the window: keys that mean something elsewhere (in fields, in open menus) are left alone. */
  function onKey(event: KeyboardEvent): void {
    const controls = map();
    const target = event.target as HTMLElement;
    if (controls === null || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (target.closest('input, select, textarea, dialog, [popover]') !== null) return;
    const onMap = target === document.body || target.tagName === 'CANVAS';
    // In a list the arrow keys are the list's.
    if (target.closest('[role="listbox"]') !== null && event.key !== 'Escape') return;
    if (act(controls, event, onMap)) event.preventDefault();
  }

  return { onKey };
}
