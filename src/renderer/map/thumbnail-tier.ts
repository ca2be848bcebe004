/** One level of the thumbnails on the graphics card: an array texture, and which page or tile lies in which of its layers. */
import type { ThumbnailLevel } from '../../shared/datasets.ts';
import { Slots } from './slots.ts';

/** Where a thumbnail lies: the layer of an array texture, and its corner and size there, 0..1. */
export interface Placement {
  layer: number;
  u: number;
  v: number;
  width: number;
  height: number;
}

export interface TierOptions {
  /** How many images the dataset has. */
  images: number;
  /** All images are grey: a quarter of the memory will do. */
  grey: boolean;
  /** Layers hold whole pages, or one tile each. */
  holds: 'pages' | 'tiles';
  /** Bytes that the texture may take. */
  budget: number;
}

export class ThumbnailTier {
  readonly level: ThumbnailLevel;
  readonly texture: WebGLTexture;
  readonly #gl: WebGL2RenderingContext;
  readonly #format: GLenum;
  readonly #whole: boolean;
  readonly #slots: Slots;
  readonly #perPage: number;
  readonly #wanted = new Set<number>();

  constructor(
    gl: WebGL2RenderingContext,
    level: ThumbnailLevel,
    { images, grey, holds, budget }: TierOptions,
  ) {
    this.#gl = gl;
    this.#whole = holds === 'pages';
    this.#format = grey ? gl.RED : gl.RGBA;
    this.level = level;
    this.#perPage = level.columns * level.rows;
    const width = level.tile * (this.#whole ? level.columns : 1);
    const height = level.tile * (this.#whole ? level.rows : 1);
    const items = this.#whole ? level.pages : images;
    const affordable = Math.floor(budget / (width * height * (grey ? 1 : 4)));
    const possible = gl.getParameter(gl.MAX_ARRAY_TEXTURE_LAYERS) as number;
    const layers = Math.max(1, Math.min(items, possible, affordable));
    this.#slots = new Slots(layers, items);
    this.texture = gl.createTexture();
    gl.bindTexture(gl.TEXTURE_2D_ARRAY, this.texture);
    gl.texStorage3D(gl.TEXTURE_2D_ARRAY, 1, grey ? gl.R8 : gl.RGBA8, width, height, layers);
    gl.texParameteri(gl.TEXTURE_2D_ARRAY, gl.TEXTURE_MIN_FILTER, gl.LINEAR);
    gl.texParameteri(gl.TEXTURE_2D_ARRAY, gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE);
    gl.texParameteri(gl.TEXTURE_2D_ARRAY, gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE);
  }

  /** Starts a frame. */
  begin(): void {
    this.#slots.begin();
    this.#wanted.clear();
  }

  /** Whether the image is here; if so, writes down where. */
  find(image: number, placement: Placement): boolean {
    const layer = this.#slots.use(this.#whole ? this.pageOf(image) : image);
    if (layer < 0) return false;
    const { tile } = this.level;
    const width = tile * (this.#whole ? this.level.columns : 1);
    const height = tile * (this.#whole ? this.level.rows : 1);
    const left = this.#whole ? this.#left(image) : 0;
    const top = this.#whole ? this.#top(image) : 0;
    // Half a texel in, so that linear filtering never reaches into the neighbouring tile.
    placement.layer = layer;
    placement.u = (left + 0.5) / width;
    placement.v = (top + 0.5) / height;
    placement.width = (tile - 1) / width;
    placement.height = (tile - 1) / height;
    return true;
  }

  /** Asks for an image that is not here, to be cut out of its page should that come. */
  want(image: number): void {
    if (!this.#whole) this.#wanted.add(image);
  }

  pageOf(image: number): number {
    return Math.floor(image / this.#perPage);
  }

  /** Takes in a page, or those of its tiles that were wanted in the last frame. What finds no room is left out. */
  take(page: number, bitmap: ImageBitmap): void {
    if (this.#whole) {
      if (this.#slots.use(page) >= 0) return;
      const layer = this.#slots.claim(page);
      if (layer >= 0) this.#upload(bitmap, 0, 0, bitmap.width, bitmap.height, layer);
      return;
    }
    for (const image of this.#wanted) {
      if (this.pageOf(image) !== page || this.#slots.use(image) >= 0) continue;
      const layer = this.#slots.claim(image);
      if (layer < 0) return;
      this.#upload(bitmap, this.#left(image), this.#top(image), this.level.tile, this.level.tile, layer);
    }
  }

  dispose(): void {
    this.#gl.deleteTexture(this.texture);
  }

  #left(image: number): number {
    return ((image % this.#perPage) % this.level.columns) * this.level.tile;
  }

  #top(image: number): number {
    return Math.floor((image % this.#perPage) / this.level.columns) * this.level.tile;
  }

  #upload(
    bitmap: ImageBitmap,
    left: number,
    top: number,
    width: number,
    height: number,
    layer: number,
  ): void {
    const gl = this.#gl;
    gl.bindTexture(gl.TEXTURE_2D_ARRAY, this.texture);
    gl.pixelStorei(gl.UNPACK_SKIP_PIXELS, left);
    gl.pixelStorei(gl.UNPACK_SKIP_ROWS, top);
    gl.texSubImage3D(
      gl.TEXTURE_2D_ARRAY,
      0,
      0,
      0,
      layer,
      width,
      height,
      1,
      this.#format,
      gl.UNSIGNED_BYTE,
      bitmap,
    );
  }
}
