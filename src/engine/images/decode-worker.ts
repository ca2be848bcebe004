/** A thread of the decoding pool: takes the bytes of files, gives back what a dataset needs of them. */
import { hash } from 'node:crypto';
import { parentPort, workerData } from 'node:worker_threads';
import { decodeImage, type DecodedImage, readHeader, recogniseFormat } from './decode.ts';
import type { ImageFormat } from './formats.ts';
import { PixelBudget } from './pixel-budget.ts';
import { resizeSquare, squarePlanes } from './resize.ts';
import { UnreadableImage } from './unreadable.ts';

/** What is to be made of every image. */
export interface DecodeRequest {
  /** Pixels of the centred square; `channels` null leaves grey grey and colour coloured. */
  pixels: { size: number; channels: 1 | 3 | null } | null;
  /** Sides of the thumbnails, in pixels. */
  tiles: readonly number[];
}

export interface DecodeJob {
  id: number;
  request: DecodeRequest;
  files: { name: string; bytes: Uint8Array }[];
}

export interface ReadImage {
  /** First 128 bits of the SHA-256 of the file's bytes, in hexadecimal. */
  id: string;
  width: number;
  height: number;
  /** As stored: 1 for grey. */
  channels: 1 | 3;
  format: ImageFormat;
  /** `[channels, size, size]`, when asked for. */
  pixels: Uint8Array | null;
  /** For each size asked for, `[tile, tile, 3]`. */
  tiles: Uint8Array[];
}

/** An image, or why there is none. */
export type DecodeOutcome = ReadImage | { reason: string };

export interface DecodeReply {
  id: number;
  outcomes: DecodeOutcome[];
}

const budget = new PixelBudget(workerData as SharedArrayBuffer);

parentPort!.on('message', async ({ id, files, request }: DecodeJob) => {
  const outcomes: DecodeOutcome[] = [];
  for (const { name, bytes } of files) outcomes.push(await readImage(bytes, name, request));
  const reply: DecodeReply = { id, outcomes };
  const buffers = new Set<ArrayBuffer>();
  for (const outcome of outcomes) {
    if ('reason' in outcome) continue;
    for (const { buffer } of outcome.tiles) buffers.add(buffer as ArrayBuffer);
    if (outcome.pixels) buffers.add(outcome.pixels.buffer as ArrayBuffer);
  }
  parentPort!.postMessage(reply, [...buffers]);
});

async function readImage(bytes: Uint8Array, name: string, request: DecodeRequest): Promise<DecodeOutcome> {
  try {
    const format = recogniseFormat(bytes, name);
    const image = await decodeWithinBudget(bytes, name, format);
    const { width, height } = image.fullSize ?? image;
    const { channels } = image;
    return {
      id: hash('sha256', bytes, 'hex').slice(0, 32),
      width,
      height,
      channels,
      format,
      pixels: request.pixels && squarePlanes(image, request.pixels.size, request.pixels.channels),
      tiles: makeTiles(image, request.tiles),
    };
  } catch (error) {
    if (error instanceof UnreadableImage) return { reason: error.reason };
    // Memory that cannot be had is this image's trouble; anything else would be ours, and is still no reason to stop the rest.
    return {
      reason: `The image cannot be decoded (${error instanceof Error ? error.message : String(error)}).`,
    };
  }
}

async function decodeWithinBudget(
  bytes: Uint8Array,
  name: string,
  format: ImageFormat,
): Promise<DecodedImage> {
  const { width, height } = await readHeader(bytes, name);
  return budget.spend(width * height, () => decodeImage(bytes, format));
}

/** Each smaller tile is made from the next larger one. */
function makeTiles(image: DecodedImage, sizes: readonly number[]): Uint8Array[] {
  const tiles = new Map<number, Uint8Array>();
  let source = image;
  for (const size of sizes.toSorted((a, b) => b - a)) {
    const data = resizeSquare(source, size);
    source = { width: size, height: size, channels: image.channels, data };
    // An image that has the tile's size already is passed through: the decoder's own memory, which cannot be moved.
    tiles.set(size, image.channels === 3 ? (data === image.data ? Uint8Array.from(data) : data) : spreadGrey(data));
  }
  return sizes.map((size) => tiles.get(size)!);
}

function spreadGrey(grey: Uint8Array): Uint8Array {
  const rgb = new Uint8Array(grey.length * 3);
  for (let i = 0, to = 0; i < grey.length; i++) {
    rgb[to++] = grey[i]!;
    rgb[to++] = grey[i]!;
    rgb[to++] = grey[i]!;
  }
  return rgb;
}
