/**
 * The map: every image of a dataset where a projection puts it, as a dot from afar and as a picture from near. Plain WebGL2 on one
 * canvas. It draws a frame only when something has changed, and a frame allocates nothing.
 *
 * The map knows images by their index in the dataset and keeps it through every filter. See docs/map.md.
 */
import { Arrangement } from './arrangement.ts';
import { shownOf } from './arranger.ts';
import { Camera, type Insets } from './camera.ts';
import { colourImages, type Colouring } from './colouring.ts';
import { crowdingOf } from './crowding.ts';
import { detailAt, WIDEST_TILE } from './detail.ts';
import { imageAt, imageBeside, nearestImage, placeOnScreen, type PlaceOnScreen } from './finding.ts';
import { Gestures } from './gestures.ts';
import { KeyboardPen } from './keyboard-pen.ts';
import { normaliseLayout } from './layout.ts';
import type { MapEvents, Marks } from './map-events.ts';
import { MapPainter } from './map-painter.ts';
import { markImages } from './marking.ts';
import { MotionBudget } from './motion-budget.ts';
import type { Tool } from './outline.ts';
import { emptyScene, type MapTheme, type Scene } from './scene.ts';
import type { SelectionMode } from './selection.ts';
import { mixedOrder } from './shuffle.ts';
import { Steering } from './steering.ts';
import type { MapImages } from './thumbnail-source.ts';

/** Milliseconds that a change of layout takes, and the glide between two of a stream, about as long as they take to arrive. */
const LAYOUT_CHANGE = 700;
const GLIDE = 350;
const DOUBLE_CLICK_ZOOM = 3;
/** Animations move on by at most this in a frame, and frames farther apart than the second do not follow each other. */
const LONGEST_STEP = 50;
const LONGEST_PAUSE = 400;

export class ImageMap {
  readonly #canvas: HTMLCanvasElement;
  readonly #events: MapEvents;
  readonly #painter: MapPainter;
  readonly #gestures: Gestures;
  readonly #pen: KeyboardPen;
  readonly #resizes: ResizeObserver;
  readonly #camera = new Camera();
  readonly #steering = new Steering(this.#camera, () => this.#redraw());
  readonly #arrangement = new Arrangement(() => this.#redraw());
  readonly #budget = new MotionBudget();
  #scene: Scene = emptyScene(0, this.#camera);
  #theme: MapTheme;
  #colouring: Colouring | null = null;
  #emphasis: Uint8Array | null = null;
  #marks: Marks = {};
  /** All images in the order of their priority, and those of them that pass the filter. */
  #priority = mixedOrder(0);
  #shown = this.#priority;
  #crowding = crowdingOf(new Float32Array(0), this.#shown);
  /** The layout is final: thumbnails among images that still wander would only flicker. */
  #settled = true;
  /** The last frame was not the last of its kind: the time to the next tells what frames cost. */
  #busy = false;
  #frame = 0;
  #lastTime = 0;

