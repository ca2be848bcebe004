/**
 * Finds thumbnails and sends for those that are missing. Small ones come by the page: the smallest level's pages are kept whole,
 * as far as memory goes, so that panning among them loads nothing. Large ones come by the tile: images that lie together on the
 * map are scattered over many pages, of which only the tiles on the screen are worth keeping.
 */
import type { ThumbnailLevel } from '../../shared/datasets.ts';
import { PageLoader, type PageDecoder } from './page-loader.ts';
import { ThumbnailTier, type Placement } from './thumbnail-tier.ts';

/** What the map needs to know about a dataset's pictures. */
export interface MapImages {
  readonly count: number;
  /** The smallest tiles first. */
  readonly levels: readonly ThumbnailLevel[];
  /** All images are grey. */
  readonly grey: boolean;
  /** The address of a page. */
  pageUrl(level: number, page: number): string;
}

/** Bytes on the graphics card for whole pages of the smallest level, and for single tiles of each larger one. */
const PAGE_BUDGET = 256e6;
const TILE_BUDGET = 32e6;
/** A tile may be shown this much larger than it is before a larger level is fetched. */
const STRETCH = 1.25;
/** Decoded pages taken in per frame: each costs a few milliseconds. */
const PAGES_PER_FRAME = 2;
const LEVEL_STRIDE = 2 ** 32;

export class ThumbnailSource {
  readonly #gl: WebGL2RenderingContext;
  readonly #images: MapImages;
  readonly #loader: PageLoader;
  readonly #tiers: (ThumbnailTier | null)[];
  #fetching = true;

  /** `onChange` is called when more can be drawn than before. */
  constructor(gl: WebGL2RenderingContext, images: MapImages, onChange: () => void, decode?: PageDecoder) {
    this.#gl = gl;
    this.#images = images;
    this.#tiers = images.levels.map(() => null);
    const urlOf = (key: number) =>
      images.pageUrl(images.levels[Math.floor(key / LEVEL_STRIDE)]!.level, key % LEVEL_STRIDE);
    this.#loader = new PageLoader(urlOf, onChange, decode);
  }

  /** Whether pages wait that the last frame had no time for. */
  get busy(): boolean {
    return this.#loader.waiting;
  }

  texture(tier: number): WebGLTexture | null {
    return this.#tiers[tier]?.texture ?? null;
  }

  /** Starts a frame: takes in what has arrived. While `moving`, larger levels are not sent for, as they would come too late. */
  begin(moving: boolean): void {
    this.#fetching = !moving;
    for (let k = 0; k < PAGES_PER_FRAME; k++) {
      const loaded = this.#loader.take();
      if (loaded === null) break;
      this.#tier(Math.floor(loaded.page / LEVEL_STRIDE)).take(loaded.page % LEVEL_STRIDE, loaded.bitmap);
      loaded.bitmap.close();
    }
    for (const tier of this.#tiers) tier?.begin();
  }

  /** The tier that suits a thumbnail of so many device pixels. */
  tierFor(pixels: number): number {
    const { levels } = this.#images;
    for (let k = 0; k < levels.length; k++) if (levels[k]!.tile * STRETCH >= pixels) return k;
    return levels.length - 1;
  }

  /**
   * Finds an image in the tier that suits, or for the time being in a smaller one, and sends for what is missing.
   * Returns the tier in which it was found and writes down where; -1 when there is nothing to show yet.
   */
  find(image: number, suited: number, placement: Placement): number {
    for (let k = suited; k >= 0; k--) {
      const found = this.#tiers[k]?.find(image, placement) ?? false;
      if (found) return k;
      if (k === 0 || (k === suited && this.#fetching)) this.#request(k, image);
    }
    return -1;
  }

  dispose(): void {
    this.#loader.dispose();
    for (const tier of this.#tiers) tier?.dispose();
  }

  #request(k: number, image: number): void {
    const tier = this.#tier(k);
    tier.want(image);
    this.#loader.request(k * LEVEL_STRIDE + tier.pageOf(image));
  }

  #tier(k: number): ThumbnailTier {
    this.#tiers[k] ??= new ThumbnailTier(this.#gl, this.#images.levels[k]!, {
      images: this.#images.count,
      grey: this.#images.grey,
      holds: k === 0 ? 'pages' : 'tiles',
      budget: k === 0 ? PAGE_BUDGET : TILE_BUDGET,
    });
    return this.#tiers[k];
  }
}
