/** A first idea of how large the images are, before all of them have been read. */
import { open } from 'node:fs/promises';
import { readHeader } from './decode.ts';

const SAMPLE = 256;
const TOGETHER = 32;
/** Enough for the headers of all but the most talkative cameras. */
const HEAD_BYTES = 2 ** 18;

/**
 * Estimates the median of the images' shorter sides in pixels from the headers of up to 256 of them, evenly spread. It only decides
 * what is prepared ahead; the dataset's record holds the exact figure. Infinity when no header is where it was looked for, which
 * only happens to large files.
 */
export async function sampleShortSide(
  files: readonly { path: string; bytes: number }[],
  signal?: AbortSignal,
): Promise<number> {
  const step = Math.max(1, files.length / SAMPLE);
  const chosen = Array.from(
    { length: Math.ceil(files.length / step) },
    (_, i) => files[Math.floor(i * step)]!,
  );
  const sides: number[] = [];
  for (let first = 0; first < chosen.length; first += TOGETHER) {
    signal?.throwIfAborted();
    const some = await Promise.all(chosen.slice(first, first + TOGETHER).map(readShortSide));
    sides.push(...some.filter((side) => side !== null));
  }
  sides.sort((a, b) => a - b);
  return sides[Math.floor(sides.length / 2)] ?? Infinity;
}

async function readShortSide({ path, bytes }: { path: string; bytes: number }): Promise<number | null> {
  try {
    const file = await open(path);
    try {
      const head = new Uint8Array(Math.min(bytes, HEAD_BYTES));
      const { bytesRead } = await file.read(head, 0, head.length, 0);
      const { width, height } = await readHeader(head.subarray(0, bytesRead), path);
      return Math.min(width, height);
    } finally {
      await file.close();
    }
  } catch {
    // The reason comes up when the file is read in earnest.
    return null;
  }
}
