import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  asStorageError,
  makeFolder,
  writeAtomically,
  writeFileAtomically,
} from '../../../src/engine/library/atomic.ts';
import type { StoredImage } from '../../../src/engine/library/datasets.ts';
import { openLibrary, type Library } from '../../../src/engine/library/library.ts';
import { MorphospaceError } from '../../../src/shared/errors.ts';
import type { TrainingPlan } from '../../../src/shared/models.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'library-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function using<T>(work: (library: Library) => T): T {
  const library = openLibrary(folder, { exclusive: true });
  try {
    return work(library);
  } finally {
    library.close();
  }
}

function image(index: number, changes: Partial<StoredImage> = {}): StoredImage {
  return {
    index,
    id: index.toString(16).padStart(32, '0'),
    file: `a/${index}.png`,
    path: `/pictures/a/${index}.png`,
    width: 40 + index,
    height: 30 + index,
    channels: 1,
    bytes: 1000,
    modified: 0,
    format: 'png',
    label: index % 2 === 0 ? 'even' : null,
    ...changes,
  };
}

describe('the library', () => {
  it('keeps datasets and images when it is opened again', () => {
    const id = using(({ datasets }) => {
      const { id } = datasets.create('Fàces & Co');
      datasets.addImages(id, [image(0), image(1), image(2)]);
      datasets.addSkipped(id, [{ file: 'x.png', reason: 'it is empty' }]);
      datasets.summarise(id);
      return id;
    });
    expect(id).toMatch(/^faces-co-[0-9a-f]{6}$/);
    using(({ datasets }) => {
      expect(datasets.find('Fàces & Co')).toMatchObject({
        id,
        images: 3,
        skipped: 1,
        channels: 1,
        medianShortSide: 31,
        labels: [{ name: 'even', images: 2 }],
      });
      expect([...datasets.labelIndices(id)]).toEqual([0, -1, 0]);
      expect([...datasets.eachImage(id)].map(({ path }) => path)).toEqual(
        [0, 1, 2].map((i) => `/pictures/a/${i}.png`),
      );
    });
  });

  it('finds images by part of their name, taking wildcards literally', () => {
    using(({ datasets }) => {
      const { id } = datasets.create('faces');
      datasets.addImages(id, [image(0, { file: '100%.png' }), image(1, { file: '1000.png' })]);
      expect(datasets.page(id, { search: '100%', offset: 0, limit: 10 })).toMatchObject({
        total: 1,
        images: [{ file: '100%.png' }],
      });
      expect(datasets.page(id, { label: 'even', offset: 0, limit: 10 }).total).toBe(1);
    });
  });

  it('adds all images of a batch or none', () => {
    using(({ datasets }) => {
      const { id } = datasets.create('faces');
      expect(() => datasets.addImages(id, [image(0), image(0)])).toThrow();
      expect(datasets.count(id)).toBe(0);
    });
  });

  it('says what to do about a dataset that is not there', () => {
    using(({ datasets }) => {
      expect(() => datasets.find('nothing')).toThrow(expect.objectContaining({ code: 'no-such-dataset' }));
    });
  });

  it('takes a dataset away with its models and files, and leaves its originals', async () => {
    const original = join(folder, 'original.png');
    writeFileSync(original, 'mine');
    const library = openLibrary(folder, { exclusive: true });
    const { id } = library.datasets.create('faces');
    library.datasets.addImages(id, [image(0, { path: original })]);
    library.datasets.addSources(id, [folder]);
    const model = library.models.create({ datasetId: id, name: 'vae', plan: {} as TrainingPlan });
    await writeFileAtomically(join(library.datasetFolder(id), 'page.webp'), 'x');
    await writeFileAtomically(join(library.modelFolder(model.id), 'encoder.onnx'), 'x');
    await library.removeDataset(id);
    expect(library.datasets.list()).toEqual([]);
    expect(library.models.list()).toEqual([]);
    expect(existsSync(library.datasetFolder(id))).toBe(false);
    expect(existsSync(library.modelFolder(model.id))).toBe(false);
    expect(readFileSync(original, 'utf8')).toBe('mine');
    library.close();
  });

  it('knows after a crash which training was cut off', () => {
    const id = using(({ datasets, models }) => {
      const dataset = datasets.create('faces');
      return models.create({ datasetId: dataset.id, name: 'vae', plan: {} as TrainingPlan }).id;
    });
    using(({ models }) => expect(models.get(id).state).toBe('interrupted'));
  });

  it('refuses a library that a newer version wrote', () => {
    using(() => undefined);
    const database = new DatabaseSync(join(folder, 'library.sqlite'));
    database.exec('PRAGMA user_version = 999');
    database.close();
    expect(() => openLibrary(folder, { exclusive: true })).toThrow(
      expect.objectContaining({ code: 'library-newer' }),
    );
  });
});

