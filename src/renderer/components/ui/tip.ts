/**
 * `v-tip="'words'"`: a tooltip after a moment of pointing or on keyboard focus. One element serves them all; it is a popover, so
 * it lies above dialogs. The words are also the element's description for screen readers, unless they are its name already.
 */
import type { Directive } from 'vue';

const DELAY = 450;
const GAP = 6;
const MARGIN = 8;

let bubble: HTMLElement | null = null;
let shownFor: HTMLElement | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;
const words = new WeakMap<HTMLElement, string>();

function tooltipElement(): HTMLElement {
  if (bubble === null) {
    bubble = document.createElement('div');
    bubble.className = 'ui-tip';
    bubble.role = 'tooltip';
    bubble.popover = 'manual';
    document.body.append(bubble);
  }
  return bubble;
}

function place(tip: HTMLElement, anchor: HTMLElement): void {
  const at = anchor.getBoundingClientRect();
  const { width, height } = tip.getBoundingClientRect();
  const left = Math.min(Math.max(MARGIN, at.left + at.width / 2 - width / 2), innerWidth - width - MARGIN);
  const below = at.bottom + GAP;
  const top = below + height > innerHeight - MARGIN ? at.top - GAP - height : below;
  tip.style.left = `${Math.round(left)}px`;
  tip.style.top = `${Math.round(top)}px`;
}

function hide(): void {
  clearTimeout(timer);
  shownFor = null;
  if (bubble?.matches(':popover-open')) bubble.hidePopover();
}

function show(anchor: HTMLElement): void {
  const text = words.get(anchor);
  if (!text || !anchor.isConnected) return;
  const tip = tooltipElement();
  tip.textContent = text;
  if (!tip.matches(':popover-open')) tip.showPopover();
  place(tip, anchor);
  shownFor = anchor;
}

function showSoon(anchor: HTMLElement): void {
  clearTimeout(timer);
  timer = setTimeout(() => show(anchor), DELAY);
}

function describe(element: HTMLElement, text: string | undefined): void {
  words.set(element, text ?? '');
  if (text && element.ariaLabel !== text) element.ariaDescription = text;
  if (shownFor === element) show(element);
}

export const vTip: Directive<HTMLElement, string | undefined> = {
  mounted(element, { value }) {
    describe(element, value);
    element.addEventListener('pointerenter', (event) => {
      if (event.pointerType === 'mouse') showSoon(element);
    });
    element.addEventListener('focus', () => {
      if (element.matches(':focus-visible')) show(element);
    });
    for (const type of ['pointerleave', 'pointerdown', 'blur'] as const) element.addEventListener(type, hide);
    element.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') hide();
    });
  },
  updated(element, { value, oldValue }) {
    if (value !== oldValue) describe(element, value);
  },
  beforeUnmount(element) {
    if (shownFor === element) hide();
  },
};
