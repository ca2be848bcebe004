import { beforeEach, expect, test } from 'vitest';
import { Camera } from '../../../src/renderer/map/camera.ts';

let camera: Camera;
beforeEach(() => {
  camera = new Camera();
  camera.resize(1000, 600);
  camera.fit();
  camera.jump();
});

/** Moves on in frames of 16 ms until the camera rests; what `each` sees of the way. */
function arrive(each: () => void = () => {}): number {
  let frames = 0;
  while (camera.advance(16)) {
    each();
    if (++frames > 1000) throw new Error('The camera never rests.');
  }
  return frames;
}

test('screen and world coordinates are each other’s inverse', () => {
  camera.zoomAt(120, 80, 3.7);
  camera.jump();
  expect(camera.worldX(camera.screenX(0.3))).toBeCloseTo(0.3, 10);
  expect(camera.worldY(camera.screenY(-0.7))).toBeCloseTo(-0.7, 10);
});

test('everything fits between the panels', () => {
  Object.assign(camera.insets, { left: 0, top: 50, right: 336, bottom: 0 });
  camera.fit();
  camera.jump();
  for (const corner of [-1, 1]) {
    expect(camera.showsClearly(corner, corner, 0)).toBe(true);
  }
  // The middle of the layout is in the middle of the free part.
  expect(camera.screenX(0)).toBeCloseTo((1000 - 336) / 2);
  expect(camera.screenY(0)).toBeCloseTo(50 + 550 / 2);
});

test('a wide layout fills a wide window', () => {
  camera.setExtent(Float32Array.of(-1, 0.4, 1, -0.4));
  camera.fit();
  camera.jump();
  expect(camera.showsClearly(-1, 0.4, 0)).toBe(true);
  expect(camera.showsClearly(1, -0.4, 0)).toBe(true);
  // Nearly the whole width is taken, where a square layout of the same width had to stay within the height.
  expect(camera.screenX(1) - camera.screenX(-1)).toBeGreaterThan(850);
});

test('the point under the cursor stays there through a whole zoom', () => {
  const [x, y] = [730, 140];
  const point = { x: camera.worldX(x), y: camera.worldY(y) };
  camera.zoomAt(x, y, 12);
  const frames = arrive(() => {
    expect(camera.screenX(point.x)).toBeCloseTo(x, 6);
    expect(camera.screenY(point.y)).toBeCloseTo(y, 6);
  });
  expect(frames).toBeGreaterThan(3);
  expect(camera.view.scale).toBeCloseTo(12 * camera.fittingScale, 6);
});

test('turns of the wheel add up, though the first has not arrived', () => {
  camera.zoomAt(500, 300, 2);
  camera.advance(16);
  camera.zoomAt(500, 300, 2);
  arrive();
  expect(camera.view.scale).toBeCloseTo(4 * camera.fittingScale, 6);
});

test('a drag moves what is seen by as many pixels', () => {
  camera.zoomAt(500, 300, 5);
  camera.jump();
  const x = camera.worldX(400);
  camera.panBy(-37, 12);
  expect(camera.screenX(x)).toBeCloseTo(363, 6);
  expect(camera.advance(16)).toBe(false);
});

test('a flight to another place arrives, and zooms steadily on its way', () => {
  camera.centreOn(0.8, -0.5, 40 * camera.fittingScale);
  let before = camera.view.scale;
  arrive(() => {
    expect(camera.view.scale).toBeGreaterThanOrEqual(before);
    before = camera.view.scale;
  });
  expect(camera.screenX(0.8)).toBeCloseTo(500, 3);
  expect(camera.screenY(-0.5)).toBeCloseTo(300, 3);
});

test('zooming ends at both limits', () => {
  camera.nearest = 50;
  camera.zoomAt(500, 300, 1e9);
  camera.jump();
  expect(camera.view.scale).toBeCloseTo(50 * camera.fittingScale);
  camera.zoomAt(500, 300, 1e-9);
  camera.jump();
  expect(camera.view.scale).toBeLessThan(camera.fittingScale);
  expect(camera.view.scale).toBeGreaterThan(0.1 * camera.fittingScale);
});
