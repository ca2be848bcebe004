/** One size of thumbnails on the graphics card: array textures, and which page or tile lies in which of their layers. */
import { Slots } from './slots.ts';

/** Where a thumbnail lies: in which of its tier's textures, on which layer, and its corner and size there, 0..1. */
export interface Placement {
  texture: number;
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
  /** Side of a tile in pixels, and how many a page has across and down. */
  tile: number;
  columns: number;
  rows: number;
  /** Layers hold whole pages, or one tile each. */
  holds: 'pages' | 'tiles';
  /** Bytes that the tier's textures may take. */
  budget: number;
}

/** Bytes of one texture: more are made as they are needed, since a large one takes long to come into being. */
const TEXTURE_BYTES = 32e6;

export class ThumbnailTier {
  readonly tile: number;
  readonly textures: WebGLTexture[] = [];
  readonly #gl: WebGL2RenderingContext;
  readonly #grey: boolean;
  readonly #whole: boolean;
  readonly #columns: number;
  readonly #perPage: number;
  /** Of one layer, in pixels. */
  readonly #width: number;
  readonly #height: number;
  /** Layers in all textures together, and in one of them. */
  readonly #layers: number;
  readonly #layersPerTexture: number;
  readonly #slots: Slots;

  constructor(gl: WebGL2RenderingContext, options: TierOptions) {
    const { images, grey, tile, columns, rows, holds, budget } = options;
    this.#gl = gl;
    this.#grey = grey;
    this.#whole = holds === 'pages';
    this.tile = tile;
    this.#columns = columns;
    this.#perPage = columns * rows;
    this.#width = tile * (this.#whole ? columns : 1);
    this.#height = tile * (this.#whole ? rows : 1);
    const items = this.#whole ? Math.ceil(images / this.#perPage) : images;
    const bytes = this.#width * this.#height * (grey ? 1 : 4);
    const possible = gl.getParameter(gl.MAX_ARRAY_TEXTURE_LAYERS) as number;
    this.#layers = Math.max(1, Math.min(items, Math.floor(budget / bytes)));
    this.#layersPerTexture = Math.max(1, Math.min(this.#layers, possible, Math.floor(TEXTURE_BYTES / bytes)));
    this.#slots = new Slots(this.#layers, items);
  }

  /** Bytes of all textures on the graphics card. */
  get bytes(): number {
    const layers = Math.min(this.#layers, this.textures.length * this.#layersPerTexture);
    return layers * this.#width * this.#height * (this.#grey ? 1 : 4);
  }

  /** Starts a frame. */
  begin(): void {
    this.#slots.begin();
  }

  pageOf(image: number): number {
    return Math.floor(image / this.#perPage);
  }

  /** Whether the image is here; if so, writes down where. */
  find(image: number, placement: Placement): boolean {
    const slot = this.#slots.use(this.#whole ? this.pageOf(image) : image);
    if (slot < 0) return false;
    // Half a texel in, so that linear filtering never reaches into the neighbouring tile.
    placement.texture = Math.floor(slot / this.#layersPerTexture);
    placement.layer = slot % this.#layersPerTexture;
    placement.u = ((this.#whole ? this.#left(image) : 0) + 0.5) / this.#width;
    placement.v = ((this.#whole ? this.#top(image) : 0) + 0.5) / this.#height;
    placement.width = (this.tile - 1) / this.#width;
    placement.height = (this.tile - 1) / this.#height;
    return true;
  }

  /** Takes in a whole page. What finds no room is left out. */
  takePage(page: number, bitmap: ImageBitmap): void {
    if (this.#slots.use(page) >= 0) return;
    const slot = this.#slots.claim(page);
    if (slot >= 0) this.#upload(bitmap, 0, 0, bitmap.width, bitmap.height, slot);
  }

  /** Takes in one tile, from its page, or from a picture of its own size. */
  takeTile(image: number, bitmap: ImageBitmap): void {
    if (this.#slots.use(image) >= 0) return;
    const slot = this.#slots.claim(image);
    if (slot < 0) return;
    const single = bitmap.width === this.tile && bitmap.height === this.tile;
    const left = single ? 0 : this.#left(image);
    const top = single ? 0 : this.#top(image);
    this.#upload(bitmap, left, top, this.tile, this.tile, slot);
  }

  dispose(): void {
    for (const texture of this.textures) this.#gl.deleteTexture(texture);
  }

  #left(image: number): number {
    return ((image % this.#perPage) % this.#columns) * this.tile;
  }

  #top(image: number): number {
    return Math.floor((image % this.#perPage) / this.#columns) * this.tile;
  }

  #upload(bitmap: ImageBitmap, left: number, top: number, width: number, height: number, slot: number): void {
    const gl = this.#gl;
    const layer = slot % this.#layersPerTexture;
    const format = this.#grey ? gl.RED : gl.RGBA;
    gl.bindTexture(gl.TEXTURE_2D_ARRAY, this.#texture(Math.floor(slot / this.#layersPerTexture)));
    gl.pixelStorei(gl.UNPACK_SKIP_PIXELS, left);
    gl.pixelStorei(gl.UNPACK_SKIP_ROWS, top);
    gl.texSubImage3D(gl.TEXTURE_2D_ARRAY, 0, 0, 0, layer, width, height, 1, format, gl.UNSIGNED_BYTE, bitmap);
  }

  #texture(k: number): WebGLTexture {
    const gl = this.#gl;
    while (this.textures.length <= k) {
      const left = this.#layers - this.textures.length * this.#layersPerTexture;
      const layers = Math.min(this.#layersPerTexture, left);
      const texture = gl.createTexture();
      gl.bindTexture(gl.TEXTURE_2D_ARRAY, texture);
      gl.texStorage3D(
        gl.TEXTURE_2D_ARRAY,
        1,
        this.#grey ? gl.R8 : gl.RGBA8,
        this.#width,
        this.#height,
        layers,
      );
      gl.texParameteri(gl.TEXTURE_2D_ARRAY, gl.TEXTURE_MIN_FILTER, gl.LINEAR);
      gl.texParameteri(gl.TEXTURE_2D_ARRAY, gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE);
      gl.texParameteri(gl.TEXTURE_2D_ARRAY, gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE);
      this.textures.push(texture);
    }
    return this.textures[k]!;
  }
}
