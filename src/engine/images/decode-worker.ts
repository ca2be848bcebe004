/** A thread of the decoding pool: takes the bytes of files, gives back what a dataset needs of them. */
import { hash } from 'node:crypto';
import { parentPort, workerData } from 'node:worker_threads';
import { type Appearance, appearanceOf } from './appearance.ts';
import { decodeImage, type DecodedImage, readHeader, ReusedMemory } from './decode.ts';
import type { ImageFormat } from './formats.ts';
import { PixelBudget } from './pixel-budget.ts';
import { resizeSquare, squarePlanes } from './resize.ts';
import { SKETCH_BYTES, sketchOf } from './sketch.ts';
import { UnreadableImage } from './unreadable.ts';

/** What is to be made of every image. */
export interface DecodeRequest {
  /** Pixels of the centred square; `channels` null leaves grey grey and colour coloured. */
  pixels: { size: number; channels: 1 | 3 | null } | null;
  /** Sides of the thumbnails, in pixels. */
  tiles: readonly number[];
  /** Whether a sketch of the whole image is wanted. */
  sketch?: boolean;
  /** Whether the whole image is to be measured. */
  appearance?: boolean;
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
  /** What `sketchOf` gives, when asked for. */
  sketch: Uint8Array | null;
  /** What `appearanceOf` gives, when asked for. */
  appearance: Appearance | null;
}

/** An image, or why there is none. */
export type DecodeOutcome = ReadImage | { reason: string };

/** Asks a thread to end once it is done with the picture in its hands. */
export const CLOSE = 'close';

export interface DecodeReply {
  id: number;
  outcomes: DecodeOutcome[];
}

const budget = new PixelBudget(workerData as SharedArrayBuffer);
const memory = new ReusedMemory();

let working = 0;
let closing = false;

/** A thread that is terminated while a native decoder works for it takes the whole process along; so it ends by itself. */
parentPort!.on('message', async (message: DecodeJob | typeof CLOSE) => {
  if (message === CLOSE) closing = true;
  else {
    working++;
    await answer(message);
    working--;
  }
  if (closing && working === 0) parentPort!.close();
});

async function answer({ id, files, request }: DecodeJob): Promise<void> {
  const room = new Room(files.length * bytesWanted(request));
  const outcomes: DecodeOutcome[] = [];
  for (const file of files) {
    if (closing) return;
    outcomes.push(await readImage(file, request, room));
  }
  const reply: DecodeReply = { id, outcomes };
  parentPort!.postMessage(reply, [room.buffer]);
}

/** One piece of memory for the results of a whole job: moving it between threads costs as much as moving one of its parts. */
class Room {
  readonly buffer: ArrayBuffer;
  #used = 0;

  constructor(bytes: number) {
    this.buffer = new ArrayBuffer(bytes);
  }

  take(bytes: number): Uint8Array {
    this.#used += bytes;
    return new Uint8Array(this.buffer, this.#used - bytes, bytes);
  }

  keep(values: Uint8Array): Uint8Array {
    const kept = this.take(values.length);
    kept.set(values);
    return kept;
  }
}

/** Bytes of one image's results at most. */
function bytesWanted({ pixels, tiles, sketch }: DecodeRequest): number {
  const squares = pixels ? [pixels.size, ...tiles] : tiles;
  return squares.reduce((sum, side) => sum + side * side * 3, sketch ? SKETCH_BYTES : 0);
}

async function readImage(
  { name, bytes }: DecodeJob['files'][number],
  request: DecodeRequest,
  room: Room,
): Promise<DecodeOutcome> {
  try {
    const { format, ...size } = await readHeader(bytes, name);
    const image = await budget.spend(size.width * size.height, () => decodeImage(bytes, format, memory));
    const { width, height } = image.fullSize ?? image;
    return {
      id: hash('sha256', bytes, 'hex').slice(0, 32),
      width,
      height,
      channels: image.channels,
      format,
      pixels: request.pixels && room.keep(squarePlanes(image, request.pixels.size, request.pixels.channels)),
      tiles: makeTiles(image, request.tiles, room),
      sketch: request.sketch ? room.keep(sketchOf(image)) : null,
      appearance: request.appearance ? appearanceOf(image) : null,
    };
  } catch (error) {
    if (error instanceof UnreadableImage) return { reason: error.reason };
    // Memory that cannot be had is this image's trouble; anything else would be ours, and is still no reason to stop the rest.
    return {
      reason: `The image cannot be decoded (${error instanceof Error ? error.message : String(error)}).`,
    };
  }
}

/** Each smaller tile is made from the next larger one. */
function makeTiles(image: DecodedImage, sizes: readonly number[], room: Room): Uint8Array[] {
  const tiles = new Map<number, Uint8Array>();
  let source = image;
  for (const size of sizes.toSorted((a, b) => b - a)) {
    const tile = room.take(size * size * 3);
    const isGrey = image.channels === 1;
    const data = isGrey ? resizeSquare(source, size) : resizeSquare(source, size, tile);
    if (isGrey) spreadGrey(data, tile);
    tiles.set(size, tile);
    source = { width: size, height: size, channels: image.channels, data };
  }
  return sizes.map((size) => tiles.get(size)!);
}

function spreadGrey(grey: Uint8Array, rgb: Uint8Array): void {
  for (let i = 0, to = 0; i < grey.length; i++) {
    rgb[to++] = grey[i]!;
    rgb[to++] = grey[i]!;
    rgb[to++] = grey[i]!;
  }
}
