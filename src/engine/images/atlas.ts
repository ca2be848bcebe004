/**
 * Thumbnails: the centred square of every image at a few sizes, packed row by row into pages, one file a page. Image `i` of a
 * dataset is tile `i mod (columns x rows)` of page `i div (columns x rows)`, so nothing needs to be looked up.
 *
 * Pages are JPEG: its encoder takes a tenth of the time of WebP's, and 16-pixel blocks never straddle two tiles.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ThumbnailLevel } from '../../shared/datasets.ts';
import { writeFileAtomically } from '../library/atomic.ts';
import { decodeJpeg, encodeJpeg, readJpegHeader } from './decoders/jpeg.ts';

/** Side of a page in pixels: what every graphics processor takes as one texture. */
const PAGE_SIDE = 2048;
const QUALITY = 85;
/** Small for the map from afar, large for the gallery and the map from near. */
const TILES = [32, 128] as const;

export const THUMBNAIL_CONTENT_TYPE = 'image/jpeg';

export function thumbnailPageFile(folder: string, level: number, page: number): string {
  return join(folder, 'thumbnails', `${level}-${page}.jpg`);
}

/** The levels of a new dataset: large tiles only where images have that much to show. */
export function planThumbnails(medianShortSide: number): ThumbnailLevel[] {
  const tiles = TILES.filter((_, level) => level === 0 || medianShortSide > TILES[level - 1]!);
  return tiles.map((tile, level) => {
    const perSide = PAGE_SIDE / tile;
    return { level, tile, columns: perSide, rows: perSide, pages: 0 };
  });
}

/** Fills pages in the order of the images. What was added is on disk once `flush` has returned. */
export class AtlasWriter {
  readonly #folder: string;
  readonly #pages: OpenPage[];
  #images: number;
  /** Pages that have been written and can be filled again. */
  readonly #spare: Uint8Array[] = [];

  private constructor(folder: string, pages: OpenPage[], images: number) {
    this.#folder = folder;
    this.#pages = pages;
    this.#images = images;
  }

  /**
   * Opens the atlas of a dataset that has `images` images so far, to go on with its last pages.
   *
   * @param levels from `planThumbnails` for a new dataset, else those of its record
   */
  static async open(folder: string, levels: readonly ThumbnailLevel[], images: number): Promise<AtlasWriter> {
    const pages = levels.map(async (level) => {
      const capacity = level.columns * level.rows;
      const page = Math.floor(images / capacity);
      const isBegun = images % capacity > 0;
      const pixels = isBegun ? await readPage(thumbnailPageFile(folder, level.level, page)) : null;
      return { level, page, pixels: pixels ?? emptyPage(), isDirty: false, writing: Promise.resolve() };
    });
    return new AtlasWriter(folder, await Promise.all(pages), images);
  }

  /**
   * Adds the next image.
   *
   * @param tiles for each level `[tile, tile, 3]`
   */
  add(tiles: readonly Uint8Array[]): void {
    for (const [index, open] of this.#pages.entries()) {
      const { tile, columns, rows } = open.level;
      const slot = this.#images % (columns * rows);
      copyTile(tiles[index]!, tile, open.pixels, slot % columns, Math.floor(slot / columns));
      open.isDirty = true;
      if (slot + 1 === columns * rows) {
        this.#write(open, true);
        open.page += 1;
        open.pixels = this.#spare.pop()?.fill(0) ?? emptyPage();
      }
    }
    this.#images += 1;
  }

  /**
   * Writes the pages that are only partly filled. Resolves when all that was added before is on disk; what is added meanwhile
   * may already show on a page, which does no harm.
   */
  async flush(): Promise<void> {
    for (const open of this.#pages) if (open.isDirty) this.#write(open);
    await Promise.all(this.#pages.map(({ writing }) => writing));
  }

  /** Waits for what is being written, whatever becomes of it. */
  async close(): Promise<void> {
    await Promise.allSettled(this.#pages.map(({ writing }) => writing));
  }

  /** The levels with as many pages as there are now. */
  levels(): ThumbnailLevel[] {
    return this.#pages.map(({ level }) => ({
      ...level,
      pages: Math.ceil(this.#images / (level.columns * level.rows)),
    }));
  }

  /** Writes of one level follow one another, so that an early state of a page never lands on a later one. */
  #write(open: OpenPage, isFull = false): void {
    const { level, page, pixels } = open;
    open.isDirty = false;
    open.writing = open.writing.then(async () => {
      const bytes = await encodeJpeg(pixels, PAGE_SIDE, PAGE_SIDE, QUALITY);
      if (isFull) this.#spare.push(pixels);
      await writeFileAtomically(thumbnailPageFile(this.#folder, level.level, page), bytes);
    });
    // Whoever flushes hears of an error; until then it is not unheard.
    open.writing.catch(() => undefined);
  }
}

interface OpenPage {
  level: ThumbnailLevel;
  page: number;
  /** `[PAGE_SIDE, PAGE_SIDE, 3]` */
  pixels: Uint8Array;
  isDirty: boolean;
  writing: Promise<void>;
}

function emptyPage(): Uint8Array {
  return new Uint8Array(PAGE_SIDE * PAGE_SIDE * 3);
}

/** The pixels of a page; null when it is lost or damaged, which costs thumbnails and nothing else. */
async function readPage(path: string): Promise<Uint8Array | null> {
  try {
    const bytes = await readFile(path);
    const header = readJpegHeader(bytes);
    const isPage = header.width === PAGE_SIDE && header.height === PAGE_SIDE;
    return isPage ? (decodeJpeg(bytes, header, 3)?.data ?? null) : null;
  } catch {
    return null;
  }
}

/** Four bytes at a time: rows of tiles are short, and a loop of our own is several times as fast as a call for each. */
function copyTile(pixels: Uint8Array, tile: number, page: Uint8Array, column: number, row: number): void {
  const source = new Uint32Array(pixels.buffer, pixels.byteOffset, pixels.length / 4);
  const target = new Uint32Array(page.buffer, page.byteOffset, page.length / 4);
  const rowWords = (tile * 3) / 4;
  const pageWords = (PAGE_SIDE * 3) / 4;
  for (let y = 0, from = 0; y < tile; y++) {
    let to = (row * tile + y) * pageWords + column * rowWords;
    for (let x = 0; x < rowWords; x++) target[to++] = source[from++]!;
  }
}
