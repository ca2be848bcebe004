import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeFrames } from '../../../src/engine/export/animation.ts';
import { enlargePictures } from '../../../src/engine/export/enlarge.ts';
import { composeGrid, writeGrid } from '../../../src/engine/export/grid.ts';
import type { PictureNote } from '../../../src/engine/export/picture-note.ts';
import type { Pictures } from '../../../src/shared/latent.ts';
import type { Progress } from '../../../src/shared/progress.ts';

let folder: string;
beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), 'morphospace-'))));
afterAll(() => rm(folder, { recursive: true }));

const size = 32;

/** Frames of one tone each: 0, 10, 20, … */
function tones(count: number, first = 0): Pictures {
  const rgba = new Uint8Array(count * size * size * 4).fill(255);
  for (let i = 0; i < rgba.length; i += 4)
    rgba.fill((first + Math.floor(i / (size * size * 4))) * 10, i, i + 3);
  return { count, size, rgba };
}

/** Two pieces, as a decoder gives them. */
const frames = () => ({ count: 12, size, pictures: [tones(5), tones(7, 5)] });

const toneOf = async (image: Sharp) => Math.round((await image.stats()).channels[0]!.mean);

describe('frames of a morph', () => {
  it.each(['webp', 'gif'] as const)('play as %s, enlarged, in order and without end', async (format) => {
    const path = join(folder, `morph.${format}`);
    expect(await writeFrames(frames(), path, { framesPerSecond: 20 })).toEqual([path]);
    const { pages, pageHeight, width, loop, delay } = await sharp(path, { animated: true }).metadata();
    expect({ pages, pageHeight, width, loop }).toEqual({ pages: 12, pageHeight: 256, width: 256, loop: 0 });
    expect(delay).toEqual(new Array(12).fill(50));
    for (const page of [0, 4, 11]) {
      expect(Math.abs((await toneOf(sharp(path, { page }))) - page * 10)).toBeLessThanOrEqual(3);
    }
  });

  it('become a strip read from left to right', async () => {
    const path = join(folder, 'strip.png');
    await writeFrames(frames(), path);
    const { width, height } = await sharp(path).metadata();
    expect([width, height]).toEqual([12 * size + 11 * 2, size]);
    const third = { left: 2 * (size + 2), top: 0, width: size, height: size };
    expect(await toneOf(sharp(await sharp(path).extract(third).toBuffer()))).toBe(20);
  });

  it('become a folder of PNGs at their own size that sort by name', async () => {
    const path = join(folder, 'frames');
    const written = await writeFrames(frames(), path);
    expect((await readdir(path)).sort()).toEqual(written.map((file) => basename(file)));
    expect(written).toHaveLength(12);
    const last = sharp(written[11]);
    expect((await last.metadata()).width).toBe(size);
    expect(await toneOf(last)).toBe(110);
  });

  it('report how far they are', async () => {
    const seen: Progress[] = [];
    await writeFrames(frames(), join(folder, 'reported.png'), {
      progress: (progress) => seen.push(progress),
    });
    expect(seen.at(-1)).toMatchObject({ value: 1, description: '12 of 12' });
  });

  it('stop when cancelled, and leave no file', async () => {
    const controller = new AbortController();
    const progress = () => controller.abort();
    const path = join(folder, 'cancelled.webp');
    await expect(writeFrames(frames(), path, { progress, signal: controller.signal })).rejects.toThrow(
      'cancelled',
    );
    expect(await readdir(folder)).not.toContain('cancelled.webp');
  });

  it('are refused under an unknown ending, and when they would fill the memory', async () => {
    await expect(writeFrames(frames(), join(folder, 'morph.mp4'))).rejects.toThrow('.mp4');
    await expect(
      writeFrames({ ...frames(), count: 100_000 }, join(folder, 'long.gif')),
    ).rejects.toMatchObject({
      code: 'animation-too-large',
    });
  });
});

describe('a sheet of frames', () => {
  it('has as many in a row as asked for', async () => {
    const path = join(folder, 'sheet.png');
    await writeFrames(frames(), path, { columns: 5 });
    const { width, height } = await sharp(path).metadata();
    expect([width, height]).toEqual([5 * size + 4 * 2, 3 * size + 2 * 2]);
  });
});

describe('frames of two pictures', () => {
  const pairs = () => ({ ...frames(), count: 6, across: 2, pictures: [tones(4), tones(8, 4)] });

  it('stand side by side in a file that plays, and in every file of a folder', async () => {
    const path = join(folder, 'pairs.webp');
    await writeFrames(pairs(), path);
    const { width, pageHeight, pages } = await sharp(path, { animated: true }).metadata();
    expect({ width, pageHeight, pages }).toEqual({ width: 2 * 256 + 2, pageHeight: 256, pages: 6 });
    const [file] = await writeFrames(pairs(), join(folder, 'pairs'));
    const half = (left: number) =>
      sharp(file).extract({ left, top: 0, width: size, height: size }).toBuffer();
    expect(await toneOf(sharp(await half(0)))).toBe(0);
    expect(await toneOf(sharp(await half(size + 2)))).toBe(10);
  });

  it('stay together in a strip', async () => {
    const path = join(folder, 'pairs.png');
    await writeFrames(pairs(), path, { columns: 3 });
    expect((await sharp(path).metadata()).width).toBe(6 * size + 5 * 2);
  });
});

