import { expect, test } from 'vitest';
import { Arrangement } from '../../../src/renderer/map/arrangement.ts';
import { Camera } from '../../../src/renderer/map/camera.ts';
import { MovingLayout, normaliseLayout } from '../../../src/renderer/map/layout.ts';
import { ThumbnailField } from '../../../src/renderer/map/thumbnail-field.ts';
import { clusteredLayout } from './page/layout.ts';

const COUNT = 1500;
const SMALLEST = 30;

function scene() {
  const positions = normaliseLayout(clusteredLayout(COUNT, 6, 2));
  const layout = new MovingLayout(COUNT);
  layout.moveTo(positions, 0);
  const camera = new Camera();
  camera.resize(800, 600);
  camera.fit();
  camera.jump();
  const reveal = new Arrangement(() => {});
  reveal.arrange(positions, null, 2);
  const field = new ThumbnailField(COUNT);
  const frames = (count: number, side = SMALLEST) => {
    for (let k = 0; k < count; k++) field.update(camera, layout, reveal, side, 16);
    return [...field.ids.subarray(0, field.count)];
  };
  const inWindow = (id: number) => {
    const [x, y] = [camera.screenX(layout.x(id)), camera.screenY(layout.y(id))];
    const reach = field.side / 2;
    return x >= -reach && x <= 800 + reach && y >= -reach && y <= 600 + reach;
  };
  return { camera, field, frames, inWindow };
}

test('only thumbnails that reach into the window are on the screen', () => {
  const { camera, frames, inWindow } = scene();
  const everywhere = frames(60).length;
  camera.zoomAt(300, 250, 6);
  camera.jump();
  const shown = frames(60);
  expect(shown.length).toBeGreaterThan(0);
  expect(shown.length).not.toBe(everywhere);
  expect(shown.every(inWindow)).toBe(true);
});

test('panning leaves what stays in the window as it is', () => {
  const { camera, frames, inWindow } = scene();
  camera.zoomAt(400, 300, 4);
  camera.jump();
  const before = frames(60);
  camera.panBy(150, -60);
  const after = new Set(frames(60));
  const staying = before.filter(inWindow);
  expect(staying.length).toBeGreaterThan(3);
  expect(staying.every((id) => after.has(id))).toBe(true);
});

test('a thumbnail fades in, and fades out before it is gone', () => {
  const { field, frames } = scene();
  const [first] = frames(1);
  const early = field.opacity[first!]!;
  expect(early).toBeGreaterThan(0);
  expect(early).toBeLessThan(0.5);
  frames(30);
  expect(field.opacity[first!]).toBe(1);
  expect(frames(1, 0)).toContain(first);
  expect(field.opacity[first!]).toBeLessThan(1);
  expect(frames(30, 0)).toEqual([]);
});

test('thumbnails are at least as large as asked for, and less than twice as large', () => {
  const { camera, field, frames } = scene();
  for (const factor of [1, 1.3, 1.3, 1.3, 1.3, 3]) {
    camera.zoomAt(400, 300, factor);
    camera.jump();
    frames(80);
    expect(field.resizing).toBe(false);
    expect(field.side).toBeGreaterThanOrEqual(SMALLEST - 1e-6);
    expect(field.side).toBeLessThan(2 * SMALLEST);
  }
});
