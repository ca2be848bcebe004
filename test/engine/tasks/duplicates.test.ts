/** Copies planted among pictures that only look alike, as files on disk. */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Library, openLibrary } from '../../../src/engine/library/library.ts';
import { Random } from '../../../src/engine/models/random.ts';
import { duplicates } from '../../../src/engine/tasks/analyses/duplicates.ts';
import type { DuplicateGroup } from '../../../src/shared/analyses.ts';
import { addDataset } from '../library/images.ts';

const WIDTH = 96;
const HEIGHT = 80;

let folder: string;
let library: Library;
let places = 0;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'duplicates-'));
  library = openLibrary(join(folder, 'library'), { exclusive: true });
});
afterAll(() => {
  library.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A picture of soft blots, another one for every seed. */
function blots(seed: number, width = WIDTH, height = HEIGHT): Sharp {
  const random = new Random(seed);
  const all = Array.from({ length: 12 }, () => ({
    ...{ x: random.uniform() * width, y: random.uniform() * height, radius: 6 + random.uniform() * 20 },
    colour: [random.below(256), random.below(256), random.below(256)],
  }));
  const data = new Uint8Array(width * height * 3);
  for (let i = 0; i < width * height; i++) {
    const values = [90, 100, 110];
    for (const { x, y, radius, colour } of all) {
      const weight = Math.exp(-(((i % width) - x) ** 2 + (Math.floor(i / width) - y) ** 2) / radius ** 2);
      for (let c = 0; c < 3; c++) values[c]! += weight * (colour[c]! - values[c]!);
    }
    for (let c = 0; c < 3; c++) data[3 * i + c] = values[c]!;
  }
  return sharp(data, { raw: { width, height, channels: 3 } });
}

/** Writes files and imports them by hand, in this order; content decides the identifier, as an import does. */
async function datasetOf(files: Record<string, Buffer>): Promise<{ id: string; names: string[] }> {
  const names = Object.keys(files);
  const place = join(folder, `pictures-${++places}`);
  await mkdir(place);
  const sizes: { width: number; height: number }[] = [];
  const contents = new Map<string, string>();
  for (const name of names) {
    await writeFile(join(place, name), files[name]!);
    const { width, height } = await sharp(files[name]).metadata();
    sizes.push({ width, height });
    const content = files[name]!.toString('base64');
    if (!contents.has(content)) contents.set(content, contents.size.toString(16).padStart(32, '0'));
  }
  const id = addDataset(library, names.length, (index) => ({
    ...sizes[index]!,
    id: contents.get(files[names[index]!]!.toString('base64'))!,
    file: names[index]!,
    path: join(place, names[index]!),
    bytes: statSync(join(place, names[index]!)).size,
  }));
  return { id, names };
}

async function groupsIn(files: Record<string, Buffer>, bits = 4) {
  const { id, names } = await datasetOf(files);
  const { groups } = await duplicates(
    { analysisId: 'a', datasetId: id, modelId: '', request: { kind: 'duplicates', bits } },
    { library, progress: () => {}, emit: () => {}, signal: new AbortController().signal },
  );
  return groups.map(({ images, best, ...rest }: DuplicateGroup) => ({
    ...rest,
    images: images.map((image) => names[image]),
    best: names[best],
  }));
}

const png = (image: Sharp) => image.png().toBuffer();

describe('near-identical images', () => {
  it('are found when one was saved again, made smaller or brighter; the one of the most pixels is the best', async () => {
    const files: Record<string, Buffer> = {};
    for (let seed = 0; seed < 12; seed++) files[`other-${seed}.png`] = await png(blots(100 + seed));
    files['half.png'] = await png(sharp(await png(blots(1))).resize(WIDTH / 2, HEIGHT / 2));
    files['quality-60.jpg'] = await blots(1).jpeg({ quality: 60 }).toBuffer();
    files['brighter.png'] = await png(blots(1).linear(1.1, 4));
    files['original.png'] = await png(blots(1));
    const [group, ...others] = await groupsIn(files);
    expect(others).toEqual([]);
    expect(group!.kind).toBe('near');
    expect(group!.images).toEqual(['half.png', 'quality-60.jpg', 'brighter.png', 'original.png']);
    expect(['brighter.png', 'original.png']).toContain(group!.best);
    expect(group!.bits).toBeLessThanOrEqual(4);
  });

  it('are not those that were cropped, recoloured, mirrored or stretched', async () => {
    const whole = await png(blots(7));
    const groups = await groupsIn(
      {
        'whole.png': whole,
        'cropped.png': await png(sharp(whole).extract({ left: 8, top: 8, width: 72, height: 60 })),
        'square.png': await png(sharp(whole).extract({ left: 8, top: 0, width: HEIGHT, height: HEIGHT })),
        'recoloured.png': await png(sharp(whole).modulate({ hue: 120 })),
        'mirrored.png': await png(sharp(whole).flop()),
        'stretched.png': await png(sharp(whole).resize(WIDTH, WIDTH, { fit: 'fill' })),
      },
      16,
    );
    expect(groups).toEqual([]);
  });

  it('are not those that differ in one place: a spot, or a small thing of another colour', async () => {
    const part = await png(blots(8));
    const spot = (fill: string) =>
      Buffer.from(
        `<svg width="${WIDTH}" height="${HEIGHT}"><circle cx="50" cy="40" r="5" fill="${fill}"/></svg>`,
      );
    const spotted = (fill: string) => png(sharp(part).composite([{ input: spot(fill) }]));
    const groups = await groupsIn(
      {
        'fine.png': part,
        'black.png': await spotted('#000000'),
        // Of the same luma.
        'red.png': await spotted('#c83c3c'),
        'green.png': await spotted('#148c3c'),
      },
      16,
    );
    expect(groups).toEqual([]);
  });

  it('are plain pictures of one colour, not of several', async () => {
    const plain = (background: string, width = 40) =>
      sharp({ create: { width, height: width, channels: 3, background } });
    const groups = await groupsIn({
      'black.png': await png(plain('#000000')),
      'black.jpg': await plain('#000000', 50).jpeg().toBuffer(),
      'white.png': await png(plain('#ffffff')),
      'red.png': await png(plain('#c03030')),
      'green.png': await png(plain('#207020')),
    });
    expect(groups.map(({ images }) => images)).toEqual([['black.png', 'black.jpg']]);
  });

  it('are judged against the best, so that a slow change does not make one group of everything', async () => {
    const files: Record<string, Buffer> = {};
    const [from, to] = await Promise.all([blots(20), blots(21)].map((image) => image.raw().toBuffer()));
    for (let step = 0; step <= 40; step++) {
      const data = from!.map((value, i) => Math.round(value + ((to![i]! - value) * step) / 40));
      files[`${step}.png`] = await png(sharp(data, { raw: { width: WIDTH, height: HEIGHT, channels: 3 } }));
    }
    const groups = await groupsIn(files, 16);
    expect(groups.length).toBeGreaterThan(2);
    for (const { images } of groups) expect(images.length).toBeLessThan(25);
  });
});

describe('identical images', () => {
  it('are told from near ones, and a group may hold both', async () => {
    const one = await png(blots(31));
    const two = await png(blots(32));
    const groups = await groupsIn({
      ...{ 'a.png': one, 'b.png': two, 'c.png': one, 'd.png': await png(blots(33)) },
      ...{ 'e.png': one, 'f.png': two, 'g.jpg': await blots(32).jpeg({ quality: 80 }).toBuffer() },
    });
    expect(groups).toEqual([
      { kind: 'identical', images: ['a.png', 'c.png', 'e.png'], best: 'a.png', bits: 0 },
      { kind: 'near', images: ['b.png', 'f.png', 'g.jpg'], best: 'b.png', bits: expect.any(Number) },
    ]);
  });

  it('cannot be told from near ones when an original is gone, which is said', async () => {
    const { id } = await datasetOf({ 'a.png': await png(blots(41)), 'b.png': await png(blots(42)) });
    rmSync([...library.datasets.eachImage(id)][0]!.path);
    await expect(
      duplicates(
        { analysisId: 'a', datasetId: id, modelId: '', request: { kind: 'duplicates', bits: 4 } },
        { library, progress: () => {}, emit: () => {}, signal: new AbortController().signal },
      ),
    ).rejects.toMatchObject({ code: 'originals-missing' });
  });
});