describe('enlarged frames', () => {
  const dots = { count: 1, size: 2, rgba: Uint8Array.of(...[0, 255, 255, 0].flatMap((v) => [v, v, v, 255])) };

  it('by nearest repeat every pixel as a square', async () => {
    const { size: side, rgba } = await enlargePictures(dots, 3, 'nearest');
    expect(side).toBe(6);
    const rows = Array.from({ length: 6 }, (_, y) =>
      Array.from({ length: 6 }, (_, x) => (rgba[(y * 6 + x) * 4] ? '#' : '.')).join(''),
    );
    expect(rows).toEqual(['...###', '...###', '...###', '###...', '###...', '###...']);
  });

  it('by Lanczos are smooth', async () => {
    const { rgba } = await enlargePictures(dots, 8, 'lanczos');
    const row = Array.from({ length: 16 }, (_, x) => rgba[x * 4]!);
    expect(row[0]).toBeLessThan(40);
    expect(row[15]).toBeGreaterThan(215);
    expect(row.filter((value) => value > 60 && value < 195).length).toBeGreaterThan(1);
  });

  it('are as large as asked for in every kind of file', async () => {
    for (const name of ['scaled.gif', 'scaled.png'])
      await writeFrames(frames(), join(folder, name), { scale: 2, enlargement: 'nearest' });
    expect((await sharp(join(folder, 'scaled.gif')).metadata()).width).toBe(2 * size);
    expect((await sharp(join(folder, 'scaled.png')).metadata()).height).toBe(2 * size);
  });
});

describe('what a file tells of its pictures', () => {
  const note = (frame?: number): PictureNote => ({
    ...{ program: 'Morphospace', model: 'faces-1', name: 'Gesichter <ä> & 顔' },
    codes: frame === undefined ? [[0.1], [-2]] : [[frame]],
  });

  it('is text in a PNG, for each frame of a folder its own', async () => {
    const files = await writeFrames(frames(), join(folder, 'noted'), { note });
    const { comments } = await sharp(files[3]).metadata();
    expect(comments).toEqual([{ keyword: 'Morphospace', text: expect.any(String) as string }]);
    expect(JSON.parse(comments![0]!.text)).toEqual(note(3));
    expect(await toneOf(sharp(files[3]))).toBe(30);
  });

  it('is a comment in a GIF, however long, which still plays', async () => {
    const path = join(folder, 'noted.gif');
    const long = { ...note(), codes: [Array.from({ length: 300 }, (_, i) => i / 7)] };
    await writeFrames(frames(), path, { note: () => long });
    const bytes = await readFile(path);
    const start = bytes.indexOf(Uint8Array.of(0x21, 0xfe)) + 2;
    let text = '';
    for (let at = start; bytes[at] !== 0; at += bytes[at]! + 1)
      text += bytes.toString('latin1', at + 1, at + 1 + bytes[at]!);
    expect(JSON.parse(text)).toEqual(long);
    expect((await sharp(path, { animated: true }).metadata()).pages).toBe(12);
    expect(Math.abs((await toneOf(sharp(path, { page: 7 }))) - 70)).toBeLessThanOrEqual(3);
  });

  it('is XMP in a WebP', async () => {
    const path = join(folder, 'noted.webp');
    await writeFrames(frames(), path, { note });
    const xmp = (await sharp(path, { animated: true }).metadata()).xmpAsString!;
    const text = /<rdf:li[^>]*>(.*?)<\/rdf:li>/.exec(xmp)![1]!;
    const plain = text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
    expect(JSON.parse(plain)).toEqual(note());
  });
});

describe('a grid of pictures', () => {
  it('is as square as it can be, row by row, with white lines between', () => {
    const { width, height, rgba } = composeGrid(tones(5), 3);
    expect([width, height]).toEqual([3 * size + 4, 2 * size + 2]);
    const tone = (x: number, y: number) => rgba[(y * width + x) * 4];
    expect([tone(0, 0), tone(size + 2, 0), tone(0, size + 2)]).toEqual([0, 10, 30]);
    expect([tone(size, 0), tone(0, size), tone(width - 1, height - 1)]).toEqual([255, 255, 255]);
  });

  it('becomes a PNG of those pixels', async () => {
    const path = join(folder, 'grid.png');
    await writeGrid(tones(4), path);
    const { data, info } = await sharp(path).raw().toBuffer({ resolveWithObject: true });
    expect([info.width, info.height]).toEqual([2 * size + 2, 2 * size + 2]);
    expect(new Uint8Array(data)).toEqual(composeGrid(tones(4), 2).rgba);
  });
});
