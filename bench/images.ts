/**
 * How fast image files become pixels of 64 x 64 for a model, the same with thumbnails, and how fast their quality is measured; with `--pillow`, Pillow doing the first
 * of the two in the same run (two threads, `draft`, bilinear), and the ratio.
 * npm run bench -- images [DIR] [--images 4000] [--pillow PYTHON] [--json]
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { decodeFiles, DecodePool } from '../src/engine/images/decode-pool.ts';
import type { DecodeRequest } from '../src/engine/images/decode-worker.ts';
import { importImages } from '../src/engine/images/import.ts';
import { type FoundFile, scanSources } from '../src/engine/images/scan.ts';

const SIZE = 64;
/** Each is run so often, in turn, and the best counts: what else the machine does only ever makes it slower. */
const ROUNDS = 3;
const WARM_UP = 200;

const PIXELS: DecodeRequest = { pixels: { size: SIZE, channels: 3 }, tiles: [] };
const APPEARANCE: DecodeRequest = { pixels: null, tiles: [], appearance: true };

/** Reads the files that stdin names and prints images per second. */
const PILLOW = `
import sys, time
from concurrent.futures import ThreadPoolExecutor
from PIL import Image
def pixels(path):
    image = Image.open(path)
    image.draft('RGB', (${SIZE}, ${SIZE}))
    return image.convert('RGB').resize((${SIZE}, ${SIZE}), Image.BILINEAR).tobytes()
files = sys.stdin.read().split('\\n')
with ThreadPoolExecutor(2) as pool:
    list(pool.map(pixels, files[:${WARM_UP}]))
    start = time.perf_counter()
    list(pool.map(pixels, files))
    print(len(files) / (time.perf_counter() - start))
`;

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    images: { type: 'string', default: '4000' },
    pillow: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
const threads = availableParallelism();

/** Pictures of 200 x 200 with edges, flat parts and grain, of about the size that photographs have as files. */
async function makePictures(folder: string, count: number): Promise<void> {
  let state = 1;
  const random = (below: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const colour = () => `rgb(${random(256)},${random(256)},${random(256)})`;
  for (let i = 0; i < count; i++) {
    const shapes = Array.from({ length: 12 }, (_, shape) => {
      const [x, y, width, height] = [random(200), random(200), 8 + random(80), 8 + random(80)];
      return shape % 2 === 0
        ? `<ellipse cx="${x}" cy="${y}" rx="${width}" ry="${height}" fill="${colour()}" opacity="0.8"/>`
        : `<rect x="${x}" y="${y}" width="${width}" height="${height}" fill="${colour()}" opacity="0.8"/>`;
    });
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="200" height="200"><rect width="200" height="200" fill="${colour()}"/>${shapes.join('')}</svg>`;
    const noise = { type: 'gaussian' as const, mean: 128, sigma: 12 };
    const grain = await sharp({
      create: { width: 200, height: 200, channels: 3, background: '#808080', noise },
    })
      .png({ compressionLevel: 0 })
      .toBuffer();
    const jpeg = await sharp(Buffer.from(svg))
      .blur(0.8)
      .composite([{ input: grain, blend: 'soft-light' }])
      .jpeg({ quality: 85 })
      .toBuffer();
    await writeFile(join(folder, `${i}.jpg`), jpeg);
  }
}

async function findFiles(folder: string): Promise<FoundFile[]> {
  const files: FoundFile[] = [];
  for await (const event of scanSources([folder])) if (event.kind === 'file') files.push(event.found);
  return files;
}

/** With threads that have started and begun to work, as Pillow's have when its time begins. */
async function decodedPerSecond(files: FoundFile[], request: DecodeRequest): Promise<number> {
  const pool = new DecodePool();
  const decodeAll = async (some: FoundFile[]) => {
    let images = 0;
    for await (const { outcome } of decodeFiles(some, request, { pool }))
      if (!('reason' in outcome)) images++;
    return images;
  };
  try {
    await decodeAll(files.slice(0, WARM_UP));
    const start = performance.now();
    return ((await decodeAll(files)) / (performance.now() - start)) * 1000;
  } finally {
    await pool.close();
  }
}

async function importedPerSecond(source: string): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'import-'));
  try {
    const { added, seconds } = await importImages({
      sources: [source],
      labels: 'none',
      folder,
      dataset: { images: 0, channels: 1, medianShortSide: 0, thumbnails: [] },
      known: { hasFile: () => false, hasContent: () => false, hasName: () => false },
      onBatch: () => undefined,
      onSkipped: () => undefined,
    });
    return added / seconds;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function pillowPerSecond(python: string, files: FoundFile[]): number {
  const input = files.map(({ path }) => path).join('\n');
  return Number(execFileSync(python, ['-c', PILLOW], { input, encoding: 'utf8' }));
}

const own = positionals[0] === undefined ? mkdtempSync(join(tmpdir(), 'pictures-')) : null;
try {
  if (own !== null) await makePictures(own, Number(options.images));
  const source = own ?? positionals[0]!;
  const files = await findFiles(source);
  const best = { pixels: 0, appearance: 0, imported: 0, pillow: 0 };
  for (let round = 0; round < ROUNDS; round++) {
    best.pixels = Math.max(best.pixels, await decodedPerSecond(files, PIXELS));
    best.appearance = Math.max(best.appearance, await decodedPerSecond(files, APPEARANCE));
    if (options.pillow) best.pillow = Math.max(best.pillow, pillowPerSecond(options.pillow, files));
    best.imported = Math.max(best.imported, await importedPerSecond(source));
  }
  const peakMegabytes = Math.round(process.resourceUsage().maxRSS / 1024);
  if (options.json) {
    console.log(
      JSON.stringify({
        images: files.length,
        ...best,
        pillow: options.pillow ? best.pillow : null,
        peakMegabytes,
      }),
    );
  } else {
    const perSecond = (value: number) => `${Math.round(value).toLocaleString('en')}/s`;
    console.log(`${files.length} images, ${threads} threads`);
    console.log(`pixels at ${SIZE} x ${SIZE}       ${perSecond(best.pixels)}`);
    console.log(`quality                  ${perSecond(best.appearance)}`);
    console.log(`import with thumbnails   ${perSecond(best.imported)}`);
    if (options.pillow) {
      console.log(`Pillow, pixels           ${perSecond(best.pillow)}`);
      console.log(
        `ratio                    ${(best.pixels / best.pillow).toFixed(2)}, with thumbnails ${(best.imported / best.pillow).toFixed(2)}`,
      );
    }
    console.log(`memory at most           ${peakMegabytes} MB`);
  }
} finally {
  if (own !== null) rmSync(own, { recursive: true, force: true });
}
