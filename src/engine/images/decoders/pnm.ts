/** PBM, PGM and PPM, plain and raw, with up to 16 bits a sample. Specification: https://netpbm.sourceforge.net/doc/ */
import type { DecodedImage } from '../decode.ts';
import { damaged, truncated } from '../unreadable.ts';

export interface PnmHeader {
  width: number;
  height: number;
  channels: 1 | 3;
  /** 1 to 6, the digit of the magic number. */
  kind: number;
  /** The value of white. */
  maximum: number;
  /** Where the pixels begin. */
  offset: number;
}

const NEWLINE = 0x0a;
const HASH = 0x23;
const ZERO = 0x30;
const NINE = 0x39;

/** @throws UnreadableImage */
export function readPnmHeader(bytes: Uint8Array): PnmHeader {
  const kind = bytes[1]! - ZERO;
  const numbers = new NumberReader(bytes, 2);
  const width = numbers.next();
  const height = numbers.next();
  const isBitmap = kind === 1 || kind === 4;
  const maximum = isBitmap ? 1 : numbers.next();
  if (maximum < 1 || maximum > 65535) throw damaged('pnm');
  // Exactly one white character separates the header from raw pixels.
  return { width, height, channels: kind === 3 || kind === 6 ? 3 : 1, kind, maximum, offset: numbers.at + 1 };
}

/** @throws UnreadableImage */
export function decodePnm(bytes: Uint8Array, header: PnmHeader): DecodedImage {
  const { width, height, channels, kind, maximum, offset } = header;
  const samples = width * height * channels;
  const data = new Uint8Array(samples);
  if (kind === 1) readPlainBits(bytes, offset, data);
  else if (kind === 2 || kind === 3) {
    const numbers = new NumberReader(bytes, offset);
    for (let i = 0; i < samples; i++) data[i] = toByte(numbers.next(), maximum);
  } else if (kind === 4) {
    const rowBytes = (width + 7) >> 3;
    if (offset + rowBytes * height > bytes.length) throw truncated('pnm');
    for (let y = 0, to = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const isBlack = (bytes[offset + y * rowBytes + (x >> 3)]! >> (7 - (x & 7))) & 1;
        data[to++] = isBlack ? 0 : 255;
      }
    }
  } else {
    const size = maximum > 255 ? 2 : 1;
    if (offset + samples * size > bytes.length) throw truncated('pnm');
    if (maximum === 255) data.set(bytes.subarray(offset, offset + samples));
    else if (size === 1) for (let i = 0; i < samples; i++) data[i] = toByte(bytes[offset + i]!, maximum);
    else {
      for (let i = 0, from = offset; i < samples; i++, from += 2) {
        data[i] = toByte((bytes[from]! << 8) | bytes[from + 1]!, maximum);
      }
    }
  }
  return { width, height, channels, data };
}

function toByte(value: number, maximum: number): number {
  return Math.min(255, Math.round((value * 255) / maximum));
}

/** Plain bitmaps may leave out the space between their digits. */
function readPlainBits(bytes: Uint8Array, offset: number, data: Uint8Array): void {
  let at = offset - 1;
  for (let i = 0; i < data.length; i++) {
    while (at < bytes.length && bytes[at] !== ZERO && bytes[at] !== ZERO + 1) at++;
    if (at >= bytes.length) throw truncated('pnm');
    data[i] = bytes[at++] === ZERO ? 255 : 0;
  }
}

/** Reads decimal numbers between white space and comments. */
class NumberReader {
  readonly #bytes: Uint8Array;
  /** The position after the last number. */
  at: number;

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes;
    this.at = at;
  }

  /** @throws UnreadableImage at the end of the file, or where there is no number. */
  next(): number {
    const bytes = this.#bytes;
    let byte = bytes[this.at];
    while (byte !== undefined && byte <= 0x20) byte = bytes[++this.at];
    while (byte === HASH) {
      while (byte !== undefined && byte !== NEWLINE) byte = bytes[++this.at];
      while (byte !== undefined && byte <= 0x20) byte = bytes[++this.at];
    }
    if (byte === undefined) throw truncated('pnm');
    if (byte < ZERO || byte > NINE) throw damaged('pnm');
    let value = 0;
    while (byte !== undefined && byte >= ZERO && byte <= NINE) {
      value = value * 10 + byte - ZERO;
      byte = bytes[++this.at];
    }
    return value;
  }
}
