/**
 * Windows bitmaps: 1, 4, 8, 16, 24 and 32 bits a pixel, run-length coded or not, upright or upside down.
 * Format: "Bitmap Storage", https://learn.microsoft.com/windows/win32/gdi/bitmap-storage
 */
import { type DecodedImage, flattenOnWhite } from '../decode.ts';
import { damaged, truncated, UnreadableImage } from '../unreadable.ts';

export interface BmpHeader {
  width: number;
  height: number;
  topDown: boolean;
  bits: number;
  compression: number;
  /** Where the pixels begin. */
  offset: number;
  /** Red, green, blue and alpha of pixels of 16 and 32 bits. */
  masks: [number, number, number, number];
  /** `[256, 3]`, RGB. */
  palette: Uint8Array;
}

const FILE_HEADER_BYTES = 14;
const CORE_HEADER_BYTES = 12;
const INFO_HEADER_BYTES = 40;
const UNCOMPRESSED = 0;
const RLE8 = 1;
const RLE4 = 2;
const BIT_FIELDS = 3;
const ALPHA_BIT_FIELDS = 6;

/** @throws UnreadableImage */
export function readBmpHeader(bytes: Uint8Array): BmpHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < FILE_HEADER_BYTES + CORE_HEADER_BYTES) throw truncated('bmp');
  const size = view.getUint32(FILE_HEADER_BYTES, true);
  if (bytes.length < FILE_HEADER_BYTES + size) throw truncated('bmp');
  const offset = view.getUint32(10, true);
  const isCore = size === CORE_HEADER_BYTES;
  const signedHeight = isCore ? view.getUint16(20, true) : view.getInt32(22, true);
  const bits = view.getUint16(isCore ? 24 : 28, true);
  const compression = isCore ? UNCOMPRESSED : view.getUint32(30, true);

  const hasMasks = compression === BIT_FIELDS || compression === ALPHA_BIT_FIELDS;
  let masks: BmpHeader['masks'] =
    bits === 16 ? [0x7c00, 0x03e0, 0x001f, 0] : [0xff0000, 0x00ff00, 0x0000ff, 0];
  if (hasMasks) {
    const at = FILE_HEADER_BYTES + INFO_HEADER_BYTES;
    const hasAlpha = size >= 56 || compression === ALPHA_BIT_FIELDS;
    if (bytes.length < at + (hasAlpha ? 16 : 12)) throw truncated('bmp');
    const mask = (index: number) => view.getUint32(at + index * 4, true);
    masks = [mask(0), mask(1), mask(2), hasAlpha ? mask(3) : 0];
  }

  const paletteAt = FILE_HEADER_BYTES + size + (hasMasks && size === INFO_HEADER_BYTES ? 12 : 0);
  const entryBytes = isCore ? 3 : 4;
  const palette = new Uint8Array(256 * 3);
  const entries = bits > 8 ? 0 : Math.min(1 << bits, Math.floor((offset - paletteAt) / entryBytes));
  for (let i = 0; i < entries; i++) {
    for (let c = 0; c < 3; c++) palette[i * 3 + c] = bytes[paletteAt + i * entryBytes + 2 - c] ?? 0;
  }
  return {
    width: isCore ? view.getUint16(18, true) : view.getInt32(18, true),
    height: Math.abs(signedHeight),
    topDown: signedHeight < 0,
    bits,
    compression,
    offset,
    masks,
    palette,
  };
}

/** @throws UnreadableImage */
export function decodeBmp(bytes: Uint8Array, header: BmpHeader): DecodedImage {
  const { width, height, bits, compression } = header;
  if (compression === RLE8 || compression === RLE4) {
    return { width, height, channels: 3, data: lookUp(unpackRuns(bytes, header), header) };
  }
  if (compression !== UNCOMPRESSED && compression !== BIT_FIELDS && compression !== ALPHA_BIT_FIELDS) {
    throw new UnreadableImage('The BMP file is compressed in a way that is not read; save it as PNG.');
  }
  const rowBytes = Math.ceil((width * bits) / 32) * 4;
  if (header.offset + rowBytes * height > bytes.length) throw truncated('bmp');
  if (bits === 1 || bits === 4 || bits === 8) {
    return { width, height, channels: 3, data: lookUp(unpackIndices(bytes, header, rowBytes), header) };
  }
  if (bits === 24) return { width, height, channels: 3, data: swapBlueAndRed(bytes, header, rowBytes) };
  if (bits === 16 || bits === 32) {
    const rgba = spreadMasks(bytes, header, rowBytes);
    return { width, height, channels: 3, data: flattenOnWhite(rgba, 3) };
  }
  throw damaged('bmp');
}