describe('a folder that is no place for a library', () => {
  it('is refused in words', () => {
    writeFileSync(join(folder, 'file'), 'x');
    for (const place of ['file', 'file/below']) {
      expect(() => openLibrary(join(folder, place), { exclusive: true })).toThrow(
        expect.objectContaining({ code: 'not-writable' }),
      );
    }
  });

  it('is not taken for one in use', () => {
    // SQLite cannot open a folder, which is no sign of another engine.
    mkdirSync(join(folder, 'lock.sqlite'));
    expect(() => openLibrary(folder, { exclusive: true })).toThrow(
      expect.objectContaining({ code: 'not-writable' }),
    );
  });

  it('is told from a full disk by what SQLite says', () => {
    const database = new DatabaseSync(join(folder, 'small.sqlite'));
    database.exec('PRAGMA max_page_count = 2; CREATE TABLE t (x)');
    let full: unknown;
    try {
      database.prepare('INSERT INTO t VALUES (zeroblob(?))').run(100_000);
    } catch (error) {
      full = error;
    }
    database.close();
    expect(asStorageError(full, folder)).toMatchObject({ code: 'disk-full' });
  });
});

describe('the lock', () => {
  const holder = `
    const { openLibrary } = await import(${JSON.stringify(new URL('../../../src/engine/library/library.ts', import.meta.url).href)});
    // Kept, so that it is not collected and the lock with it.
    globalThis.held = openLibrary(process.argv[1], { exclusive: true });
    console.log('open');
    setInterval(() => {}, 1000);`;

  it('keeps a second engine out, lets workers in, and dies with its holder', async () => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', holder, folder]);
    await once(child.stdout, 'data');
    expect(() => openLibrary(folder, { exclusive: true })).toThrow(
      expect.objectContaining({
        code: 'library-locked',
        message: expect.stringContaining(String(child.pid)) as string,
      }),
    );
    openLibrary(folder, { exclusive: false }).close();
    child.kill('SIGKILL');
    await once(child, 'exit');
    openLibrary(folder, { exclusive: true }).close();
  });
});

describe('atomic writing', () => {
  it('leaves the last good file and nothing else when writing fails in the middle', async () => {
    const path = join(folder, 'card.json');
    await writeFileAtomically(path, 'good');
    const failing = writeAtomically(path, async (file) => {
      await file.writeFile('half of a new f');
      throw new Error('power cut');
    });
    await expect(failing).rejects.toThrow('power cut');
    expect(readFileSync(path, 'utf8')).toBe('good');
    expect(readdirSync(folder)).toEqual(['card.json']);
  });

  it('says in words why a place takes no file', async () => {
    await writeFileAtomically(join(folder, 'file'), 'x');
    await expect(writeFileAtomically(join(folder, 'file', 'y', 'z'), 'x')).rejects.toMatchObject({
      code: 'not-writable',
      message: expect.stringContaining('a part of that path is no folder'),
    });
    mkdirSync(join(folder, 'taken'));
    await expect(writeFileAtomically(join(folder, 'taken'), 'x')).rejects.toMatchObject({
      code: 'not-writable',
      message: expect.stringContaining('a folder of that name is there'),
    });
    await expect(writeFileAtomically(join(folder, 'n'.repeat(300)), 'x')).rejects.toMatchObject({
      message: expect.stringContaining('the name is too long'),
    });
  });

  // Node's own recursive mkdir runs for ever there.
  it.skipIf(process.platform !== 'linux')('fails at once where no folder can be made', () => {
    expect(() => makeFolder('/proc/morphospace/a')).toThrow(MorphospaceError);
  });

  it('says in words that the disk is full', async () => {
    const full = Object.assign(new Error('write'), { code: 'ENOSPC' });
    await expect(writeAtomically(join(folder, 'x'), () => Promise.reject(full))).rejects.toMatchObject({
      code: 'disk-full',
    });
  });
});
