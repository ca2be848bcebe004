import { describe, expect, it } from 'vitest';
import { Camera } from '../../../src/renderer/map/camera.ts';
import { imageAt, imageBeside } from '../../../src/renderer/map/finding.ts';
import type { Scene } from '../../../src/renderer/map/scene.ts';
import { SpatialIndex } from '../../../src/renderer/map/spatial-index.ts';

/** Three images in a row, all with thumbnails; the filter hides the middle one, whose thumbnail is still fading out. */
function sceneWith(filter: Uint8Array | null) {
  const camera = new Camera();
  camera.resize(300, 100);
  const positions = Float32Array.of(-100, 0, 0, 0, 100, 0);
  const shown = Uint32Array.from([0, 1, 2].filter((id) => filter === null || filter[id] === 1));
  const scene = {
    camera,
    detail: { dot: 4, dotOpacity: 1, thumbnail: 32, thumbnailOpacity: 1 },
    layout: {
      to: positions,
      x: (id: number) => positions[2 * id]!,
      y: (id: number) => positions[2 * id + 1]!,
    },
    field: { ids: Uint32Array.of(0, 1, 2), count: 3, opacity: Float32Array.of(1, 0.9, 1), side: 32 },
    filter,
    pins: [],
    roles: new Uint8Array(3),
  } as unknown as Scene;
  return { scene, shown, index: SpatialIndex.of(positions, shown) };
}

describe('a hidden image whose thumbnail is still fading out', () => {
  const filter = Uint8Array.of(1, 0, 1);

  it('is stepped over by the arrow keys', () => {
    const all = sceneWith(null);
    expect(imageBeside(all.scene, all.shown, 0, 1, 0)).toBe(1);
    const { scene, shown } = sceneWith(filter);
    expect(imageBeside(scene, shown, 0, 1, 0)).toBe(2);
  });

  it('is not found by a click', () => {
    const all = sceneWith(null);
    const [x, y] = [all.scene.camera.screenX(0), all.scene.camera.screenY(0)];
    expect(imageAt(all.scene, all.index, x, y)).toBe(1);
    const { scene, index } = sceneWith(filter);
    expect(imageAt(scene, index, x, y)).not.toBe(1);
  });
});
