/** Paints the map with WebGL2: what is on the graphics card, in which order it is drawn, and how it comes back when lost. */
import { MorphospaceError } from '../../shared/errors.ts';
import type { Rgb } from './colours.ts';
import type { MovingLayout } from './layout.ts';
import { MarkLayer } from './mark-layer.ts';
import { PointLayer, type DotRank } from './point-layer.ts';
import { pinSide, presence, Role, type MapTheme, type Scene } from './scene.ts';
import { ThumbnailLayer } from './thumbnail-layer.ts';
import { ThumbnailSource, type MapImages } from './thumbnail-source.ts';

const HOVER_GROWTH = 1.25;

interface Layers {
  points: PointLayer;
  marks: MarkLayer;
  thumbnails: ThumbnailLayer;
  source: ThumbnailSource | null;
}

export class MapPainter {
  readonly #canvas: HTMLCanvasElement;
  readonly #gl: WebGL2RenderingContext;
  readonly #onChange: () => void;
  readonly #listening = new AbortController();
  #layers: Layers | null;
  #images: MapImages | null = null;
  #layout: MovingLayout | null = null;
  #colours: Uint8Array | null = null;
  /** The images of each rank of dots. */
  readonly #dots: [Uint32Array, Uint32Array, Uint32Array] = [
    new Uint32Array(0),
    new Uint32Array(0),
    new Uint32Array(0),
  ];
  #theme: MapTheme;
  readonly #frameColour: [number, number, number] = [0, 0, 0];
  #size = { width: 1, height: 1, pixelRatio: 1 };
  #sharpness = 1;
  /** Pixels of the canvas for each CSS pixel. */
  pixelRatio = 1;

  /** Bytes on the graphics card, as far as they are known here: dots and thumbnails, not the canvas itself. */
  get graphicsBytes(): number {
    return (this.#layers?.points.bytes ?? 0) + (this.#layers?.source?.bytes ?? 0);
  }

  /** Throws a MorphospaceError when the machine has no WebGL2. `onChange` is called when a frame would show something new. */
  constructor(canvas: HTMLCanvasElement, theme: MapTheme, onChange: () => void) {
    const gl = canvas.getContext('webgl2', { alpha: false, antialias: false, depth: false, stencil: false });
    if (gl === null) {
      throw new MorphospaceError(
        'no-webgl',
        'The map cannot be drawn: WebGL2 is not available here.',
        'Update the graphics driver or the browser, or switch on hardware acceleration in its settings.',
      );
    }
    this.#canvas = canvas;
    this.#gl = gl;
    this.#theme = theme;
    this.#onChange = onChange;
    this.#layers = this.#createLayers();
    const { signal } = this.#listening;
    canvas.addEventListener('webglcontextlost', (event) => this.#lose(event), { signal });
    canvas.addEventListener('webglcontextrestored', () => this.#restore(), { signal });
  }

  setTheme(theme: MapTheme): void {
    this.#theme = theme;
  }

  setImages(images: MapImages): void {
    this.#images = images;
    if (this.#layers === null) return;
    this.#layers.source?.dispose();
    this.#layers.source = this.#createSource(images);
  }

  setLayout(layout: MovingLayout): void {
    this.#layout = layout;
    this.#layers?.points.setLayout(layout);
  }

  setColours(colours: Uint8Array): void {
    this.#colours = colours;
    this.#layers?.points.setColours(colours);
  }

  /** The images of a rank of dots, in the order in which they are drawn. */
  setDots(rank: DotRank, ids: Uint32Array): void {
    this.#dots[rank] = ids;
    this.#layers?.points.setDots(rank, ids);
  }

  /** A new size in CSS pixels, drawn with so many device pixels for each. */
  resize(width: number, height: number, pixelRatio: number): void {
    this.#size = { width, height, pixelRatio };
    this.#allocate();
  }

  /** Draws with fewer device pixels than there are, as a share across and down: 1 for all. */
  setSharpness(sharpness: number): void {
    if (sharpness === this.#sharpness) return;
    this.#sharpness = sharpness;
    this.#allocate();
  }

  /** Draws a frame. Returns whether the next one, a moment later, would differ. */
  draw(scene: Scene, moving: boolean): boolean {
    const layers = this.#layers;
    if (layers === null || this.#gl.isContextLost()) return false;
    const gl = this.#gl;
    const [red, green, blue] = this.#theme.background;
    gl.viewport(0, 0, this.#canvas.width, this.#canvas.height);
    gl.clearColor(red / 255, green / 255, blue / 255, 1);
    gl.clear(gl.COLOR_BUFFER_BIT);
    if (!scene.visible) return false;
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
    const unfinished = this.#drawPoints(layers.points, scene);
    this.#drawPath(layers.marks, scene);
    if (layers.source === null || this.#images === null) return unfinished;
    layers.source.begin(moving);
    const fading = this.#drawThumbnails(layers.thumbnails, layers.source, this.#images.grey, scene);
    this.#drawDots(layers.marks, scene);
    this.#drawPins(layers.thumbnails, layers.source, this.#images.grey, scene);
    layers.source.end();
    return unfinished || fading || layers.source.busy;
  }

  dispose(): void {
    this.#listening.abort();
    this.#disposeLayers();
  }

  #allocate(): void {
    const { width, height, pixelRatio } = this.#size;
    this.pixelRatio = pixelRatio * this.#sharpness;
    this.#canvas.width = Math.max(1, Math.round(width * this.pixelRatio));
    this.#canvas.height = Math.max(1, Math.round(height * this.pixelRatio));
  }

  #createLayers(): Layers {
    const gl = this.#gl;
    return {
      points: new PointLayer(gl),
      marks: new MarkLayer(gl),
      thumbnails: new ThumbnailLayer(gl),
      source: this.#images === null ? null : this.#createSource(this.#images),
    };
  }

  #createSource(images: MapImages): ThumbnailSource | null {
    return images.levels.length === 0 ? null : new ThumbnailSource(this.#gl, images, this.#onChange);
  }

  #disposeLayers(): void {
    if (this.#layers === null) return;
    this.#layers.points.dispose();
    this.#layers.marks.dispose();
    this.#layers.thumbnails.dispose();
    this.#layers.source?.dispose();
    this.#layers = null;
  }

  #lose(event: Event): void {
    // Without this the browser never restores the context.
    event.preventDefault();
    this.#disposeLayers();
  }

  #restore(): void {
    this.#layers = this.#createLayers();
    if (this.#layout !== null) this.#layers.points.setLayout(this.#layout);
    if (this.#colours !== null) this.#layers.points.setColours(this.#colours);
    for (const rank of [0, 1, 2] as const) this.#layers.points.setDots(rank, this.#dots[rank]);
    this.#onChange();
  }

  /** Returns whether dots are left for the next frame. */
  #drawPoints(points: PointLayer, { camera, crowd, detail, dots, layout }: Scene): boolean {
    const { dot, dotOpacity } = detail;
    const { pixelRatio } = this;
    return points.draw({ camera, share: layout.share, dot, dotOpacity, crowd, pixelRatio }, dots);
  }

  #drawPath(marks: MarkLayer, { camera, layout, path }: Scene): void {
    for (let k = 1; k < path.length; k++) {
      const x0 = camera.screenX(layout.x(path[k - 1]!));
      const y0 = camera.screenY(layout.y(path[k - 1]!));
      const x1 = camera.screenX(layout.x(path[k]!));
      const y1 = camera.screenY(layout.y(path[k]!));
      marks.addLine(x0, y0, x1, y1, 5, this.#theme.background);
      marks.addLine(x0, y0, x1, y1, 2.5, this.#theme.accent);
    }
    marks.draw(camera, this.pixelRatio);
  }

  /** Returns whether any thumbnail is still fading in or out. */
  #drawThumbnails(layer: ThumbnailLayer, source: ThumbnailSource, grey: boolean, scene: Scene): boolean {
    const { camera, detail, field, layout, roles } = scene;
    const tier = source.tierFor(field.side * this.pixelRatio);
    let fading = false;
    for (let k = 0; k < field.count; k++) {
      const id = field.ids[k]!;
      const role = roles[id]!;
      if (role === Role.pinned || id === scene.hovered) continue;
      const x = camera.screenX(layout.x(id));
      const y = camera.screenY(layout.y(id));
      const present = presence(scene, id) * (scene.colours[4 * id + 3]! / 255);
      const opacity = field.opacity[id]! * detail.thumbnailOpacity * present;
      const marked = role === Role.companion || role === Role.selected;
      const stroke = marked ? 2.5 : scene.framed ? 1.5 : 0;
      const frame = marked ? this.#theme.accent : this.#colourOf(scene, id);
      if (layer.add(source, id, tier, x, y, field.side, opacity, stroke, frame)) {
        fading ||= field.opacity[id]! < 1;
      } else {
        field.hold(id);
      }
    }
    layer.draw(source, grey, camera, this.pixelRatio);
    return fading;
  }

  #drawDots(marks: MarkLayer, { camera, companions, detail, field, hovered, layout }: Scene): void {
    for (const id of companions) {
      if (field.opacity[id]! > 0.5) continue;
      const x = camera.screenX(layout.x(id));
      const y = camera.screenY(layout.y(id));
      marks.addDisc(x, y, detail.dot / 2 + 2.5, this.#theme.background);
      marks.addDisc(x, y, detail.dot / 2 + 1, this.#theme.accent);
    }
    if (hovered >= 0) {
      const x = camera.screenX(layout.x(hovered));
      const y = camera.screenY(layout.y(hovered));
      marks.addRing(x, y, detail.dot / 2 + 5, 2, this.#theme.strong);
    }
    marks.draw(camera, this.pixelRatio);
  }

  #drawPins(layer: ThumbnailLayer, source: ThumbnailSource, grey: boolean, scene: Scene): void {
    const { camera, detail, field, hovered, layout, pins, roles } = scene;
    const side = pinSide(field);
    const tier = source.tierFor(side * this.pixelRatio);
    for (const id of pins) {
      if (id === hovered) continue;
      const x = camera.screenX(layout.x(id));
      const y = camera.screenY(layout.y(id));
      layer.add(source, id, tier, x, y, side + 5, 1, 3, this.#theme.background);
      layer.add(source, id, tier, x, y, side, 1, 2.5, this.#theme.accent);
    }
    const pinned = hovered >= 0 && roles[hovered] === Role.pinned;
    if (pinned || (hovered >= 0 && field.opacity[hovered]! > 0.5 && detail.thumbnailOpacity > 0.5)) {
      const x = camera.screenX(layout.x(hovered));
      const y = camera.screenY(layout.y(hovered));
      const grown = pinned ? side : field.side * HOVER_GROWTH;
      layer.add(source, hovered, tier, x, y, grown, 1, 2.5, pinned ? this.#theme.accent : this.#theme.strong);
    }
    layer.draw(source, grey, camera, this.pixelRatio);
  }

  #colourOf(scene: Scene, id: number): Rgb {
    this.#frameColour[0] = scene.colours[4 * id]!;
    this.#frameColour[1] = scene.colours[4 * id + 1]!;
    this.#frameColour[2] = scene.colours[4 * id + 2]!;
    return this.#frameColour;
  }
}
