/** A server for the pages that are measured, a Chromium that shows them, and what can be learnt of its processes from outside. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright';
import sharp from 'sharp';
import { createServer, type ViteDevServer } from 'vite';
import { findBrowser } from '../../scripts/browser.mjs';

const ROOT = resolve(import.meta.dirname, '../..');
const SOFTWARE = ['--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader'];

export interface Frames {
  motion: string;
  framesPerSecond: number;
  median: number;
  p95: number;
  worst: number;
  /** Processor time of the page and of whatever draws for it, in milliseconds a frame: the same on a busy machine as on an idle one. */
  processor: number;
}

export interface Memory {
  /** What the page's scripts hold, objects and typed arrays. */
  heap: number;
  /** Resident memory of the page's process; null where the system does not tell. */
  renderer: number | null;
}

export class Stage {
  readonly #server: ViteDevServer;
  readonly #browser: Browser;

  constructor(server: ViteDevServer, browser: Browser) {
    this.#server = server;
    this.#browser = browser;
  }

  /** @param rivals a folder in whose node_modules the programs to compare with are installed; null for none */
  static async open(gpu: boolean, rivals: string | null): Promise<Stage> {
    const server = await serve(rivals);
    const browser = await chromium.launch({
      executablePath: findBrowser() ?? undefined,
      args: ['--no-sandbox', ...(gpu ? [] : SOFTWARE)],
    });
    return new Stage(server, browser);
  }

  async visit(path: string): Promise<Page> {
    const page = await this.#browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(`${this.#server.resolvedUrls!.local[0]!}${path}`);
    return page;
  }

  /** @param frameIntervals an expression for the sorted times between frames of a movement, in milliseconds */
  async measure(page: Page, motion: string, frameIntervals: string): Promise<Frames> {
    const before = await this.#processorTime();
    const times = await page.evaluate<number[]>(frameIntervals);
    const used = (await this.#processorTime()) - before;
    const at = (share: number) => round(times[Math.floor(share * times.length)]!);
    const total = times.reduce((sum, time) => sum + time, 0);
    return {
      motion,
      framesPerSecond: round((1000 * times.length) / total),
      median: at(0.5),
      p95: at(0.95),
      worst: round(times.at(-1)!),
      processor: round((1000 * used) / times.length),
    };
  }

  /** In megabytes. */
  async memory(page: Page): Promise<Memory> {
    const session = await page.context().newCDPSession(page);
    await session.send('HeapProfiler.collectGarbage');
    // `backingStorageSize`, the bytes of typed arrays, is newer than the types.
    const usage: Record<string, number> = { ...(await session.send('Runtime.getHeapUsage')) };
    await session.detach();
    return {
      heap: Math.round((usage['usedSize']! + (usage['backingStorageSize'] ?? 0)) / 1e6),
      renderer: await this.#residentMemory(),
    };
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await this.#server.close();
  }

  /** Of the largest page: others are empty. */
  async #residentMemory(): Promise<number | null> {
    if (process.platform !== 'linux') return null;
    const renderers = (await this.#processes()).filter(({ type }) => type === 'renderer');
    return Math.max(...renderers.map(({ id }) => residentMemoryOf(id)));
  }

  /** Seconds of processor time that the browser's processes have used so far. */
  async #processorTime(): Promise<number> {
    return (await this.#processes()).reduce((sum, { cpuTime }) => sum + cpuTime, 0);
  }

  async #processes() {
    const session = await this.#browser.newBrowserCDPSession();
    const { processInfo } = await session.send('SystemInfo.getProcessInfo');
    await session.detach();
    return processInfo;
  }
}

function residentMemoryOf(process: number): number {
  const kilobytes = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${process}/status`, 'utf8'))?.[1];
  return Math.round(Number(kilobytes) / 1000);
}

async function serve(rivals: string | null): Promise<ViteDevServer> {
  const [page, picture] = [await busyPicture(2048), await busyPicture(192)];
  const modules = (name: string) => resolve(rivals ?? ROOT, 'node_modules', name);
  const server = await createServer({
    configFile: false,
    logLevel: 'error',
    root: resolve(ROOT, 'test/renderer/map/page'),
    cacheDir: resolve(ROOT, '.cache/vite-map'),
    resolve: {
      alias:
        rivals === null
          ? {}
          : { 'regl-scatterplot': modules('regl-scatterplot'), 'scatter-gl': modules('scatter-gl') },
    },
    optimizeDeps: {
      entries: ['index.html'],
      include: rivals === null ? [] : ['regl-scatterplot', 'scatter-gl'],
    },
    plugins: [
      {
        name: 'thumbnails',
        configureServer: ({ middlewares }) =>
          void middlewares.use('/thumbnails', ({ url }, response) => {
            response.setHeader('Content-Type', 'image/jpeg').end(url === '/image' ? picture : page);
          }),
      },
    ],
    server: { port: 0, fs: { allow: [ROOT, ...(rivals === null ? [] : [rivals])] } },
  });
  await server.listen();
  return server;
}

/** So many pixels across and down, as busy as photographs are. */
async function busyPicture(side: number): Promise<Buffer> {
  const noise = { type: 'gaussian' as const, mean: 128, sigma: 40 };
  return sharp({ create: { width: side, height: side, channels: 3, background: '#808080', noise } })
    .blur(1.5)
    .jpeg({ quality: 80 })
    .toBuffer();
}

function round(milliseconds: number): number {
  return Math.round(milliseconds * 10) / 10;
}
