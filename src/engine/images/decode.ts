/**
 * From a file's bytes to upright pixels, grey or RGB, 8 bits. Which decoder reads what was chosen by measurement
 * (docs/images.md). Whatever is wrong with a file comes out as `UnreadableImage` with a reason in plain words.
 */
import { decodeBmp, readBmpHeader } from './decoders/bmp.ts';
import { decodeJpeg, readJpegHeader } from './decoders/jpeg.ts';
import { decodePng, pngChannels, readPngHeader } from './decoders/png.ts';
import { decodePnm, readPnmHeader } from './decoders/pnm.ts';
import { orient } from './exif.ts';
import { type ImageFormat, SNIFF_BYTES, sniffFormat, unreadableKind } from './formats.ts';
import { checkDimensions, SHRINK_PIXELS, UnreadableImage } from './unreadable.ts';

export interface DecodedImage {
  width: number;
  height: number;
  channels: 1 | 3;
  /** `[height, width, channels]`, interleaved. */
  data: Uint8Array;
  /** Levels that the decoder loses on average in each channel; the resizer puts them back. */
  lost?: readonly number[];
  /** Of a huge image that was shrunk while it was decoded: its own width and height. */
  fullSize?: { width: number; height: number };
}

/** Memory that one image after the other is decoded into; fresh memory for each costs a tenth of the time. */
export class ReusedMemory {
  #buffer = Buffer.alloc(0);

