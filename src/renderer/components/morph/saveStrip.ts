/** Saving a morph from the renderer: its frames side by side in one PNG, as a download. */
import type { Pictures } from '../../../shared/latent.ts';

/** Pixels that a canvas may be wide in every browser. */
const WIDEST = 16_384;

/** Which frames of `count` make a strip no wider than a canvas may be: evenly spaced, both ends included. */
export function stripFrames(count: number, size: number, wanted: number): number[] {
  const most = Math.max(2, Math.min(wanted, count, Math.floor(WIDEST / size)));
  return Array.from({ length: most }, (_, k) => Math.round((k * (count - 1)) / (most - 1)));
}

export async function saveStrip(
  { count, size, rgba }: Pictures,
  wanted: number,
  name: string,
): Promise<void> {
  const frames = stripFrames(count, size, wanted);
  const canvas = new OffscreenCanvas(frames.length * size, size);
  const context = canvas.getContext('2d')!;
  const bytes = size * size * 4;
  for (const [place, frame] of frames.entries()) {
    const pixels = new Uint8ClampedArray(rgba.subarray(frame * bytes, (frame + 1) * bytes));
    context.putImageData(new ImageData(pixels, size, size), place * size, 0);
  }
  const address = URL.createObjectURL(await canvas.convertToBlob({ type: 'image/png' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = `${name}.png`;
  link.click();
  // The download has begun by then; before, its address must not go.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
