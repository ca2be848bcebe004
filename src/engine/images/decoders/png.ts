/**
 * The usual PNG: 8 bits a channel or a palette, not interlaced. Data sets are full of small ones, for which libvips takes fifty
 * times as long as the inflating itself. The rest (16 bits, interlaced, turned by EXIF) is left to libvips.
 *
 * Specification: https://www.w3.org/TR/png-3/
 */
import { crc32, inflateSync } from 'node:zlib';
import { type DecodedImage, flattenOnWhite } from '../decode.ts';
import { damaged, truncated } from '../unreadable.ts';

export interface PngHeader {
  width: number;
  height: number;
  bitDepth: number;
  colourType: number;
  interlaced: boolean;
}

const SIGNATURE_BYTES = 8;
const GREY = 0;
const RGB = 2;
const PALETTE = 3;
const GREY_ALPHA = 4;
const RGB_ALPHA = 6;
const SAMPLES: Record<number, number> = {
  [GREY]: 1,
  [RGB]: 3,
  [PALETTE]: 1,
  [GREY_ALPHA]: 2,
  [RGB_ALPHA]: 4,
};

/** @throws UnreadableImage */
export function readPngHeader(bytes: Uint8Array): PngHeader {
  if (bytes.length < SIGNATURE_BYTES + 25) throw truncated('png');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const colourType = view.getUint8(25);
  if (!(colourType in SAMPLES)) throw damaged('png');
  return {
    width: view.getUint32(16),
    height: view.getUint32(20),
    bitDepth: view.getUint8(24),
    colourType,
    interlaced: view.getUint8(28) !== 0,
  };
}

/** 1 for what is stored grey; a palette is colour until its pixels have been seen. */
export function pngChannels({ colourType }: PngHeader): 1 | 3 {
  return colourType === GREY || colourType === GREY_ALPHA ? 1 : 3;
}

/**
 * Decodes, with transparency laid on white. Returns null for the kinds that this does not read.
 *
 * @throws UnreadableImage
 */
export function decodePng(bytes: Uint8Array, header: PngHeader): DecodedImage | null {
  const { width, height, bitDepth, colourType, interlaced } = header;
  const isPalette = colourType === PALETTE;
  if (interlaced || (bitDepth !== 8 && !(isPalette && bitDepth < 8))) return null;
  const chunks = readChunks(bytes);
  if (!chunks || (chunks.transparency && !isPalette)) return null;

  const samples = SAMPLES[colourType]!;
  const rowBytes = Math.ceil((width * samples * bitDepth) / 8);
  const rows = inflate(chunks.data, (rowBytes + 1) * height);
  const pixels = unfilter(rows, rowBytes, height, samples);
  if (isPalette) return { width, height, ...spreadPalette(pixels, header, rowBytes, chunks) };
  const channels = colourType === GREY || colourType === GREY_ALPHA ? 1 : 3;
  const data = samples > channels ? flattenOnWhite(pixels, channels) : pixels;
  return { width, height, channels, data };
}

interface Chunks {
  data: Uint8Array[];
  palette: Uint8Array | null;
  transparency: Uint8Array | null;
}

/** Collects what matters; null when the image is turned by an Exif block. */
function readChunks(bytes: Uint8Array): Chunks | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const chunks: Chunks = { data: [], palette: null, transparency: null };
  let at = SIGNATURE_BYTES;
  while (at + 12 <= bytes.length) {
    const length = view.getUint32(at);
    const end = at + 8 + length;
    if (end + 4 > bytes.length) throw truncated('png');
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    if (type === 'eXIf') return null;
    if (type === 'IEND') return chunks;
    if (type === 'IDAT' || type === 'PLTE' || type === 'tRNS') {
      if (crc32(bytes.subarray(at + 4, end)) !== view.getUint32(end)) throw damaged('png');
      const content = bytes.subarray(at + 8, end);
      if (type === 'IDAT') chunks.data.push(content);
      else if (type === 'PLTE') chunks.palette = content;
      else chunks.transparency = content;
    }
    at = end + 4;
  }
  throw truncated('png');
}

