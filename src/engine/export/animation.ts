/** A sequence of pictures as a file that plays (WebP, GIF), a strip or sheet (PNG), or a folder of PNGs. */
import { extname, join } from 'node:path';
import sharp from 'sharp';
import { cancelledError, MorphospaceError } from '../../shared/errors.ts';
import type { Enlargement, Pictures } from '../../shared/latent.ts';
import type { ReportProgress } from '../../shared/progress.ts';
import { makeFolder, writeFileAtomically } from '../library/atomic.ts';
import { enlargePictures } from './enlarge.ts';
import { composeGrid, encodePng, extentOf, writeGrid } from './grid.ts';
import { gifWithNote, type PictureNote, xmpOf } from './picture-note.ts';

export interface Frames {
  /** Number of frames, and the side of their pictures in pixels. */
  count: number;
  size: number;
  /** Pictures side by side in every frame; one unless said otherwise. */
  across?: number;
  /** The pictures in order, some whole frames at a time; together `count * across` of them. */
  pictures: AsyncIterable<Pictures> | Iterable<Pictures>;
}

export interface WriteOptions extends Partial<Enlargement> {
  /** Frames per second of a file that plays. */
  framesPerSecond?: number;
  /** What is told inside the file: of all frames, or of one that has a file of its own. */
  note?: (frame?: number) => PictureNote;
  progress?: ReportProgress;
  signal?: AbortSignal;
}

/** Small models make small frames; files that play are enlarged to at least this side unless a scale is given, in pixels. */
const PLAYED_SIDE = 256;
/** The frames of a file are held in memory at once. */
const MEMORY_LIMIT = 1024 ** 3;
/** A strip breaks into rows at about this width, in pixels. */
const STRIP_WIDTH = 4096;
/** How hard encoders try: more takes nearly twice the time of a WebP for a tenth of its size, and of a GIF for nothing. */
const WEBP = { quality: 90, effort: 1 };
const GIF = { effort: 1 };

/**
 * Writes frames to `target`: `.webp` and `.gif` play in an endless loop, `.png` is a strip read from left to right or a sheet of
 * `columns`, and anything without an ending is a folder of `0001.png`, `0002.png`, …, as many digits as sorting by name takes.
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
  if (ending === '.png') await writeSheet(frames, target, options);
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

/** How many times as large pictures become in a file. */
export function scaleFor(target: string, size: number, scale?: number): number {
  const plays = ['.webp', '.gif'].includes(extname(target).toLowerCase());
  return scale ?? (plays ? Math.ceil(PLAYED_SIDE / size) : 1);
}

/** Writes every frame as a PNG of its own, named by its number so that names sort in order. */
async function writeFolder(frames: Frames, folder: string, options: WriteOptions): Promise<string[]> {
  makeFolder(folder);
  const digits = Math.max(4, String(frames.count).length);
  const files: string[] = [];
  for await (const pictures of enlarged(frames, folder, options)) {
    for (const { rgba, width, height } of framesOf(pictures, frames.across)) {
      const file = join(folder, `${String(files.length + 1).padStart(digits, '0')}.png`);
      const note = options.note?.(files.length);
      await writeFileAtomically(file, await encodePng(rgba, width, height, note));
      files.push(file);
    }
  }
  return files;
}

async function writeSheet(frames: Frames, path: string, options: WriteOptions): Promise<void> {
  const { count, across = 1 } = frames;
  const size = frames.size * scaleFor(path, frames.size, options.scale);
  const rgba = reserve(count * across * size * size * 4);
  let offset = 0;
  for await (const pictures of enlarged(frames, path, options)) {
    rgba.set(pictures.rgba, offset);
    offset += pictures.rgba.length;
  }
  const fitting = Math.max(1, Math.floor(STRIP_WIDTH / (size * across)));
  const columns = Math.min(count, options.columns ?? fitting) * across;
  await writeGrid({ count: count * across, size, rgba }, path, columns, options.note?.());
}

async function writePlaying(
  frames: Frames,
  path: string,
  ending: '.webp' | '.gif',
  options: WriteOptions,
): Promise<void> {
  const { count, across = 1 } = frames;
  const side = frames.size * scaleFor(path, frames.size, options.scale);
  const [width, height] = [extentOf(across, side), side];
  const rgba = reserve(count * width * height * 4);
  let offset = 0;
  for await (const pictures of enlarged(frames, path, options)) {
    for (const frame of framesOf(pictures, across)) {
      rgba.set(frame.rgba, offset);
      offset += frame.rgba.length;
    }
  }
  const delay = new Array<number>(count).fill(Math.round(1000 / (options.framesPerSecond ?? 24)));
  const image = sharp(rgba, {
    raw: { width, height: height * count, channels: 4, pageHeight: height },
    limitInputPixels: false,
  });
  const played = { loop: 0, delay };
  const note = options.note?.();
  if (ending === '.gif') {
    const gif = await image.gif({ ...played, ...GIF }).toBuffer();
    await writeFileAtomically(path, note ? gifWithNote(gif, note) : gif);
  } else {
    const webp = image.webp({ ...played, ...WEBP });
    await writeFileAtomically(path, await (note ? webp.withXmp(xmpOf(note)) : webp).toBuffer());
  }
}

/** The pictures at the size of the file, with progress, stopping when asked. */
async function* enlarged(
  { count, size, across = 1, pictures }: Frames,
  target: string,
  { scale, enlargement = 'lanczos', progress, signal }: WriteOptions,
): AsyncGenerator<Pictures> {
  let done = 0;
  for await (const chunk of pictures) {
    if (signal?.aborted) throw cancelledError();
    yield await enlargePictures(chunk, scaleFor(target, size, scale), enlargement);
    done += chunk.count / across;
    progress?.({
      title: 'Writing frames',
      value: done / count,
      description: `${done.toLocaleString('en')} of ${count.toLocaleString('en')}`,
    });
  }
  if (signal?.aborted) throw cancelledError();
}

/** Each with its pictures side by side. */
function* framesOf({ count, size, rgba }: Pictures, across = 1) {
  const bytes = size * size * 4 * across;
  for (let from = 0; from < count / across; from++) {
    const some = rgba.subarray(from * bytes, (from + 1) * bytes);
    yield composeGrid({ count: across, size, rgba: some }, across);
  }
}

function reserve(bytes: number): Uint8Array<ArrayBuffer> {
  if (bytes > MEMORY_LIMIT) {
    throw new MorphospaceError(
      'animation-too-large',
      'So many frames of this size do not fit into one file.',
      'Use fewer steps or a smaller scale, or write the frames into a folder.',
    );
  }
  return new Uint8Array(bytes);
}
