/** A sequence of pictures as a file that plays (WebP, GIF), a strip (PNG), or a folder of PNGs. */
import { extname, join } from 'node:path';
import sharp from 'sharp';
import { cancelledError, MorphospaceError } from '../../shared/errors.ts';
import type { Pictures } from '../../shared/latent.ts';
import type { ReportProgress } from '../../shared/progress.ts';
import { makeFolder, writeFileAtomically } from '../library/atomic.ts';
import { encodePng, writeGrid } from './grid.ts';

export interface Frames {
  /** Number of frames, and their side in pixels. */
  count: number;
  size: number;
  /** The frames in order, a few at a time; together `count` of them. */
  pictures: AsyncIterable<Pictures> | Iterable<Pictures>;
}

interface WriteOptions {
  /** Frames per second of a file that plays. */
  framesPerSecond?: number;
  progress?: ReportProgress;
  signal?: AbortSignal;
}

/** Small models make small frames; files that play are enlarged to at least this side, in pixels. */
const PLAYED_SIDE = 256;
/** The frames of a playing file are held in memory at once. */
const MEMORY_LIMIT = 1024 ** 3;
/** A strip breaks into rows at about this width, in pixels. */
const STRIP_WIDTH = 4096;

/**
 * Writes frames to `target`: `.webp` and `.gif` play in an endless loop, `.png` is a strip read from left to right, and anything
 * without an ending is a folder of `0001.png`, `0002.png`, …, as many digits as sorting by name takes.
 *
 * @returns the files written.
 * @throws MorphospaceError `unknown-format`, `animation-too-large`, `cancelled`, or a storage error.
 */
export async function writeFrames(
  frames: Frames,
  target: string,
  options: WriteOptions = {},
): Promise<string[]> {
  const ending = extname(target).toLowerCase();
  if (ending === '') return writeFolder(frames, target, options);
  if (ending === '.png') await writeStrip(frames, target, options);
  else if (ending === '.webp' || ending === '.gif') await writePlaying(frames, target, ending, options);
  else {
    throw new MorphospaceError(
      'unknown-format',
      `Frames cannot be written as ${ending}.`,
      'Name a file that ends in .webp, .gif or .png, or a folder.',
    );
  }
  return [target];
}

/** Writes every picture as a PNG of its own, named by its number so that names sort in order. */
async function writeFolder(frames: Frames, folder: string, options: WriteOptions): Promise<string[]> {
  makeFolder(folder);
  const digits = Math.max(4, String(frames.count).length);
  const files: string[] = [];
  for await (const frame of singly(frames, options)) {
    const file = join(folder, `${String(files.length + 1).padStart(digits, '0')}.png`);
    await writeFileAtomically(file, await encodePng(frame, frames.size, frames.size));
    files.push(file);
  }
  return files;
}

async function writeStrip(frames: Frames, path: string, options: WriteOptions): Promise<void> {
  const { count, size } = frames;
  const rgba = reserve(count * size * size * 4);
  let offset = 0;
  for await (const frame of singly(frames, options)) {
    rgba.set(frame, offset);
    offset += frame.length;
  }
  const columns = Math.min(count, Math.max(1, Math.floor(STRIP_WIDTH / size)));
  await writeGrid({ count, size, rgba }, path, columns);
}

async function writePlaying(
  frames: Frames,
  path: string,
  ending: '.webp' | '.gif',
  options: WriteOptions,
): Promise<void> {
  const { count, size } = frames;
  const side = size * Math.ceil(PLAYED_SIDE / size);
  const rgba = reserve(count * side * side * 4);
  let offset = 0;
  for await (const frame of singly(frames, options)) {
    const enlarged = side === size ? frame : await enlarge(frame, size, side);
    rgba.set(enlarged, offset);
    offset += enlarged.length;
  }
  const delay = new Array<number>(count).fill(Math.round(1000 / (options.framesPerSecond ?? 24)));
  const image = sharp(rgba, {
    raw: { width: side, height: side * count, channels: 4, pageHeight: side },
    limitInputPixels: false,
  });
  const played = { loop: 0, delay };
  const encoded = ending === '.gif' ? image.gif(played) : image.webp({ ...played, quality: 90 });
  await writeFileAtomically(path, await encoded.toBuffer());
}

/** Frame by frame as RGBA bytes, with progress, stopping when asked. */
async function* singly(
  { count, size, pictures }: Frames,
  { progress, signal }: WriteOptions,
): AsyncGenerator<Uint8Array> {
  const bytes = size * size * 4;
  let done = 0;
  for await (const chunk of pictures) {
    for (let at = 0; at < chunk.count; at++) {
      if (signal?.aborted) throw cancelledError();
      yield chunk.rgba.subarray(at * bytes, (at + 1) * bytes);
      done++;
      progress?.({
        title: 'Writing frames',
        value: done / count,
        description: `${done.toLocaleString('en')} of ${count.toLocaleString('en')}`,
      });
    }
  }
}

function enlarge(rgba: Uint8Array, size: number, side: number): Promise<Uint8Array> {
  return sharp(rgba, { raw: { width: size, height: size, channels: 4 } })
    .resize(side, side, { kernel: 'cubic' })
    .raw()
    .toBuffer();
}

function reserve(bytes: number): Uint8Array<ArrayBuffer> {
  if (bytes > MEMORY_LIMIT) {
    throw new MorphospaceError(
      'animation-too-large',
      'So many frames of this size do not fit into one file.',
      'Use fewer steps, or write the frames into a folder.',
    );
  }
  return new Uint8Array(bytes);
}