/** Inflates to exactly `length` bytes, so that a small file cannot ask for more memory than its header admits. */
function inflate(parts: Uint8Array[], length: number): Uint8Array {
  let rows: Uint8Array;
  try {
    rows = inflateSync(parts.length === 1 ? parts[0]! : Buffer.concat(parts), { maxOutputLength: length });
  } catch (error) {
    throw damaged('png', error);
  }
  if (rows.length < length) throw truncated('png');
  return rows;
}

/** Undoes the filter of every row (§9) and drops the byte that names it. */
function unfilter(rows: Uint8Array, rowBytes: number, height: number, step: number): Uint8Array {
  const out = new Uint8Array(rowBytes * height);
  for (let y = 0; y < height; y++) {
    const from = y * (rowBytes + 1) + 1;
    const to = y * rowBytes;
    const filter = rows[from - 1]!;
    out.set(rows.subarray(from, from + rowBytes), to);
    if (filter === 0) continue;
    if (filter === 1) undoSub(out, to, rowBytes, step);
    else if (filter === 2) undoUp(out, to, rowBytes);
    else if (filter === 3) undoAverage(out, to, rowBytes, step);
    else if (filter === 4) undoPaeth(out, to, rowBytes, step);
    else throw damaged('png');
  }
  return out;
}

function undoSub(out: Uint8Array, to: number, rowBytes: number, step: number): void {
  for (let i = to + step; i < to + rowBytes; i++) out[i] = out[i]! + out[i - step]!;
}

function undoUp(out: Uint8Array, to: number, rowBytes: number): void {
  if (to === 0) return;
  for (let i = to; i < to + rowBytes; i++) out[i] = out[i]! + out[i - rowBytes]!;
}

function undoAverage(out: Uint8Array, to: number, rowBytes: number, step: number): void {
  for (let i = to; i < to + rowBytes; i++) {
    const left = i - to < step ? 0 : out[i - step]!;
    const above = to === 0 ? 0 : out[i - rowBytes]!;
    out[i] = out[i]! + ((left + above) >> 1);
  }
}

function undoPaeth(out: Uint8Array, to: number, rowBytes: number, step: number): void {
  // In the first row the predictor is the pixel to the left, in the first column the one above.
  if (to === 0) return undoSub(out, to, rowBytes, step);
  for (let i = to; i < to + step; i++) out[i] = out[i]! + out[i - rowBytes]!;
  for (let i = to + step; i < to + rowBytes; i++) {
    const left = out[i - step]!;
    const above = out[i - rowBytes]!;
    const corner = out[i - rowBytes - step]!;
    const toLeft = Math.abs(above - corner);
    const toAbove = Math.abs(left - corner);
    const toCorner = Math.abs(left + above - 2 * corner);
    const nearest = toLeft <= toAbove && toLeft <= toCorner ? left : toAbove <= toCorner ? above : corner;
    out[i] = out[i]! + nearest;
  }
}

/** Looks every pixel up in the palette; grey when no pixel has a colour. */
function spreadPalette(
  indices: Uint8Array,
  { width, height, bitDepth }: PngHeader,
  rowBytes: number,
  { palette, transparency }: Chunks,
): { channels: 3; data: Uint8Array } {
  if (!palette) throw damaged('png');
  const colours = new Uint8Array(256 * 3);
  colours.set(palette.subarray(0, colours.length));
  for (let i = 0; i < (transparency?.length ?? 0); i++) {
    const alpha = transparency![i]!;
    for (let c = i * 3; c < i * 3 + 3; c++)
      colours[c] = Math.round((colours[c]! * alpha + 255 * (255 - alpha)) / 255);
  }
  const data = new Uint8Array(width * height * 3);
  const mask = (1 << bitDepth) - 1;
  let to = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const bit = x * bitDepth;
      const index = (indices[y * rowBytes + (bit >> 3)]! >> (8 - bitDepth - (bit & 7))) & mask;
      data[to++] = colours[index * 3]!;
      data[to++] = colours[index * 3 + 1]!;
      data[to++] = colours[index * 3 + 2]!;
    }
  }
  return { channels: 3, data };
}
