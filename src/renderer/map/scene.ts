/** What there is to see on the map, as data: the map changes it between frames, the painter draws it. */
import { Camera } from './camera.ts';
import type { Rgb, Scheme } from './colours.ts';
import type { Detail } from './detail.ts';
import { MovingLayout } from './layout.ts';
import { ThumbnailField } from './thumbnail-field.ts';

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
export const Role = { none: 0, companion: 1, pinned: 2, selected: 3 } as const;

/** Everything a frame shows; the map changes it between frames. */
export interface Scene {
  readonly camera: Camera;
  readonly detail: Detail;
  /** How many dots lie in one place where they crowd. */
  crowd: number;
  layout: MovingLayout;
  field: ThumbnailField;
  /** There is a layout; without one, only the background is drawn. */
  visible: boolean;
  /** `[n, 4]`: red, green, blue and opacity (0..255) of every image. */
  colours: Uint8Array<ArrayBuffer>;
  /** Frames around thumbnails have the colours of the dots. */
  framed: boolean;
  /** `Role` of every image. */
  roles: Uint8Array;
  /** Images whose thumbnails lie above all others, whatever the zoom; the last is on top. */
  pins: readonly number[];
  /** Images that stand out, as dots or by the frames of their thumbnails. */
  companions: readonly number[];
  /** The images of a large selection, which stand out while all others step back; none of a small one, which is pinned. */
  selection: Uint32Array;
  /** The images that a path runs through. */
  path: readonly number[];
  hovered: number;
  /** 1 for the images that are shown, null for all: thumbnails of others may still be fading out. */
  filter: Uint8Array | null;
  /** Dots to draw in a frame at most: on a slow machine fewer than there are. */
  dots: number;
}

/** A scene of so many images, of which nothing is to be seen yet. */
export function emptyScene(count: number, camera = new Camera()): Scene {
  return {
    camera,
    detail: { dot: 0, dotOpacity: 0, thumbnail: 0, thumbnailOpacity: 0 },
    crowd: 1,
    layout: new MovingLayout(count),
    field: new ThumbnailField(count),
    visible: false,
    colours: new Uint8Array(count * 4),
    framed: false,
    roles: new Uint8Array(count),
    pins: [],
    companions: [],
    selection: new Uint32Array(0),
    path: [],
    hovered: -1,
    filter: null,
    dots: Infinity,
  };
}

/** Opacity of what is not selected, as a share of what it would be. */
export const STEPPED_BACK = 0.3;

/** How much an image steps back from a large selection: 1 for those that do not. */
export function presence({ roles, selection }: Scene, image: number): number {
  return selection.length === 0 || roles[image] !== Role.none ? 1 : STEPPED_BACK;
}

const PIN_FROM = 52;
const PIN_GROWTH = 1.2;

/** Side of a pinned image's thumbnail, in CSS pixels. */
export function pinSide(field: ThumbnailField): number {
  return Math.max(PIN_FROM, field.side * PIN_GROWTH);
}
