/**
 * Finds thumbnails and sends for those that are missing. Small ones come by the page: the smallest level's pages are kept whole,
 * as far as memory goes, so that panning among them loads nothing. Large ones are kept by the tile: images that lie together on
 * the map are scattered over many pages, of which only the tiles on the screen are worth keeping. A tile comes from its page where
 * several are wanted from there, and else as a picture by itself. The largest exist as pictures only.
 */
import type { ThumbnailLevel } from '../../shared/datasets.ts';
import { PictureLoader, type PictureDecoder, type PictureRequest } from './picture-loader.ts';
import { ThumbnailTier, type Placement } from './thumbnail-tier.ts';

/** What the map needs to know about a dataset's pictures. */
export interface MapImages {
  readonly count: number;
  /** The smallest tiles first. */
  readonly levels: readonly ThumbnailLevel[];
  /** All images are grey. */
  readonly grey: boolean;
  /** Median of the shorter sides of the pictures themselves, in pixels. */
  readonly shortSide: number;
  /** The address of a page. */
  pageUrl(level: number, page: number): string;
  /** The address of one picture, its longer side about `side` pixels. */
  imageUrl(image: number, side: number): string;
}

/** Bytes on the graphics card for whole pages of the smallest level, and for the single tiles of each larger size. */
const PAGE_BUDGET = 256e6;
const TILE_BUDGET = 48e6;
/** A tile may be shown this much larger than it is before a larger one is fetched. */
const STRETCH = 1.3;
/** Side of the largest tiles, which are made from the pictures themselves. */
const CLOSE_UP = 256;
/** A picture's longer side is asked for so much larger than the tile, as the tile is its centred square. */
const ASPECT = 1.5;
/** Tiles wanted from one page that make it worth decoding; always, where the pictures are larger than that themselves. */
const WORTH_A_PAGE = 3;
const LARGE_PICTURE = 800;
/** Decoded pictures taken in per frame: a page costs a few milliseconds. */
const PICTURES_PER_FRAME = 4;
const KEY_STRIDE = 2 ** 32;

export class ThumbnailSource {
  readonly #gl: WebGL2RenderingContext;
  readonly #images: MapImages;
  readonly #loader: PictureLoader;
  /** Made when first needed: one for each level, then the close-up. */
  readonly #tiers: (ThumbnailTier | null)[];
  /** Sides of the tiers' tiles. */
  readonly #sides: readonly number[];
  /** The images that were missing in this frame from the tier that suits. */
  readonly #wanted = new Set<number>();
  readonly #perPage = new Map<number, number>();
  #wantedTier = 0;
  #moving = false;

  /** `onChange` is called when more can be drawn than before. */
  constructor(gl: WebGL2RenderingContext, images: MapImages, onChange: () => void, decode?: PictureDecoder) {
    this.#gl = gl;
    this.#images = images;
    const sides = images.levels.map(({ tile }) => tile);
    if (images.shortSide > sides.at(-1)! * STRETCH) sides.push(CLOSE_UP);
    this.#sides = sides;
    this.#tiers = sides.map(() => null);
    this.#loader = new PictureLoader((key) => this.#requestOf(key), onChange, decode);
  }

  /** Whether pictures wait that the last frame had no time for. */
  get busy(): boolean {
    return this.#loader.waiting;
  }

  /** Bytes of all textures on the graphics card. */
  get bytes(): number {
    return this.#tiers.reduce((sum, tier) => sum + (tier?.bytes ?? 0), 0);
  }

  /** The textures of a tier, which `Placement.texture` counts. */
  textures(tier: number): readonly WebGLTexture[] {
    return this.#tiers[tier]?.textures ?? [];
  }

  /** The tier that suits a thumbnail of so many device pixels. */
  tierFor(pixels: number): number {
    for (let k = 0; k < this.#sides.length; k++) if (this.#sides[k]! * STRETCH >= pixels) return k;
    return this.#sides.length - 1;
  }

  /** Starts a frame: takes in what has arrived. While `moving`, large tiles are not sent for, as they would come too late. */
  begin(moving: boolean): void {
    this.#moving = moving;
    for (let k = 0; k < PICTURES_PER_FRAME; k++) {
      const loaded = this.#loader.take();
      if (loaded === null) break;
      this.#take(loaded.key, loaded.bitmap);
      loaded.bitmap.close();
    }
    for (const tier of this.#tiers) tier?.begin();
    this.#wanted.clear();
  }

  /**
   * Finds an image in the tier that suits, or for the time being in a smaller one, and notes what is missing.
   * Returns the tier in which it was found and writes down where; -1 when there is nothing to show yet.
   */
  find(image: number, suited: number, placement: Placement): number {
    for (let k = suited; k >= 0; k--) {
      if (this.#tiers[k]?.find(image, placement) ?? false) return k;
      if (k === 0) this.#loader.request(this.#tier(0).pageOf(image));
      else if (k === suited) {
        this.#wanted.add(image);
        this.#wantedTier = k;
      }
    }
    return -1;
  }

  /** Ends a frame: sends for the large tiles that were missing. */
  end(): void {
    if (this.#moving || this.#wanted.size === 0 || this.#loader.full) return;
    const k = this.#wantedTier;
    const tier = this.#tier(k);
    const paged = k < this.#images.levels.length;
    this.#perPage.clear();
    if (paged) {
      for (const image of this.#wanted) {
        const page = tier.pageOf(image);
        this.#perPage.set(page, (this.#perPage.get(page) ?? 0) + 1);
      }
    }
    const worth = this.#images.shortSide > LARGE_PICTURE ? 1 : WORTH_A_PAGE;
    for (const image of this.#wanted) {
      if (this.#loader.full) return;
      const page = tier.pageOf(image);
      if ((this.#perPage.get(page) ?? 0) >= worth) this.#loader.request(2 * k * KEY_STRIDE + page);
      else this.#loader.request((2 * k + 1) * KEY_STRIDE + image);
    }
  }

  dispose(): void {
    this.#loader.dispose();
    for (const tier of this.#tiers) tier?.dispose();
  }

  /** Keys are twice the tier for a page, one more for a picture by itself, in front of its number. */
  #requestOf(key: number): PictureRequest {
    const kind = Math.floor(key / KEY_STRIDE);
    const k = Math.floor(kind / 2);
    const number = key % KEY_STRIDE;
    if (kind % 2 === 0) {
      return { url: this.#images.pageUrl(this.#images.levels[k]!.level, number), square: null };
    }
    const side = this.#sides[k]!;
    return { url: this.#images.imageUrl(number, Math.round(side * ASPECT)), square: side };
  }

  #take(key: number, bitmap: ImageBitmap): void {
    const kind = Math.floor(key / KEY_STRIDE);
    const k = Math.floor(kind / 2);
    const number = key % KEY_STRIDE;
    const tier = this.#tier(k);
    if (k === 0) tier.takePage(number, bitmap);
    else if (kind % 2 === 1) tier.takeTile(number, bitmap);
    else if (k === this.#wantedTier) {
      for (const image of this.#wanted) if (tier.pageOf(image) === number) tier.takeTile(image, bitmap);
    }
  }

  #tier(k: number): ThumbnailTier {
    const { count, grey, levels } = this.#images;
    this.#tiers[k] ??= new ThumbnailTier(this.#gl, {
      images: count,
      grey,
      tile: this.#sides[k]!,
      columns: levels[k]?.columns ?? 1,
      rows: levels[k]?.rows ?? 1,
      holds: k === 0 ? 'pages' : 'tiles',
      budget: k === 0 ? PAGE_BUDGET : TILE_BUDGET,
    });
    return this.#tiers[k];
  }
}
