/**
 * How long the map's frames take in a real Chromium, drawn by the processor alone (SwiftShader) unless told otherwise: panning and
 * zooming over all images as dots, and among thumbnails once they are loaded; and how soon the screen is full of thumbnails.
 * npm run bench -- map [--images 60000] [--gpu] [--json]
 */
import { chromium, type Page } from 'playwright';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { createServer } from 'vite';
import { findBrowser } from '../scripts/browser.mjs';

interface Frames {
  view: string;
  median: number;
  p95: number;
  /** Processor time of the page and of whatever draws for it, in milliseconds a frame: the same on a busy machine as on an idle one. */
  processor: number;
}

const { values: options } = parseArgs({
  options: {
    images: { type: 'string', default: '60000' },
    gpu: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});

/** So many pixels across and down, as busy as photographs are. */
async function busyPicture(side: number): Promise<Buffer> {
  const noise = { type: 'gaussian' as const, mean: 128, sigma: 40 };
  return sharp({ create: { width: side, height: side, channels: 3, background: '#808080', noise } })
    .blur(1.5)
    .jpeg({ quality: 80 })
    .toBuffer();
}

/** Seconds of processor time that the browser's processes have used so far. */
async function processorTime(): Promise<number> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  return processInfo.reduce((sum, { cpuTime }) => sum + cpuTime, 0);
}

/** Moves the camera a little in every frame. */
async function measure(page: Page, view: string, motion: 'pan' | 'zoom'): Promise<Frames> {
  const before = await processorTime();
  const times = await page.evaluate<number[]>(`mapPage.frameIntervals('${motion}')`);
  const used = (await processorTime()) - before;
  const at = (share: number) => round(times[Math.floor(share * times.length)]!);
  return {
    view: `${view}, ${motion}`,
    median: at(0.5),
    p95: at(0.95),
    processor: round((1000 * used) / times.length),
  };
}

function round(milliseconds: number): number {
  return Math.round(milliseconds * 10) / 10;
}

const [page2048, picture] = [await busyPicture(2048), await busyPicture(192)];
const server = await createServer({
  configFile: false,
  logLevel: 'error',
  root: resolve(import.meta.dirname, '../test/renderer/map/page'),
  cacheDir: resolve(import.meta.dirname, '../.cache/vite-map'),
  plugins: [
    {
      name: 'thumbnails',
      configureServer: ({ middlewares }) =>
        void middlewares.use('/thumbnails', ({ url }, response) => {
          response.setHeader('Content-Type', 'image/jpeg').end(url === '/image' ? picture : page2048);
        }),
    },
  ],
  server: { port: 0, fs: { allow: [resolve(import.meta.dirname, '..')] } },
});
await server.listen();
const software = ['--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader'];
const browser = await chromium.launch({
  executablePath: findBrowser() ?? undefined,
  args: ['--no-sandbox', ...(options.gpu ? [] : software)],
});
try {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(`${server.resolvedUrls!.local[0]!}?images=${options.images}&pages=served`);
  await page.waitForFunction('window.mapPage !== undefined');
  await page.evaluate('mapPage.untilStill()');
  const views = [await measure(page, 'all dots', 'pan'), await measure(page, 'all dots', 'zoom')];
  const loading: Record<string, number> = {};
  for (const [name, zoom] of [
    ['small thumbnails', 4],
    ['large thumbnails', 6],
  ] as const) {
    await page.evaluate(`mapPage.map.zoomBy(${zoom})`);
    loading[name] = await page.evaluate<number>('mapPage.untilStill()');
    views.push(await measure(page, name, 'pan'), await measure(page, name, 'zoom'));
  }
  const renderer = await page.evaluate<string>('mapPage.rendererName()');
  if (options.json) console.log(JSON.stringify({ images: Number(options.images), renderer, views, loading }));
  else {
    console.log(`${options.images} images at 1440 x 900 on ${renderer}`);
    for (const { view, median, p95, processor } of views) {
      const frames = `a frame every ${median} ms, 95 % within ${p95} ms`;
      console.log(`${view.padEnd(24)} ${frames}; ${processor} ms of processor time each`);
    }
    for (const [name, time] of Object.entries(loading)) console.log(`${name} all there after ${time} ms`);
  }
} finally {
  await browser.close();
  await server.close();
}