/** The row of the file that holds row `y` of the picture. */
function storedRow({ height, topDown }: BmpHeader, y: number): number {
  return topDown ? y : height - 1 - y;
}

function unpackIndices(bytes: Uint8Array, header: BmpHeader, rowBytes: number): Uint8Array {
  const { width, height, bits, offset } = header;
  const indices = new Uint8Array(width * height);
  const mask = (1 << bits) - 1;
  for (let y = 0, to = 0; y < height; y++) {
    const row = offset + storedRow(header, y) * rowBytes;
    for (let x = 0; x < width; x++) {
      const bit = x * bits;
      indices[to++] = (bytes[row + (bit >> 3)]! >> (8 - bits - (bit & 7))) & mask;
    }
  }
  return indices;
}

function lookUp(indices: Uint8Array, { palette }: BmpHeader): Uint8Array {
  const data = new Uint8Array(indices.length * 3);
  for (let i = 0, to = 0; i < indices.length; i++) {
    const from = indices[i]! * 3;
    data[to++] = palette[from]!;
    data[to++] = palette[from + 1]!;
    data[to++] = palette[from + 2]!;
  }
  return data;
}

/** Runs of equal pixels, literal stretches, and the escapes for end of line (0), end of picture (1) and a jump (2). */
function unpackRuns(bytes: Uint8Array, header: BmpHeader): Uint8Array {
  const { width, height, compression, offset } = header;
  const indices = new Uint8Array(width * height);
  const nibbles = compression === RLE4;
  let at = offset;
  let x = 0;
  let y = 0;
  const put = (index: number) => {
    if (x < width && y < height) indices[storedRow(header, y) * width + x] = index;
    x++;
  };
  while (at + 2 <= bytes.length) {
    const count = bytes[at++]!;
    const value = bytes[at++]!;
    if (count > 0) {
      for (let i = 0; i < count; i++) put(nibbles ? (i & 1 ? value & 15 : value >> 4) : value);
    } else if (value === 0) {
      x = 0;
      y++;
    } else if (value === 1) {
      return indices;
    } else if (value === 2) {
      x += bytes[at++] ?? 0;
      y += bytes[at++] ?? 0;
    } else {
      for (let i = 0; i < value; i++) {
        const byte = bytes[at + (nibbles ? i >> 1 : i)];
        if (byte === undefined) throw truncated('bmp');
        put(nibbles ? (i & 1 ? byte & 15 : byte >> 4) : byte);
      }
      const literal = nibbles ? (value + 1) >> 1 : value;
      at += literal + (literal & 1);
    }
  }
  throw truncated('bmp');
}

function swapBlueAndRed(bytes: Uint8Array, header: BmpHeader, rowBytes: number): Uint8Array {
  const { width, height, offset } = header;
  const data = new Uint8Array(width * height * 3);
  for (let y = 0, to = 0; y < height; y++) {
    let from = offset + storedRow(header, y) * rowBytes;
    for (let x = 0; x < width; x++, from += 3) {
      data[to++] = bytes[from + 2]!;
      data[to++] = bytes[from + 1]!;
      data[to++] = bytes[from]!;
    }
  }
  return data;
}

function spreadMasks(bytes: Uint8Array, header: BmpHeader, rowBytes: number): Uint8Array {
  const { width, height, bits, offset, masks } = header;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const shifts = masks.map((mask) => (mask === 0 ? 0 : 31 - Math.clz32(mask & -mask)));
  const whites = masks.map((mask, i) => mask >>> shifts[i]!);
  const rgba = new Uint8Array(width * height * 4);
  let seen = 0;
  for (let y = 0, to = 0; y < height; y++) {
    let from = offset + storedRow(header, y) * rowBytes;
    for (let x = 0; x < width; x++, from += bits >> 3) {
      const pixel = bits === 16 ? view.getUint16(from, true) : view.getUint32(from, true);
      for (let c = 0; c < 4; c++) {
        const white = whites[c]!;
        const value = (pixel & masks[c]!) >>> shifts[c]!;
        rgba[to++] = white === 0 ? 255 : Math.round((value * 255) / white);
      }
      seen |= rgba[to - 1]!;
    }
  }
  // Many programs declare an alpha channel and leave it empty; a wholly transparent picture is not what they mean.
  if (seen === 0) for (let i = 3; i < rgba.length; i += 4) rgba[i] = 255;
  return rgba;
}