  /** Invalidates what was taken before. */
  take(bytes: number): Buffer {
    if (bytes > LARGEST_REUSED) return Buffer.allocUnsafeSlow(bytes);
    if (bytes > this.#buffer.length) this.#buffer = Buffer.allocUnsafeSlow(bytes);
    return this.#buffer.subarray(0, bytes);
  }
}

/** Larger images are few, and their memory should not stay taken. */
const LARGEST_REUSED = 16 * 2 ** 20;

/** Loaded when first needed: most folders hold nothing but JPEG or PNG, and libvips takes a third of a thread's start. */
const vips = () => import('./decoders/vips.ts');

export interface ImageHeader {
  format: ImageFormat;
  /** As displayed, after EXIF orientation. */
  width: number;
  height: number;
  /** 1 for what is stored grey. Formats and palettes that have no grey are known only once their pixels are seen: 3. */
  channels: 1 | 3;
}

/**
 * What kind of image the bytes are.
 *
 * @param name the file's name, for the reason when they are none.
 * @throws UnreadableImage
 */
export function recogniseFormat(bytes: Uint8Array, name = ''): ImageFormat {
  if (bytes.length === 0) throw new UnreadableImage('The file is empty.');
  const format = sniffFormat(bytes.subarray(0, SNIFF_BYTES));
  // Raw camera files are TIFF inside, with a small preview where the picture should be.
  if (format !== null && format !== 'tiff') return format;
  const kind = unreadableKind(name) ?? (isHeic(bytes) ? 'HEIC' : null);
  if (kind !== null) throw new UnreadableImage(`This is ${kind}, which is not read; save it as JPEG or PNG.`);
  if (format === null) throw new UnreadableImage('The content is no image of a known kind.');
  return format;
}

/** Size and channels without decoding the pixels; the first 64 kB of a file mostly suffice. @throws UnreadableImage */
export async function readHeader(bytes: Uint8Array, name = ''): Promise<ImageHeader> {
  const format = recogniseFormat(bytes, name);
  switch (format) {
    case 'jpeg': {
      const { width, height, channels, orientation } = readJpegHeader(bytes);
      const upright = orientation < 5 ? { width, height } : { width: height, height: width };
      return { format, ...upright, channels: channels ?? 3 };
    }
    case 'png': {
      const header = readPngHeader(bytes);
      return { format, width: header.width, height: header.height, channels: pngChannels(header) };
    }
    case 'pnm': {
      const { width, height, channels } = readPnmHeader(bytes);
      return { format, width, height, channels };
    }
    case 'bmp': {
      const { width, height } = readBmpHeader(bytes);
      return { format, width, height, channels: 3 };
    }
    default:
      return { format, ...(await (await vips()).readVipsHeader(bytes, format)) };
  }
}

/**
 * Decodes the first frame of an image: upright, transparency laid on white, 16 bits and CMYK converted.
 *
 * Stored grey stays one channel. What cannot be stored grey (palettes, GIF, WebP) becomes one channel when no pixel has a colour;
 * grey pictures stored as RGB stay RGB.
 *
 * @param memory for whoever decodes many images and is done with each before the next: the pixels may lie in it
 * @throws UnreadableImage
 */
export async function decodeImage(
  bytes: Uint8Array,
  format: ImageFormat,
  memory?: ReusedMemory,
): Promise<DecodedImage> {
  switch (format) {
    case 'jpeg': {
      const header = readJpegHeader(bytes);
      const { width, height, channels } = header;
      checkDimensions(width, height, format);
      const isUsual = channels !== null && width * height <= SHRINK_PIXELS;
      const decoded = isUsual
        ? decodeJpeg(bytes, header, channels, memory?.take(width * height * channels))
        : null;
      return decoded ? orient(decoded, header.orientation) : (await vips()).decodeByVips(bytes, format);
    }
    case 'png': {
      const header = readPngHeader(bytes);
      checkDimensions(header.width, header.height, format);
      const isUsual = header.width * header.height <= SHRINK_PIXELS;
      const decoded =
        (isUsual ? decodePng(bytes, header) : null) ?? (await (await vips()).decodeByVips(bytes, format));
      return header.colourType === 3 ? greyWhenColourless(decoded) : decoded;
    }
    case 'pnm': {
      const header = readPnmHeader(bytes);
      checkDimensions(header.width, header.height, format, SHRINK_PIXELS);
      return decodePnm(bytes, header);
    }
    case 'bmp': {
      const header = readBmpHeader(bytes);
      checkDimensions(header.width, header.height, format, SHRINK_PIXELS);
      const decoded = decodeBmp(bytes, header);
      return header.bits <= 8 ? greyWhenColourless(decoded) : decoded;
    }
    case 'tiff':
      return (await vips()).decodeByVips(bytes, format);
    case 'gif':
    case 'webp':
    case 'avif':
      return greyWhenColourless(await (await vips()).decodeByVips(bytes, format));
  }
}

/**
 * Lays transparent pixels on white.
 *
 * @param pixels interleaved, `channels` and then alpha.
 */
export function flattenOnWhite(pixels: Uint8Array, channels: 1 | 3): Uint8Array {
  const samples = channels + 1;
  const count = pixels.length / samples;
  const data = new Uint8Array(count * channels);
  for (let i = 0, to = 0, from = 0; i < count; i++, from += samples) {
    const alpha = pixels[from + channels]!;
    for (let c = 0; c < channels; c++) {
      data[to++] =
        alpha === 255
          ? pixels[from + c]!
          : Math.round((pixels[from + c]! * alpha + 255 * (255 - alpha)) / 255);
    }
  }
  return data;
}

function greyWhenColourless(image: DecodedImage): DecodedImage {
  const { data, channels, width, height } = image;
  if (channels === 1) return image;
  for (let i = 0; i < data.length; i += 3) {
    if (data[i] !== data[i + 1] || data[i] !== data[i + 2]) return image;
  }
  const grey = new Uint8Array(width * height);
  for (let i = 0; i < grey.length; i++) grey[i] = data[i * 3]!;
  return { ...image, channels: 1, data: grey };
}

function isHeic(bytes: Uint8Array): boolean {
  const text = String.fromCharCode(...bytes.subarray(4, 64));
  return text.startsWith('ftyp') && /hei[cxms]|hev[cx]|mif1|msf1/.test(text);
}
