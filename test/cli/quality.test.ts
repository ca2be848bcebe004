/** Bad pictures, from a terminal: one of each planted among usual ones. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from './program.ts';

const WIDTH = 96;
const HEIGHT = 80;
const USUAL = 24;
const FAULTS = ['dark', 'bright', 'blurry', 'low-information', 'odd-size', 'odd-aspect'];

let folder: string;
let library: string;
const at = (...parts: string[]) => join(folder, ...parts);

/** Overlapping discs on a slope of colour: edges, contrast and many levels, as photographs have. */
function scene(seed: number): Sharp {
  const pixels = new Uint8Array(WIDTH * HEIGHT * 3);
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++) {
      let level = 30 + x + y / 2;
      for (let k = 0; k < 5; k++) {
        const [left, top] = [(seed * 29 + k * 37) % WIDTH, (seed * 17 + k * 23) % HEIGHT];
        if (Math.hypot(x - left, y - top) < 8 + ((seed + k) % 3) * 5) level = 250 - level - 15 * k;
      }
      pixels.set([level, level * 0.8, level * 0.9], (y * WIDTH + x) * 3);
    }
  }
  return sharp(pixels, { raw: { width: WIDTH, height: HEIGHT, channels: 3 } });
}

function plain(background: string): Sharp {
  return sharp({ create: { width: WIDTH, height: HEIGHT, channels: 3, background } });
}

async function write(name: string, picture: Sharp): Promise<void> {
  await picture.toFile(at('pictures', name));
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'quality-'));
  library = at('library');
  mkdirSync(at('pictures'));
  for (let i = 0; i < USUAL; i++) await write(`usual-${i}.jpg`, scene(i).jpeg({ quality: 92 }));
  await write('black.png', plain('black'));
  await write('white.png', plain('white'));
  await write('blurred.png', scene(3).blur(4));
  await write('plain.png', plain('steelblue'));
  await write('tiny.png', scene(4).resize(8, 7));
  await write('strip.png', scene(5).resize(200, 40, { fit: 'cover' }));
  await done('import', at('pictures'), '--name', 'pictures');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a command with --json and expects it to succeed. */
async function done(...args: string[]): Promise<Record<string, unknown>> {
  const { status, result, stderr } = await run(library, ...args, '--json');
  expect(stderr).toBe('');
  expect(status).toBe(0);
  return result;
}

interface Measure {
  id: string;
  threshold: number;
  images: { file: string; score: number }[];
}
const filesOf = (measures: unknown) =>
  Object.fromEntries(
    (measures as Measure[]).map(({ id, images }) => [id, images.map(({ file }) => file).sort()]),
  );

describe('quality', () => {
  it('finds every planted fault and no other', async () => {
    const { rows, unread, measures } = await done('quality', 'pictures');
    expect({ rows, unread }).toEqual({ rows: USUAL + 6, unread: 0 });
    expect(filesOf(measures)).toEqual({
      dark: ['black.png'],
      bright: ['white.png'],
      blurry: ['blurred.png'],
      'low-information': ['black.png', 'plain.png', 'white.png'],
      'odd-size': ['tiny.png'],
      'odd-aspect': ['strip.png'],
    });
  });

  it('writes the scores of every image', async () => {
    const file = at('quality.csv');
    await done('quality', 'pictures', '--out', file);
    const [header, ...rows] = readFileSync(file, 'utf8').trimEnd().split('\n');
    expect(header).toBe(['file', ...FAULTS].join(','));
    expect(rows).toHaveLength(USUAL + 6);
    expect(rows.find((row) => row.startsWith('black.png,'))).toMatch(/^black\.png,0,1,/);
  });

  it('says it in words', async () => {
    const { stdout } = await run(library, 'quality', 'pictures');
    expect(stdout).toContain(`Faults among ${USUAL + 6} images, the worst first:`);
    expect(stdout).toContain('  1 blurred\n');
    expect(stdout).toMatch(/ {4}0\.\d{3} {2}blurred\.png\n/);
  });

  it('leaves out what cannot be read any more, and stops where nothing can', async () => {
    rmSync(at('pictures', 'blurred.png'));
    const file = at('rest.csv');
    const { unread, measures } = await done('quality', 'pictures', '--out', file);
    expect(unread).toBe(1);
    expect(filesOf(measures)).toMatchObject({ blurry: [], dark: ['black.png'] });
    expect(readFileSync(file, 'utf8')).toContain('\nblurred.png,,,,,,\n');
    rmSync(at('pictures'), { recursive: true });
    const { status, stderr } = await run(library, 'quality', 'pictures');
    expect(status).toBe(1);
    expect(stderr).toMatch(/was imported and cannot be read any more\. The file is gone/);
  });
});
