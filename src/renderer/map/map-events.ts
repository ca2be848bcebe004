/** What the map tells, and what can be marked on it. */
import type { Box } from './gestures.ts';

export interface MapEvents {
  /** The pointer is over an image, or over none (-1). */
  hover(image: number): void;
  /** An image was clicked, or empty space (-1); `extend` when it is to join the selection. */
  choose(image: number, extend: boolean): void;
  /** A box is being drawn, in CSS pixels; null when there is none any more. */
  box(box: Box | null): void;
  /** A box has been drawn around these images. */
  enclose(images: number[]): void;
  /** What lies where has changed on the screen. */
  view(): void;
}

export interface Marks {
  selected?: readonly number[];
  /** Images that go with the selected ones. */
  companions?: readonly number[];
  /** The images that a path runs through, in its order. */
  path?: readonly number[];
}
