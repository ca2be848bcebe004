/**
 * The map: every image of a dataset where a projection puts it, as a dot from afar and as a picture from near. Plain WebGL2 on one
 * canvas. It draws a frame only when something has changed, and a frame allocates nothing.
 *
 * The map knows images by their index in the dataset and keeps it through every filter. See docs/map.md.
 */
import { Camera, type Insets } from './camera.ts';
import { detailAt } from './detail.ts';
import { imageAt, imageBeside, nearestImage, placeOnScreen, type PlaceOnScreen } from './finding.ts';
import { colourImages, type Colouring } from './colouring.ts';
import { Gestures } from './gestures.ts';
import { occupiedArea } from './grid.ts';
import { KeyboardPen } from './keyboard-pen.ts';
import { MovingLayout, normaliseLayout } from './layout.ts';
import { MotionBudget } from './motion-budget.ts';
import type { MapEvents, Marks } from './map-events.ts';
import { MapPainter } from './map-painter.ts';
import { markImages } from './marking.ts';
import type { Tool } from './outline.ts';
import { Reveal } from './reveal.ts';
import type { MapTheme, Scene } from './scene.ts';
import type { SelectionMode } from './selection.ts';
import { mixedOrder } from './shuffle.ts';
import { SpatialIndex } from './spatial-index.ts';
import { ThumbnailField } from './thumbnail-field.ts';
import type { MapImages } from './thumbnail-source.ts';

/** Milliseconds that a change of layout takes, and the glide between two of a stream, about as long as they take to arrive. */
const LAYOUT_CHANGE = 700;
const GLIDE = 350;
const DOUBLE_CLICK_ZOOM = 3;
/** Animations move on by at most this in a frame, and frames farther apart than the second are of different movements. */
const LONGEST_STEP = 50;
const LONGEST_PAUSE = 400;
/** Mean spacing in CSS pixels at which zooming in ends: crowds are far denser than the mean. */
const NEAREST_SPACING = 2000;

export class ImageMap {
  readonly #canvas: HTMLCanvasElement;
  readonly #events: MapEvents;
  readonly #painter: MapPainter;
  readonly #gestures: Gestures;
  readonly #pen: KeyboardPen;
  readonly #resizes: ResizeObserver;
  readonly #scene: Scene;
  readonly #camera = new Camera();
  #theme: MapTheme;
  #colouring: Colouring | null = null;
  #marks: Marks = {};
  #emphasis: Uint8Array | null = null;
  #priority: Uint32Array = new Uint32Array(0);
  /** The images that pass the filter, in the order of their priority. */
  #shown: Uint32Array = new Uint32Array(0);
  #index: SpatialIndex | null = null;
  #reveal: Reveal | null = null;
  /** Mean distance between neighbouring images, in world units. */
  #gap = 1;
  /** The layout is final: thumbnails among images that still wander would only flicker. */
  #settled = true;
  /** Everything is in view and shall stay so when the window changes. */
  #fitted = true;
  #animated = true;
  readonly #budget = new MotionBudget();
  /** The last frame was part of a movement; the next is drawn whole when nothing moves any more. */
  #moving = false;
  #dragged = false;
  /** Where the pointer zooms, until the zoom has arrived. */
  #restingPointer: { x: number; y: number } | null = null;
  #frame = 0;
  #lastTime = 0;