  /** Throws a MorphospaceError when the machine has no WebGL2. */
  constructor(canvas: HTMLCanvasElement, theme: MapTheme, events: MapEvents) {
    this.#canvas = canvas;
    this.#theme = theme;
    this.#events = events;
    this.#painter = new MapPainter(canvas, theme, () => this.#redraw());
    const outlining = {
      outline: (corners: readonly number[] | null) => events.outline(corners),
      enclose: (corners: readonly number[], mode: SelectionMode) => this.#enclose(corners, mode),
    };
    this.#gestures = new Gestures(canvas, {
      panBy: (dx, dy) => this.#steering.drag(dx, dy),
      zoomAt: (x, y, factor) => this.#steering.zoomUnderPointer(x, y, factor),
      point: (x, y) => this.#hover(this.pick(x, y)),
      leave: () => this.#hover(-1),
      click: (x, y, extend) => this.#events.choose(this.pick(x, y), extend),
      doubleClick: (x, y) => this.#steering.zoomUnderPointer(x, y, DOUBLE_CLICK_ZOOM),
      ...outlining,
    });
    this.#pen = new KeyboardPen(canvas, { pen: (at) => events.pen(at), ...outlining });
    this.#resizes = new ResizeObserver(([entry]) => this.#resize(entry!));
    try {
      this.#resizes.observe(canvas, { box: 'device-pixel-content-box' });
    } catch {
      // Where device pixels are not told, they are reckoned from the window's ratio.
      this.#resizes.observe(canvas);
    }
  }

  /** Bytes that the map takes on the graphics card, besides the canvas itself. */
  get graphicsBytes(): number {
    return this.#painter.graphicsBytes;
  }

  /** Whether images are being arranged: until then none can be picked, or more thumbnails are to come. */
  get arranging(): boolean {
    return this.#arrangement.working;
  }

  /** Without animation the camera and the layouts arrive at once: for people who ask for reduced motion. */
  setAnimated(animated: boolean): void {
    this.#steering.animated = animated;
  }

  /** Another dataset. Layout, colouring, filter and selection start empty. */
  setImages(images: MapImages): void {
    this.#scene = emptyScene(images.count, this.#camera);
    this.#priority = mixedOrder(images.count);
    this.#shown = this.#priority;
    this.#colouring = null;
    this.#emphasis = null;
    this.#arrangement.clear();
    this.#marks = {};
    this.#painter.setImages(images);
    this.#show();
    this.#colour();
  }

  /**
   * Coordinates `[n, 2]` of all images. The images move there, unless they are the first. An unsettled layout is one of many that
   * follow each other: the images glide from one to the next, as dots.
   */
  setLayout(coordinates: Float32Array, settled = true): void {
    const { layout, visible } = this.#scene;
    if (coordinates.length !== layout.to.length) {
      throw new RangeError(
        `${layout.to.length / 2} images need as many places, not ${coordinates.length / 2}.`,
      );
    }
    this.#settled = settled;
    const positions = normaliseLayout(coordinates);
    this.#camera.setExtent(positions);
    const milliseconds = settled ? LAYOUT_CHANGE : GLIDE;
    layout.moveTo(positions, visible && this.#steering.animated ? milliseconds : 0);
    this.#painter.setLayout(layout);
    this.#scene.visible = true;
    this.#show();
    if (!visible) this.#steering.jumpToFit();
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
    const { hovered } = this.#scene;
    this.#scene.filter = filter;
    if (hovered >= 0 && filter?.[hovered] === 0) this.#hover(-1);
    this.#shown = shownOf(this.#priority, filter);
    this.#show();
  }

  /** 1 for every image that stands out, 0 for one that steps back; null for all alike. */
  setEmphasis(emphasis: Uint8Array | null): void {
    this.#emphasis = emphasis;
    this.#emphasise();
    this.#colour();
  }

  setTheme(theme: MapTheme): void {
    this.#theme = theme;
    this.#painter.setTheme(theme);
    this.#colour();
  }

  /** Pixels at the edges that panels cover: what is shown on purpose is shown between them. */
  setInsets(insets: Insets): void {
    this.#steering.setInsets(insets);
  }

  /** Marks the selected images, those that go with them, and the images of a path. */
  mark(marks: Marks): void {
    this.#marks = marks;
    markImages(this.#scene, marks, this.#shown);
    this.#painter.setDots(2, this.#scene.selection);
    this.#redraw();
  }

  /** Marks an image as if the pointer were on it; -1 for none. Does not call back. */
  highlight(image: number): void {
    if (image === this.#scene.hovered) return;
    this.#scene.hovered = image;
    this.#redraw();
  }

  fit(): void {
    this.#steering.fit();
  }

  /** Zooms about the middle of what the panels leave free. */
  zoomBy(factor: number): void {
    this.#steering.zoomBy(factor);
  }

  /** Moves what is seen by so many pixels, gliding. */
  glideBy(dx: number, dy: number): void {
    this.#steering.glideBy(dx, dy);
  }

  /** Brings an image into view, if it is not there; `closely` also zooms in until its picture can be seen. */
  show(image: number, closely = false): void {
    const { to } = this.#scene.layout;
    this.#steering.show(to[2 * image]!, to[2 * image + 1]!, closely ? this.#crowding.gap : null);
  }

  /** The image under a point of the screen, in CSS pixels, or -1. */
  pick(x: number, y: number): number {
    const { index } = this.#arrangement;
    return index === null || !this.#scene.visible ? -1 : imageAt(this.#scene, index, x, y);
  }

  /** Where an image is on the screen, in CSS pixels. */
  placeOf(image: number): PlaceOnScreen {
    return placeOnScreen(this.#scene, image);
  }

  /** The image nearest to the middle of what the panels leave free, or -1 when none is in view. */
  central(): number {
    const { index } = this.#arrangement;
    if (index === null) return -1;
    const { x, y } = this.#steering.middle;
    return nearestImage(this.#scene, index, x, y, Math.hypot(this.#camera.width, this.#camera.height) / 2);
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
    this.#arrangement.dispose();
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
    const { filter, visible } = this.#scene;
    const { index } = this.#arrangement;
    if (!visible || index === null) return;
    const camera = this.#camera;
    const inWorld = corners.map((at, k) => (k % 2 === 0 ? camera.worldX(at) : camera.worldY(at)));
    const images = index.enclosed(inWorld);
    // A filter may be newer than the index.
    this.#events.enclose(filter === null ? images : images.filter((id) => filter[id] === 1), mode);
  }

  /** Other images, or other places of theirs. */
  #show(): void {
    const { filter, layout, visible } = this.#scene;
    this.#crowding = crowdingOf(layout.to, this.#shown);
    this.#steering.setGap(this.#crowding.gap);
    if (visible) this.#arrangement.arrange(layout.to, filter, this.#crowding.gap * WIDEST_TILE);
    this.#painter.setDots(0, this.#shown);
    this.#emphasise();
    this.mark(this.#marks);
  }

  #emphasise(): void {
    const found = this.#emphasis === null ? new Uint32Array(0) : shownOf(this.#shown, this.#emphasis);
    this.#painter.setDots(1, found);
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
    this.#painter.resize(width, height, pixelRatio);
    this.#steering.resize(width, height);
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
    if (this.#busy && interval < LONGEST_PAUSE) this.#budget.note(interval);
    this.#busy = this.#draw(Math.min(LONGEST_STEP, interval));
    if (this.#busy) this.#redraw();
  };

  /** Moves everything on by so many milliseconds and draws; returns whether something goes on changing. */
  #draw(milliseconds: number): boolean {
    const scene = this.#scene;
    const steering = this.#steering;
    const { camera, layout } = scene;
    const flying = camera.advance(milliseconds);
    const shifting = layout.advance(milliseconds);
    const moving = flying || shifting || steering.dragged;
    steering.dragged = false;
    scene.dots = this.#budget.dots(moving);
    this.#painter.setSharpness(moving ? this.#budget.sharpness : 1);
    const { gap, peak } = this.#crowding;
    const { dot, thumbnail, thumbnailOpacity } = detailAt(camera.view.scale * gap, scene.detail);
    scene.crowd = (peak / camera.view.scale ** 2) * (Math.PI / 4) * dot ** 2;
    if (scene.visible && this.#shown.length > 0) {
      const pictured = this.#settled && thumbnailOpacity > 0;
      scene.field.update(camera, layout, this.#arrangement, pictured ? thumbnail : 0, milliseconds);
    }
    if (steering.restingPointer !== null) {
      const { x, y } = steering.restingPointer;
      this.#hover(this.pick(x, y));
    }
    if (!flying) steering.restingPointer = null;
    const changing = this.#painter.draw(scene, moving);
    this.#events.view();
    return moving || changing || scene.field.resizing;
  }
}
