import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, readlink, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type SelectedImage, writeImageFiles } from '../../../src/engine/export/image-files.ts';

let folder: string;
const at = (...parts: string[]) => join(folder, ...parts);
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'selection-'))));
afterEach(() => rm(folder, { recursive: true }));

/** An original of these bytes, as the library knows it. */
async function original(file: string, content: string): Promise<SelectedImage> {
  const path = at('originals', file);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
  const id = createHash('sha256').update(content).digest('hex').slice(0, 32);
  return { id, file, path, bytes: Buffer.byteLength(content) };
}

const written = async () => (await readdir(at('out'), { recursive: true })).sort();

describe.each(['copy', 'link'] as const)('a selection written as files: %s', (form) => {
  it('keeps sub-folders, and names that two of them share', async () => {
    const images = [await original('a/1.png', 'one'), await original('b/1.png', 'two')];
    expect(await writeImageFiles(images, at('out'), form)).toEqual({ written: 2, skipped: [] });
    expect(await written()).toEqual(['a', 'a/1.png', 'b', 'b/1.png']);
    expect(await readFile(at('out', 'b', '1.png'), 'utf8')).toBe('two');
  });

  it('overwrites nothing: another file of the name stays, the image gets a number', async () => {
    await mkdir(at('out'));
    await writeFile(at('out', '1.png'), 'precious');
    await symlink(at('nowhere'), at('out', '1 (2).png'));
    const image = await original('1.png', 'one');
    expect(await writeImageFiles([image], at('out'), form)).toEqual({ written: 1, skipped: [] });
    expect(await readFile(at('out', '1.png'), 'utf8')).toBe('precious');
    expect(await readlink(at('out', '1 (2).png'))).toBe(at('nowhere'));
    expect(await readFile(at('out', '1 (3).png'), 'utf8')).toBe('one');
  });

  it('writes the same image once, however often it is asked for', async () => {
    const image = await original('1.png', 'one');
    await writeImageFiles([image], at('out'), form);
    expect(await writeImageFiles([image], at('out'), form)).toEqual({
      ...{ written: 0, skipped: [{ file: '1.png', reason: 'It is there already.' }] },
    });
    expect(await written()).toEqual(['1.png']);
  });

  it('lists originals that are gone, and writes the others', async () => {
    const [gone, here] = [await original('1.png', 'one'), await original('2.png', 'two')];
    await rm(gone.path);
    expect(await writeImageFiles([gone, here], at('out'), form)).toEqual({
      written: 1,
      skipped: [{ file: '1.png', reason: 'The original is no longer where it was imported from.' }],
    });
    expect(await written()).toEqual(['2.png']);
  });

  it('is refused where a file has the name of the folder', async () => {
    await writeFile(at('out'), 'a file');
    await expect(writeImageFiles([await original('1.png', 'one')], at('out'), form)).rejects.toMatchObject({
      code: 'not-writable',
    });
  });
});

it('copies are files of their own, links lead to the originals', async () => {
  const image = await original('1.png', 'one');
  await writeImageFiles([image], at('out'), 'copy');
  await writeImageFiles([image], at('links'), 'link');
  await writeFile(image.path, 'changed');
  expect(await readFile(at('out', '1.png'), 'utf8')).toBe('one');
  expect(await readlink(at('links', '1.png'))).toBe(image.path);
});

it('a copy that is cancelled leaves whole files only', async () => {
  const images = [await original('1.png', 'one'), await original('2.png', 'two')];
  const controller = new AbortController();
  const stopped = writeImageFiles(images, at('out'), 'copy', {
    signal: controller.signal,
    progress: () => controller.abort(),
  });
  await expect(stopped).rejects.toThrow();
  expect(await written()).toEqual(['1.png']);
});
