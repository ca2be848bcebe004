/** Measurements that have to be taken inside the page, for `bench/map.ts`. */
import type { ImageMap } from '../../../../src/renderer/map/image-map.ts';

const frame = () => new Promise<number>((done) => requestAnimationFrame(done));

/** Takes a step of a movement in every frame, forth and back; the sorted times between frames, in milliseconds. */
export async function intervalsOf(step: (forth: boolean) => void, count = 80): Promise<number[]> {
  const intervals: number[] = [];
  let before = await frame();
  for (let k = 0; k < count; k++) {
    step(k % 20 < 10);
    const now = await frame();
    intervals.push(now - before);
    before = now;
  }
  return intervals.slice(5).sort((a, b) => a - b);
}

/** Moves the camera a little in every frame; the sorted times between frames, in milliseconds. */
export function frameIntervals(map: ImageMap, motion: 'pan' | 'zoom'): Promise<number[]> {
  return intervalsOf((forth) => {
    if (motion === 'zoom') map.zoomBy(forth ? 1.03 : 1 / 1.03);
    else map.glideBy(forth ? 6 : -6, forth ? 2 : -2);
  });
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

/** Waits until what has been asked for up to now is on the canvas, however it is drawn. */
export async function untilDrawn(canvas: HTMLCanvasElement): Promise<void> {
  await frame();
  const gl = canvas.getContext('webgl2');
  if (gl === null) {
    // The older WebGL has no fences, only reading back, for which everything waits.
    const older = canvas.getContext('webgl');
    older?.readPixels(0, 0, 1, 1, older.RGBA, older.UNSIGNED_BYTE, new Uint8Array(4));
    return;
  }
  const fence = gl.fenceSync(gl.SYNC_GPU_COMMANDS_COMPLETE, 0)!;
  gl.flush();
  while (gl.clientWaitSync(fence, 0, 0) === gl.TIMEOUT_EXPIRED) await new Promise((done) => setTimeout(done));
  gl.deleteSync(fence);
}

/** What WebGL draws with here. */
export function rendererName(canvas: HTMLCanvasElement): string {
  const gl = canvas.getContext('webgl2')!;
  const debug = gl.getExtension('WEBGL_debug_renderer_info');
  return String(gl.getParameter(debug?.UNMASKED_RENDERER_WEBGL ?? gl.RENDERER));
}