  /** Throws a MorphospaceError when the machine has no WebGL2. */
  constructor(canvas: HTMLCanvasElement, theme: MapTheme, events: MapEvents) {
    this.#canvas = canvas;
    this.#theme = theme;
    this.#events = events;
    this.#painter = new MapPainter(canvas, theme, () => this.#redraw());
    this.#scene = {
      camera: this.#camera,
      detail: { dot: 0, dotOpacity: 0, thumbnail: 0, thumbnailOpacity: 0 },
      layout: new MovingLayout(0),
      field: new ThumbnailField(0),
      colours: new Uint8Array(0),
      visible: false,
      framed: false,
      roles: new Uint8Array(0),
      pins: [],
      companions: [],
      selection: new Uint32Array(0),
      path: [],
      hovered: -1,
      filter: null,
      dots: Infinity,
    };
    this.#gestures = new Gestures(canvas, {
      panBy: (dx, dy) => this.#drag(dx, dy),
      zoomAt: (x, y, factor) => this.#zoomUnderPointer(x, y, factor),
      point: (x, y) => this.#hover(this.pick(x, y)),
      leave: () => this.#hover(-1),
      click: (x, y, extend) => this.#events.choose(this.pick(x, y), extend),
      doubleClick: (x, y) => this.#zoomUnderPointer(x, y, DOUBLE_CLICK_ZOOM),
      outline: (corners) => events.outline(corners),
      enclose: (corners, mode) => this.#enclose(corners, mode),
    });
    this.#pen = new KeyboardPen(canvas, {
      pen: (at) => events.pen(at),
      outline: (corners) => events.outline(corners),
      enclose: (corners, mode) => this.#enclose(corners, mode),
    });
    this.#resizes = new ResizeObserver(([entry]) => this.#resize(entry!));
    try {
      this.#resizes.observe(canvas, { box: 'device-pixel-content-box' });
    } catch {
      // Where device pixels are not told, they are reckoned from the window's ratio.
      this.#resizes.observe(canvas);
    }
  }

  /** Without animation the camera and the layouts arrive at once: for people who ask for reduced motion. */
  setAnimated(animated: boolean): void {
    this.#animated = animated;
  }

  /** Another dataset. Layout, labels, filter and selection start empty. */
  setImages(images: MapImages): void {
    const { count } = images;
    this.#scene.layout = new MovingLayout(count);
    this.#scene.field = new ThumbnailField(count);
    this.#scene.colours = new Uint8Array(count * 4);
    this.#scene.roles = new Uint8Array(count);
    this.#scene.hovered = -1;
    this.#colouring = null;
    this.#scene.framed = false;
    this.#scene.filter = null;
    this.#emphasis = null;
    this.#priority = mixedOrder(count);
    this.#scene.visible = false;
    this.#painter.setImages(images);
    this.#applyFilter();
    this.#colour();
    this.mark({});
  }

  /**
   * Coordinates `[n, 2]` of all images. The images move there, unless they are the first. An unsettled layout is one of many that
   * follow each other: the images glide from one to the next, as dots.
   */
  setLayout(coordinates: Float32Array, settled = true): void {
    const { layout } = this.#scene;
    this.#settled = settled;
    const milliseconds = settled ? LAYOUT_CHANGE : GLIDE;
    if (coordinates.length !== layout.to.length) {
      throw new RangeError(
        `${layout.to.length / 2} images need as many places, not ${coordinates.length / 2}.`,
      );
    }
    const positions = normaliseLayout(coordinates);
    this.#camera.setExtent(positions);
    layout.moveTo(positions, this.#scene.visible && this.#animated ? milliseconds : 0);
    this.#painter.setLayout(layout);
    this.#measure();
    if (!this.#scene.visible) {
      this.#scene.visible = true;
      this.#camera.fit();
      this.#camera.jump();
      this.#fitted = true;
    }
    this.#redraw();
  }

  /** Takes the layout away: nothing is drawn until the next. */
  clearLayout(): void {
    this.#scene.visible = false;
    this.#redraw();
  }

  /** What the colours of the dots say; null for one colour throughout. */
  setColouring(colouring: Colouring | null): void {
    this.#colouring = colouring;
    this.#scene.framed = colouring !== null;
    this.#colour();
  }

  /** What dragging does, and what becomes of the selection when an outline is drawn with no key held. */
  setTool(tool: Tool, mode: SelectionMode = 'replace'): void {
    this.#gestures.abandon();
    this.#pen.putAway();
    this.#gestures.tool = tool;
    this.#gestures.mode = mode;
    this.#pen.shape = tool === 'pan' ? null : tool;
    this.#pen.mode = mode;
    this.#canvas.style.cursor = tool === 'pan' ? '' : 'crosshair';
  }

  /** 1 for every image that is shown, 0 for one that is not there for now; null for all. */
  setFilter(filter: Uint8Array | null): void {
    this.#scene.filter = filter;
    this.#applyFilter();
  }

  /** 1 for every image that stands out, 0 for one that steps back; null for all alike. */
  setEmphasis(emphasis: Uint8Array | null): void {
    this.#emphasis = emphasis;
    this.#colour();
  }

  setTheme(theme: MapTheme): void {
    this.#theme = theme;
    this.#painter.setTheme(theme);
    this.#colour();
  }

  /** Pixels at the edges that panels cover: what is shown on purpose is shown between them. */
  setInsets(insets: Insets): void {
    const { left, top } = this.#camera.insets;
    Object.assign(this.#camera.insets, insets);
    // What opens at the right or below is about an image that was just chosen: the map stays still under the pointer.
    if (this.#fitted && (left !== insets.left || top !== insets.top)) this.fit();
  }

  /** Marks the selected images, those that go with them, and the images of a path. */
  mark(marks: Marks): void {
    this.#marks = marks;
    markImages(this.#scene, marks);
    this.#painter.setSelection(this.#scene.selection);
    this.#redraw();
  }

  /** Marks an image as if the pointer were on it; -1 for none. Does not call back. */
  highlight(image: number): void {
    if (image === this.#scene.hovered) return;
    this.#scene.hovered = image;
    this.#redraw();
  }

  fit(): void {
    this.#steer(() => this.#camera.fit());
    this.#fitted = true;
  }

  /** Zooms about the middle of what the panels leave free. */
  zoomBy(factor: number): void {
    const { width, height, insets } = this.#camera;
    const x = (width + insets.left - insets.right) / 2;
    const y = (height + insets.top - insets.bottom) / 2;
    this.#steer(() => this.#camera.zoomAt(x, y, factor));
  }

  /** Moves what is seen by so many pixels, gliding. */
  glideBy(dx: number, dy: number): void {
    this.#steer(() => this.#camera.glideBy(dx, dy));
  }

  /** Brings an image into view, if it is not there; `closely` also zooms in until its picture can be seen. */
  show(image: number, closely = false): void {
    const { layout } = this.#scene;
    const x = layout.to[2 * image]!;
    const y = layout.to[2 * image + 1]!;
    const near = closely ? 24 / this.#gap : 0;
    if (this.#camera.view.scale >= near && this.#camera.showsClearly(x, y, 64)) return;
    this.#steer(() => this.#camera.centreOn(x, y, Math.max(this.#camera.target.scale, near)));
  }

  /** The image under a point of the screen, in CSS pixels, or -1. */
  pick(x: number, y: number): number {
    return this.#index === null || !this.#scene.visible ? -1 : imageAt(this.#scene, this.#index, x, y);
  }

  /** Where an image is on the screen, in CSS pixels. */
  placeOf(image: number): PlaceOnScreen {
    return placeOnScreen(this.#scene, image);
  }

  /** The image nearest to the middle of what the panels leave free, or -1 when none is in view. */
  central(): number {
    if (this.#index === null) return -1;
    const { width, height, insets } = this.#camera;
    const x = (width + insets.left - insets.right) / 2;
    const y = (height + insets.top - insets.bottom) / 2;
    return nearestImage(this.#scene, this.#index, x, y, Math.hypot(width, height) / 2);
  }

  /** The image to go to from another in a direction of the screen; `dx` and `dy` are -1, 0 or 1. -1 when there is none. */
  next(image: number, dx: number, dy: number): number {
    return imageBeside(this.#scene, this.#shown, image, dx, dy);
  }

  dispose(): void {
    cancelAnimationFrame(this.#frame);
    this.#resizes.disconnect();
    this.#gestures.dispose();
    this.#pen.dispose();
    this.#painter.dispose();
  }

  #hover(image: number): void {
    if (image === this.#scene.hovered) return;
    this.#scene.hovered = image;
    if (this.#gestures.tool === 'pan') this.#canvas.style.cursor = image < 0 ? '' : 'pointer';
    this.#redraw();
    this.#events.hover(image);
  }

  #enclose(corners: readonly number[], mode: SelectionMode): void {
    if (!this.#scene.visible || this.#index === null) return;
    const camera = this.#camera;
    const inWorld = corners.map((at, k) => (k % 2 === 0 ? camera.worldX(at) : camera.worldY(at)));
    this.#events.enclose(this.#index.enclosed(inWorld), mode);
  }

  /** While the map moves under a pointer that rests, other images come to lie under it. */
  #zoomUnderPointer(x: number, y: number, factor: number): void {
    this.#restingPointer = { x, y };
    this.#steer(() => this.#camera.zoomAt(x, y, factor));
  }

  #drag(dx: number, dy: number): void {
    this.#dragged = true;
    this.#steer(() => this.#camera.panBy(dx, dy));
  }

  #steer(change: () => void): void {
    this.#fitted = false;
    change();
    if (!this.#animated) this.#camera.jump();
    this.#redraw();
  }

  #applyFilter(): void {
    const { filter, hovered } = this.#scene;
    if (hovered >= 0 && filter?.[hovered] === 0) this.#hover(-1);
    this.#shown = filter === null ? this.#priority : this.#priority.filter((id) => filter[id] === 1);
    this.#painter.setOrder(this.#shown);
    this.#measure();
    this.mark(this.#marks);
  }

  /** How dense the shown images lie, which everything about sizes follows from. */
  #measure(): void {
    this.#index = null;
    this.#reveal = null;
    if (this.#shown.length === 0) return;
    const { to } = this.#scene.layout;
    this.#index = SpatialIndex.of(to, this.#shown);
    this.#gap = Math.sqrt(occupiedArea(to, this.#shown) / this.#shown.length);
    this.#camera.nearest = Math.max(8, NEAREST_SPACING / (this.#gap * this.#camera.fittingScale));
  }

  #colour(): void {
    colourImages(this.#scene.colours, this.#colouring, this.#emphasis, this.#theme);
    this.#painter.setColours(this.#scene.colours);
    this.#redraw();
  }

  #resize(entry: ResizeObserverEntry): void {
    const { width, height } = entry.contentRect;
    const device = entry.devicePixelContentBoxSize?.[0];
    const pixelRatio = device === undefined || width === 0 ? devicePixelRatio : device.inlineSize / width;
    this.#camera.resize(width, height);
    this.#painter.resize(width, height, pixelRatio);
    if (this.#fitted) {
      this.#camera.fit();
      this.#camera.jump();
    }
    // At once, as a canvas that was resized is empty until it is drawn.
    this.#draw(0);
    this.#redraw();
  }

  #redraw(): void {
    if (this.#frame === 0) this.#frame = requestAnimationFrame(this.#onFrame);
  }

  readonly #onFrame = (time: number): void => {
    this.#frame = 0;
    const interval = time - this.#lastTime;
    this.#lastTime = time;
    if (this.#moving && interval < LONGEST_PAUSE) this.#budget.note(interval);
    if (this.#draw(Math.min(LONGEST_STEP, interval))) this.#redraw();
  };

  /** Moves everything on by so many milliseconds and draws; returns whether something goes on moving. */
  #draw(milliseconds: number): boolean {
    const scene = this.#scene;
    const { camera, layout } = scene;
    const flying = camera.advance(milliseconds);
    const shifting = layout.advance(milliseconds);
    const moving = flying || shifting || this.#dragged;
    this.#dragged = false;
    scene.dots = moving ? this.#budget.dotsOf(this.#shown.length) : Infinity;
    this.#painter.setSharpness(moving ? this.#budget.sharpness : 1);
    this.#moving = moving;
    const spacing = camera.view.scale * this.#gap;
    const { thumbnail, thumbnailOpacity } = detailAt(spacing, scene.detail);
    if (this.#scene.visible && this.#shown.length > 0) {
      this.#reveal ??= new Reveal(layout.to, this.#shown);
      const pictured = this.#settled && thumbnailOpacity > 0;
      scene.field.update(camera, layout, this.#reveal, pictured ? thumbnail : 0, milliseconds);
    }
    if (this.#restingPointer !== null) this.#hover(this.pick(this.#restingPointer.x, this.#restingPointer.y));
    if (!flying) this.#restingPointer = null;
    const changing = this.#painter.draw(scene, moving);
    this.#events.view();
    return moving || changing || scene.field.resizing;
  }
}
