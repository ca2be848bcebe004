/** Which image is where on the screen: questions about a scene. Screen coordinates are CSS pixels. */
import { pinSide, Role, type Scene } from './scene.ts';
import type { SpatialIndex } from './spatial-index.ts';

/** How near the pointer has to be to a dot. */
const REACH = 9;
/** Among dots, the next one in a crowd would not be seen to be another: it has to be so far away. */
const STEP = 6;

export interface PlaceOnScreen {
  x: number;
  y: number;
  /** Of the image's thumbnail, or of its dot where it has none. */
  side: number;
}

/** Thumbnails can be seen well enough to be meant. */
function showsThumbnails({ detail }: Scene): boolean {
  return detail.thumbnailOpacity > 0.5;
}

function covers({ camera, layout }: Scene, image: number, x: number, y: number, half: number): boolean {
  return (
    Math.abs(camera.screenX(layout.x(image)) - x) <= half &&
    Math.abs(camera.screenY(layout.y(image)) - y) <= half
  );
}

/** The image whose place is nearest to a point, within so many pixels; -1 when there is none. */
export function nearestImage(
  { camera }: Scene,
  index: SpatialIndex,
  x: number,
  y: number,
  reach: number,
): number {
  return index.nearest(camera.worldX(x), camera.worldY(y), reach / camera.view.scale);
}

/** The image under a point, or -1. What is drawn on top comes first. */
export function imageAt(scene: Scene, index: SpatialIndex, x: number, y: number): number {
  const { detail, field, filter, pins } = scene;
  const pin = pinSide(field) / 2;
  for (let k = pins.length - 1; k >= 0; k--) if (covers(scene, pins[k]!, x, y, pin)) return pins[k]!;
  if (showsThumbnails(scene)) {
    for (let k = field.count - 1; k >= 0; k--) {
      const id = field.ids[k]!;
      if (filter?.[id] === 0 || field.opacity[id]! <= 0.5) continue;
      if (covers(scene, id, x, y, field.side / 2)) return id;
    }
  }
  const nearest = nearestImage(scene, index, x, y, Math.max(REACH, detail.dot));
  // A filter may be newer than the index.
  return filter?.[nearest] === 0 ? -1 : nearest;
}

export function placeOnScreen(scene: Scene, image: number): PlaceOnScreen {
  const { camera, detail, field, layout, roles } = scene;
  const pictured = showsThumbnails(scene) && field.opacity[image]! > 0.5;
  const side = roles[image] === Role.pinned ? pinSide(field) : pictured ? field.side : detail.dot;
  return { x: camera.screenX(layout.x(image)), y: camera.screenY(layout.y(image)), side };
}

/**
 * The image to go to from another in a direction (`dx` and `dy` are -1, 0 or 1), among those with a thumbnail where there are any,
 * else among `dots`; -1 when there is none. Nearness counts, and straying from the direction counts double.
 */
export function imageBeside(scene: Scene, dots: Uint32Array, image: number, dx: number, dy: number): number {
  const { camera, field, filter, layout } = scene;
  const pictured = showsThumbnails(scene) && field.count > 1;
  const candidates = pictured ? field.ids : dots;
  const count = pictured ? field.count : dots.length;
  const nearest = pictured ? 0 : STEP / camera.view.scale;
  let best = -1;
  let least = Infinity;
  for (let k = 0; k < count; k++) {
    const id = candidates[k]!;
    if (id === image || filter?.[id] === 0) continue;
    const x = layout.x(id) - layout.x(image);
    const y = layout.y(id) - layout.y(image);
    const along = x * dx + y * dy;
    const aside = Math.abs(x * dy) + Math.abs(y * dx);
    if (along <= nearest || aside > along * 1.5) continue;
    const cost = along + 2 * aside;
    if (cost < least) {
      least = cost;
      best = id;
    }
  }
  return best;
}
