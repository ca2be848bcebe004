/** Everything that has no faster way: TIFF, WebP, AVIF, GIF, and the rare kinds of JPEG and PNG, by libvips through sharp. */
import sharp, { type Metadata, type Sharp } from 'sharp';
import type { DecodedImage } from '../decode.ts';
import type { ImageFormat } from '../formats.ts';
import {
  checkDimensions,
  damaged,
  MAX_PIXELS,
  SHRINK_PIXELS,
  truncated,
  UnreadableImage,
} from '../unreadable.ts';

/** The shorter side, in pixels, of what is left of an image above `SHRINK_PIXELS`. */
const SHRUNK_SIDE = 2048;

// The pool of worker threads is what runs in parallel; the cache would only keep images that are never seen again.
sharp.concurrency(1);
sharp.cache(false);

/** Size, upright, and channels as stored, without decoding the pixels. @throws UnreadableImage */
export async function readVipsHeader(
  bytes: Uint8Array,
  format: ImageFormat,
): Promise<{ width: number; height: number; channels: 1 | 3 }> {
  const metadata = await readMetadata(bytes, format);
  const { width, height } = metadata.autoOrient;
  return { width, height, channels: isStoredGrey(metadata) ? 1 : 3 };
}

/**
 * Decodes the first frame or page: upright, transparency laid on white, 8 bits, sRGB or grey. Colour profiles are applied.
 *
 * @throws UnreadableImage
 */
export async function decodeByVips(bytes: Uint8Array, format: ImageFormat): Promise<DecodedImage> {
  const metadata = await readMetadata(bytes, format);
  const { width, height } = metadata.autoOrient;
  checkDimensions(width, height, format);
  if (metadata.depth === 'float' || metadata.depth === 'double' || metadata.depth === 'complex') {
    throw new UnreadableImage(
      'The pixels are floating-point numbers with no agreed range; save them as 8 or 16 bits.',
    );
  }
  let image = open(bytes).autoOrient().flatten({ background: '#ffffff' });
  const isHuge = width * height > SHRINK_PIXELS;
  if (isHuge) {
    const factor = SHRUNK_SIDE / Math.min(width, height);
    image = image.resize(Math.max(1, Math.round(width * factor)), Math.max(1, Math.round(height * factor)), {
      fit: 'fill',
      kernel: 'linear',
    });
  }
  try {
    const { data, info } = await image
      .toColourspace(isStoredGrey(metadata) ? 'b-w' : 'srgb')
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    if (info.channels !== 1 && info.channels !== 3) throw damaged(format);
    const decoded: DecodedImage = { width: info.width, height: info.height, channels: info.channels, data };
    return isHuge ? { ...decoded, fullSize: { width, height } } : decoded;
  } catch (error) {
    throw explain(error, format);
  }
}

/** `failOn: 'error'` lets pass what merely deserves a warning, as viewers do, and refuses truncated files. */
function open(bytes: Uint8Array): Sharp {
  return sharp(bytes, { failOn: 'error', limitInputPixels: MAX_PIXELS, sequentialRead: true });
}

async function readMetadata(bytes: Uint8Array, format: ImageFormat): Promise<Metadata> {
  try {
    return await open(bytes).metadata();
  } catch (error) {
    throw explain(error, format);
  }
}

function isStoredGrey({ space }: Metadata): boolean {
  return space === 'b-w' || space === 'grey16';
}

function explain(error: unknown, format: ImageFormat): UnreadableImage {
  if (error instanceof UnreadableImage) return error;
  const message = error instanceof Error ? error.message : String(error);
  if (/pixel limit|too large|dimensions/i.test(message)) {
    return new UnreadableImage(
      `The image has more than the limit of ${Math.round(MAX_PIXELS / 1e6)} million pixels.`,
      {
        cause: error,
      },
    );
  }
  if (/premature|truncat|end of|unexpected eof|not enough/i.test(message)) return truncated(format);
  return damaged(format, error);
}
