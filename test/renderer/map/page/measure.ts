/** Measurements that have to be taken inside the page, for `bench/map.ts`. */
import type { ImageMap } from '../../../../src/renderer/map/image-map.ts';

const frame = () => new Promise<number>((done) => requestAnimationFrame(done));

/** Moves the camera a little in every frame; the sorted times between frames, in milliseconds. */
export async function frameIntervals(map: ImageMap, motion: 'pan' | 'zoom', count = 80): Promise<number[]> {
  const intervals: number[] = [];
  let before = await frame();
  for (let k = 0; k < count; k++) {
    const forth = k % 20 < 10;
    if (motion === 'zoom') map.zoomBy(forth ? 1.03 : 1 / 1.03);
    else map.glideBy(forth ? 6 : -6, forth ? 2 : -2);
    const now = await frame();
    intervals.push(now - before);
    before = now;
  }
  return intervals.slice(5).sort((a, b) => a - b);
}

/** Waits until the map has drawn nothing for a while; the milliseconds until its last frame. */
export async function untilStill(map: ImageMap, frames: () => number): Promise<number> {
  const start = performance.now();
  let last = start;
  let seen = frames();
  while (performance.now() - last < 800) {
    await new Promise((done) => setTimeout(done, 20));
    if (frames() !== seen || map.arranging) last = performance.now();
    seen = frames();
  }
  return Math.round(last - start);
}

/** What WebGL draws with here. */
export function rendererName(canvas: HTMLCanvasElement): string {
  const gl = canvas.getContext('webgl2')!;
  const debug = gl.getExtension('WEBGL_debug_renderer_info');
  return String(gl.getParameter(debug?.UNMASKED_RENDERER_WEBGL ?? gl.RENDERER));
}
