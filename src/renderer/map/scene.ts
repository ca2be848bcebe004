/** What there is to see on the map, as data: the map changes it between frames, the painter draws it. */
import type { Camera } from './camera.ts';
import { labelColour, type Rgb, type Scheme } from './colours.ts';
import type { Detail } from './detail.ts';
import type { MovingLayout } from './layout.ts';
import type { ThumbnailField } from './thumbnail-field.ts';

export interface MapTheme {
  readonly scheme: Scheme;
  readonly background: Rgb;
  /** Dots of images without a label. */
  readonly dot: Rgb;
  readonly accent: Rgb;
  /** What the pointer is on. */
  readonly strong: Rgb;
}

/** How an image is drawn apart from the others. */
export const Role = { none: 0, companion: 1, pinned: 2 } as const;

/** Everything a frame shows; the map changes it between frames. */
export interface Scene {
  readonly camera: Camera;
  readonly detail: Detail;
  layout: MovingLayout;
  field: ThumbnailField;
  /** There is a layout; without one, only the background is drawn. */
  visible: boolean;
  /** `[n, 4]`: red, green, blue and opacity (0..255) of every image. */
  colours: Uint8Array;
  /** Frames around thumbnails have the colours of the dots. */
  framed: boolean;
  /** `Role` of every image. */
  roles: Uint8Array;
  /** Images whose thumbnails lie above all others, whatever the zoom; the last is on top. */
  pins: readonly number[];
  /** Images that stand out, as dots or by the frames of their thumbnails. */
  companions: readonly number[];
  /** The images that a path runs through. */
  path: readonly number[];
  hovered: number;
  /** 1 for the images that are shown, null for all: thumbnails of others may still be fading out. */
  filter: Uint8Array | null;
  /** Dots to draw at most: fewer than there are while the map moves on a slow machine. */
  dots: number;
}

const PIN_FROM = 52;
const PIN_GROWTH = 1.2;

/** Side of a pinned image's thumbnail, in CSS pixels. */
export function pinSide(field: ThumbnailField): number {
  return Math.max(PIN_FROM, field.side * PIN_GROWTH);
}

/** Opacity of images that are not emphasised, 0..255. */
const DIMMED = 36;

/**
 * Writes the colour of every image into `colours`, `[n, 4]`: its label's, or the plain dot's for label -1 and without labels.
 * Images with 0 in `emphasis` step back.
 */
export function colourImages(
  colours: Uint8Array,
  labels: Int32Array | null,
  emphasis: Uint8Array | null,
  theme: MapTheme,
): void {
  for (let i = 0; i < colours.length / 4; i++) {
    const label = labels === null ? -1 : labels[i]!;
    const [red, green, blue] = label < 0 ? theme.dot : labelColour(label, theme.scheme);
    colours[4 * i] = red;
    colours[4 * i + 1] = green;
    colours[4 * i + 2] = blue;
    colours[4 * i + 3] = emphasis === null || emphasis[i] === 1 ? 255 : DIMMED;
  }
}
