/** Single images: for the screen, and from outside the dataset for a model. */
import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { MorphospaceError } from '../../shared/errors.ts';
import { decodeImage, readHeader, recogniseFormat } from './decode.ts';
import type { ImageFormat } from './formats.ts';
import { squarePlanes } from './resize.ts';
import { UnreadableImage } from './unreadable.ts';

export interface DisplayImage {
  contentType: string;
  body: Uint8Array;
}

/** What every browser shows by itself, orientation and colour profile included. */
const browserTypes: Partial<Record<ImageFormat, string>> = {
  jpeg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
  avif: 'image/avif',
  gif: 'image/gif',
};

/** Converted images are no larger than a large screen. */
const LARGEST_SIDE = 4096;
const QUALITY = 90;

/**
 * An image in a form that every browser shows: its own bytes where possible, else PNG; WebP where it is made smaller.
 *
 * @param side limit of the longer side in pixels
 * @throws MorphospaceError `unreadable-image`
 */
export async function imageForDisplay(path: string, side?: number): Promise<DisplayImage> {
  return explaining(path, async () => {
    const bytes = await readFile(path);
    const format = recogniseFormat(bytes, path);
    const contentType = browserTypes[format];
    if (contentType !== undefined) {
      const { width, height } = await readHeader(bytes, path);
      if (side === undefined || Math.max(width, height) <= side) return { contentType, body: bytes };
    }
    const { data, width, height, channels } = await decodeImage(bytes, format);
    const limit = side ?? LARGEST_SIDE;
    const image = sharp(data, { raw: { width, height, channels } });
    if (Math.max(width, height) <= limit)
      return { contentType: 'image/png', body: await image.png().toBuffer() };
    const smaller = image.resize(limit, limit, { fit: 'inside' });
    return { contentType: 'image/webp', body: await smaller.webp({ quality: QUALITY }).toBuffer() };
  });
}

/**
 * One image as a model sees it.
 *
 * @param image a file's path, or its bytes
 * @returns `[channels, size, size]`
 * @throws MorphospaceError `unreadable-image`
 */
export async function decodeSquare(
  image: string | Uint8Array,
  size: number,
  channels: 1 | 3,
): Promise<Uint8Array> {
  return explaining(typeof image === 'string' ? image : 'The image', async () => {
    const bytes = typeof image === 'string' ? await readFile(image) : image;
    return squarePlanes(await decodeImage(bytes, recogniseFormat(bytes)), size, channels);
  });
}

async function explaining<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof UnreadableImage) {
      throw new MorphospaceError(
        'unreadable-image',
        `${what} cannot be read as an image. ${error.reason}`,
        'Choose another image, or save this one as JPEG or PNG.',
        { cause: error },
      );
    }
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new MorphospaceError(
      'unreadable-image',
      code === 'ENOENT' ? `${what} is not there any more.` : `${what} cannot be opened (${code}).`,
      'Put the file back where it was, or choose another image.',
      { cause: error },
    );
  }
}
