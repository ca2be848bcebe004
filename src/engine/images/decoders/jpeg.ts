/**
 * JPEG by libjpeg-turbo: 8-bit grey and colour, baseline and progressive. Everything rarer (CMYK, 12 bits, RGB without the
 * usual transform) is left to libvips.
 */
import turbo from '@julusian/jpeg-turbo';
import type { DecodedImage } from '../decode.ts';
import { type Orientation, readOrientation } from '../exif.ts';
import { damaged, truncated } from '../unreadable.ts';

export interface JpegHeader {
  width: number;
  height: number;
  orientation: Orientation;
  /** 1 for grey, 3 for colour, null for a kind that libjpeg-turbo's simple interface does not turn into either. */
  channels: 1 | 3 | null;
}

const START_OF_SCAN = 0xda;
const EXIF = 0xe1;
const ADOBE = 0xee;
/** Baseline, extended sequential and progressive, all with Huffman coding. */
const USUAL_FRAMES = new Set([0xc0, 0xc1, 0xc2]);

/**
 * Levels that the fast inverse DCT loses on average, to be added to R, G and B. It drops the fraction where the accurate one
 * rounds (`IDESCALE` in libjpeg's jidctfst.c), so Y, Cb and Cr come out half a level low; through R = Y + 1.402 Cr,
 * G = Y - .344 Cb - .714 Cr and B = Y + 1.772 Cb that makes these. All of libjpeg-turbo's SIMD versions agree bit for bit.
 */
const LOST_COLOUR = [0.5 + 0.5 * 1.402, 0.5 - 0.5 * (0.344 + 0.714), 0.5 + 0.5 * 1.772] as const;
const LOST_GREY = [0.5] as const;

/** Reads the markers up to the frame header. @throws UnreadableImage */
export function readJpegHeader(bytes: Uint8Array): JpegHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let orientation: Orientation = 1;
  let isPlainRgb = false;
  let at = 2;
  while (at + 4 <= bytes.length) {
    if (bytes[at] !== 0xff) throw damaged('jpeg');
    const marker = bytes[at + 1]!;
    // Any number of fill bytes may stand before a marker; a few markers have no content.
    if (marker === 0xff) at += 1;
    else if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8)) at += 2;
    else {
      const length = view.getUint16(at + 2);
      const content = bytes.subarray(at + 4, at + 2 + length);
      if (marker === EXIF && startsWith(content, 'Exif\0'))
        orientation = readOrientation(content.subarray(6));
      if (marker === ADOBE && startsWith(content, 'Adobe')) isPlainRgb = content[11] === 0;
      if (isFrame(marker)) {
        if (content.length < 6) throw truncated('jpeg');
        const [precision, , , , , components] = content;
        const usual = USUAL_FRAMES.has(marker) && precision === 8 && !(isPlainRgb && components === 3);
        return {
          width: view.getUint16(at + 7),
          height: view.getUint16(at + 5),
          orientation,
          channels: usual && (components === 1 || components === 3) ? components : null,
        };
      }
      if (marker === START_OF_SCAN) throw damaged('jpeg');
      at += 2 + length;
    }
  }
  throw truncated('jpeg');
}

/** SOF0 to SOF15, without the three markers of that range that mean other things. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

function startsWith(bytes: Uint8Array, text: string): boolean {
  for (let i = 0; i < text.length; i++) if (bytes[i] !== text.charCodeAt(i)) return false;
  return true;
}

/**
 * Decodes, unturned. Returns null when libjpeg-turbo finds something wrong: libvips may know better, or say what it is.
 *
 * @param memory where the pixels go; new memory if left out
 */
export function decodeJpeg(
  bytes: Uint8Array,
  { width, height }: JpegHeader,
  channels: 1 | 3,
  memory: Buffer = Buffer.allocUnsafeSlow(width * height * channels),
): DecodedImage | null {
  try {
    const { data } = turbo.decompressSync(asBuffer(bytes), memory, {
      format: channels === 1 ? turbo.FORMAT_GRAY : turbo.FORMAT_RGB,
    });
    return { width, height, channels, data, lost: channels === 1 ? LOST_GREY : LOST_COLOUR };
  } catch {
    return null;
  }
}

/** @param rgb `[height, width, 3]` */
export function encodeJpeg(rgb: Uint8Array, width: number, height: number, quality: number): Promise<Buffer> {
  return turbo.compress(asBuffer(rgb), {
    format: turbo.FORMAT_RGB,
    width,
    height,
    quality,
    subsampling: turbo.SAMP_420,
  });
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
