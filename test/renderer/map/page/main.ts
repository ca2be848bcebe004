/**
 * The map without the application, for tests in a browser and for `bench/map.ts`. The address says how many images there are and
 * which theme applies: `?images=60000&scheme=light`. Every thumbnail shows its image's index and has a colour made from it; with
 * `&pages=served` they are fetched from `/thumbnails/<level>/<page>` instead, for whoever answers there.
 */
import { ImageMap } from '../../../../src/renderer/map/image-map.ts';
import type { SelectionMode } from '../../../../src/renderer/map/selection.ts';
import type { MapTheme } from '../../../../src/renderer/map/scene.ts';
import { clusteredLayout } from './layout.ts';
import { frameIntervals, rendererName, untilDrawn, untilStill } from './measure.ts';

const CLUSTERS = 10;
const LEVELS = [
  { level: 0, tile: 32, columns: 64, rows: 64 },
  { level: 1, tile: 128, columns: 16, rows: 16 },
];

const query = new URLSearchParams(location.search);
const count = Number(query.get('images') ?? 2000);
const themes: Record<string, MapTheme> = {
  dark: {
    scheme: 'dark',
    background: [16, 17, 19],
    dot: [150, 156, 165],
    accent: [79, 202, 191],
    strong: [236, 238, 241],
  },
  light: {
    scheme: 'light',
    background: [236, 238, 240],
    dot: [110, 117, 126],
    accent: [10, 111, 106],
    strong: [23, 25, 28],
  },
};

function drawPage(level: number, page: number): string {
  const { tile, columns, rows } = LEVELS[level]!;
  const canvas = document.createElement('canvas');
  canvas.width = columns * tile;
  canvas.height = rows * tile;
  const context = canvas.getContext('2d')!;
  context.font = `${tile / 4}px sans-serif`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  for (let i = 0; i < columns * rows; i++) {
    const image = page * columns * rows + i;
    if (image >= count) break;
    const x = (i % columns) * tile;
    const y = Math.floor(i / columns) * tile;
    context.fillStyle = `hsl(${(image * 137) % 360} 45% ${30 + (image % 7) * 6}%)`;
    context.fillRect(x, y, tile, tile);
    context.fillStyle = 'white';
    context.fillText(String(image), x + tile / 2, y + tile / 2);
  }
  return canvas.toDataURL('image/jpeg', 0.8);
}

function drawImage(image: number, side: number): string {
  const canvas = document.createElement('canvas');
  canvas.width = side;
  canvas.height = Math.round(side * 0.75);
  const context = canvas.getContext('2d')!;
  context.fillStyle = `hsl(${(image * 137) % 360} 45% ${30 + (image % 7) * 6}%)`;
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.fillStyle = 'white';
  context.font = `${side / 6}px sans-serif`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillText(String(image), canvas.width / 2, canvas.height / 2);
  return canvas.toDataURL('image/jpeg', 0.8);
}

const requested: string[] = [];
const hovered: number[] = [];
const chosen: { image: number; extend: boolean }[] = [];
const enclosed: { images: Uint32Array; mode: SelectionMode }[] = [];
/** Milliseconds from letting go of the pointer to the images that it was drawn around. */
const enclosing: number[] = [];
let released = 0;
const outlines: (number[] | null)[] = [];
let frames = 0;

const canvas = document.querySelector('canvas')!;
canvas.addEventListener('pointerup', () => (released = performance.now()), { capture: true });
const coordinates = clusteredLayout(count, CLUSTERS, 1);
const labels = Int32Array.from({ length: count }, (_, i) => i % CLUSTERS);
/** The longest time for which the page answered nothing, in milliseconds, since the map was made. */
let longestTask = 0;
new PerformanceObserver((tasks) => {
  for (const { duration } of tasks.getEntries()) longestTask = Math.max(longestTask, duration);
}).observe({ type: 'longtask' });
// The points themselves are not of the map's making: what follows is a task of its own.
await new Promise((done) => setTimeout(done, 200));
longestTask = 0;
const start = performance.now();
const map = new ImageMap(canvas, themes[query.get('scheme') ?? 'dark']!, {
  hover: (image) => hovered.push(image),
  choose: (image, extend) => chosen.push({ image, extend }),
  outline: (corners) => outlines.push(corners === null ? null : [...corners]),
  pen: () => {},
  enclose: (images, mode) => {
    enclosing.push(performance.now() - released);
    enclosed.push({ images, mode });
  },
  view: () => frames++,
});
map.setImages({
  count,
  grey: false,
  shortSide: 200,
  levels: LEVELS.map((level) => ({ ...level, pages: Math.ceil(count / (level.columns * level.rows)) })),
  pageUrl(level, page) {
    requested.push(`${level}/${page}`);
    return query.get('pages') === 'served' ? `/thumbnails/${level}/${page}` : drawPage(level, page);
  },
  imageUrl(image, side) {
    requested.push(`image ${image}`);
    return query.get('pages') === 'served' ? `/thumbnails/image` : drawImage(image, side);
  },
});
map.setLayout(coordinates);
map.setColouring({ kind: 'category', values: labels });
await untilDrawn(canvas);
const firstPoints = performance.now() - start;

const page = {
  map,
  coordinates,
  labels,
  requested,
  hovered,
  chosen,
  enclosed,
  enclosing,
  firstPoints,
  longestTask: () => longestTask,
  outlines,
  /** Brings a crowd into the middle, so many times as near as now. */
  approach(factor: number) {
    map.show(CLUSTERS + 1, true);
    map.zoomBy(factor);
  },
  frameIntervals: (motion: 'pan' | 'zoom') => frameIntervals(map, motion),
  frames: () => frames,
  untilStill: () => untilStill(map, () => frames),
  rendererName: () => rendererName(canvas),
};
export type MapPage = typeof page;

declare global {
  interface Window {
    mapPage: MapPage;
  }
}
window.mapPage = page;
