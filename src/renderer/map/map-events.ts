/** What the map tells, and what can be marked on it. */
import type { SelectionMode } from './selection.ts';

export interface MapEvents {
  /** The pointer is over an image, or over none (-1). */
  hover(image: number): void;
  /** An image was clicked, or empty space (-1); `extend` when it is to join the selection. */
  choose(image: number, extend: boolean): void;
  /** An outline is being drawn: x and y of each corner, in CSS pixels; null when there is none any more. The array is used again. */
  outline(corners: readonly number[] | null): void;
  /** The pen that keys move over the map, in CSS pixels; null when it is put away. */
  pen(at: { x: number; y: number } | null): void;
  /** An outline has been drawn around these images, which ascend. */
  enclose(images: Uint32Array, mode: SelectionMode): void;
  /** What lies where has changed on the screen. */
  view(): void;
}

export interface Marks {
  selection?: Uint32Array;
  /** The image that is looked at; -1 for none. */
  focus?: number;
  /** Images that go with the selected ones. */
  companions?: readonly number[];
  /** The images that a path runs through, in its order. */
  path?: readonly number[];
}
