/** Contrast of the text on a page, by WCAG 2.2 (relative luminance, success criterion 1.4.3). */
import type { Page } from 'playwright/test';

export interface FaintText {
  text: string;
  ratio: number;
}

/** Visible text below 4.5:1 (3:1 from 24 px, or bold from 18.66 px); disabled controls and text over images are exempt. */
export function findFaintText(page: Page): Promise<FaintText[]> {
  return page.evaluate(() => {
    const context = document.createElement('canvas').getContext('2d', { willReadFrequently: true })!;
    /** Any CSS colour as red, green, blue, alpha in 0..1. */
    const parse = (colour: string) => {
      context.clearRect(0, 0, 1, 1);
      context.fillStyle = colour;
      context.fillRect(0, 0, 1, 1);
      return [...context.getImageData(0, 0, 1, 1).data].map((value) => value / 255);
    };
    const luminance = ([r, g, b]: number[]) => {
      const linear = [r!, g!, b!].map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
      return 0.2126 * linear[0]! + 0.7152 * linear[1]! + 0.0722 * linear[2]!;
    };
    const backgroundOf = (element: Element | null): number[] => {
      for (let at = element; at !== null; at = at.parentElement) {
        const background = parse(getComputedStyle(at).backgroundColor);
        if (background[3]! > 0.99) return background;
      }
      return [1, 1, 1, 1];
    };
    const found = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const element = walker.currentNode.parentElement!;
      const text = walker.currentNode.textContent!.trim();
      const box = element.getBoundingClientRect();
      if (text === '' || box.width < 2 || box.height < 2 || !element.checkVisibility()) continue;
      if (
        element.closest(
          '[aria-hidden="true"], .visually-hidden, :disabled, [aria-disabled="true"], [popover]:not(:popover-open)',
        )
      )
        continue;
      const style = getComputedStyle(element);
      const [text1, background] = [luminance(parse(style.color)), luminance(backgroundOf(element))];
      const ratio = (Math.max(text1, background) + 0.05) / (Math.min(text1, background) + 0.05);
      const size = parseFloat(style.fontSize);
      const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
      if (ratio < (large ? 3 : 4.5)) found.push({ text, ratio: Math.round(ratio * 100) / 100 });
    }
    return found;
  });
}
