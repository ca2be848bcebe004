import { execFileSync } from 'node:child_process';
import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type FoundFile, scanSources } from '../../../src/engine/images/scan.ts';
import { gradient, pngOf, temporaryFolder, writeFiles } from './pictures.ts';

const png = await pngOf(gradient(4, 4));

async function scan(
  ...sources: string[]
): Promise<{ found: FoundFile[]; files: string[]; skipped: Record<string, string> }> {
  const found: FoundFile[] = [];
  const skipped: Record<string, string> = {};
  for await (const event of scanSources(sources)) {
    if (event.kind === 'file') found.push(event.found);
    else skipped[event.file] = event.reason;
  }
  return { found, files: found.map(({ file }) => file), skipped };
}

test('folders are walked in the natural order of their names', async () => {
  const folder = await temporaryFolder();
  await writeFiles(folder, {
    '10.png': png,
    '2.png': png,
    'b/1.png': png,
    'a.png': png,
    'B10/x.png': png,
    'B9/x.png': png,
  });
  expect((await scan(folder)).files).toEqual([
    '2.png',
    '10.png',
    'a.png',
    'b/1.png',
    'B9/x.png',
    'B10/x.png',
  ]);
});

test('a file tells its path, size, time and first folder', async () => {
  const folder = await temporaryFolder();
  await writeFiles(folder, { 'cats/old/tom.png': png });
  const [tom] = (await scan(folder)).found;
  expect(tom).toMatchObject({ path: join(folder, 'cats/old/tom.png'), bytes: png.length, group: 'cats' });
  expect(Math.abs(tom!.modified - Date.now())).toBeLessThan(60_000);
});

test('the content counts where the ending promises nothing, and what is no image is listed', async () => {
  const folder = await temporaryFolder();
  await writeFiles(folder, {
    'no ending': png,
    'picture.dat': png,
    'notes.txt': 'hello',
    'a.pdf': '%PDF-1.4',
  });
  expect(await scan(folder)).toMatchObject({
    files: ['no ending', 'picture.dat'],
    skipped: { 'a.pdf': 'This is not an image.', 'notes.txt': 'This is not an image.' },
  });
});

test.skipIf(process.platform !== 'linux')('pipes and names that are not Unicode are listed', async () => {
  const folder = await temporaryFolder();
  execFileSync('mkfifo', [join(folder, 'pipe.jpg')]);
  const name = Buffer.concat([Buffer.from(join(folder, 'caf')), Buffer.from([0xe9]), Buffer.from('.png')]);
  await writeFile(name, png);
  expect(await scan(folder)).toMatchObject({
    files: [],
    skipped: {
      'pipe.jpg': 'This is a device or a pipe, not a file.',
      'caf\ufffd.png': 'The name is not valid Unicode; rename it.',
    },
  });
});

test('what claims to be an image is not passed over', async () => {
  const folder = await temporaryFolder();
  await writeFiles(folder, { 'empty.jpg': '', 'phone.heic': 'x' });
  expect((await scan(folder)).files).toEqual(['empty.jpg', 'phone.heic']);
});

test('what systems leave behind is ignored, and hidden pictures are listed', async () => {
  const folder = await temporaryFolder();
  await writeFiles(folder, {
    '.hidden.png': png,
    '._resource.png': png,
    '.git/a.png': png,
    '__MACOSX/a.png': png,
    'Thumbs.db': png,
    'a.png': png,
  });
  const { files, skipped } = await scan(folder);
  expect({ files, skipped }).toEqual({
    files: ['a.png'],
    skipped: { '.hidden.png': 'The file is hidden: its name begins with a dot.' },
  });
});

test('names of any script arrive as they are', async () => {
  const folder = await temporaryFolder();
  const names = ['Größe/ärger.png', '猫/写真 1.png', 'emoji 🐈.png'];
  await writeFiles(folder, Object.fromEntries(names.map((name) => [name, png])));
  expect((await scan(folder)).files.map((name) => name.normalize('NFC')).sort()).toEqual(names.toSorted());
});

test('links that go round in circles are listed, and links to elsewhere followed', async () => {
  const folder = await temporaryFolder();
  const elsewhere = await temporaryFolder();
  await writeFiles(folder, { 'a/b/x.png': png });
  await writeFiles(elsewhere, { 'y.png': png });
  await symlink(folder, join(folder, 'a/b/up'));
  await symlink(elsewhere, join(folder, 'away'));
  await symlink(elsewhere, join(folder, 'away again'));
  await symlink(join(folder, 'a', 'gone.png'), join(folder, 'dangling.png'));
  await symlink(join(elsewhere, 'y.png'), join(folder, 'linked.png'));
  expect(await scan(folder)).toMatchObject({
    files: ['a/b/x.png', 'away/y.png', 'linked.png'],
    skipped: {
      'a/b/up': 'The link leads to a folder that is imported anyway.',
      'away again': 'The folder is imported already, under another name.',
      'dangling.png': 'The link leads nowhere.',
    },
  });
});

test('several sources keep equal names apart by the names of the sources', async () => {
  const parent = await temporaryFolder();
  await writeFiles(parent, {
    'one/photos/1.png': png,
    'two/photos/1.png': png,
    'two/photos/sub/2.png': png,
    'single.png': png,
  });
  const sources = ['one/photos', 'two/photos', 'single.png'].map((name) => join(parent, name));
  const { found, files } = await scan(...sources);
  expect(files).toEqual(['photos/1.png', 'photos (2)/1.png', 'photos (2)/sub/2.png', 'single.png']);
  expect(found.map(({ group }) => group)).toEqual(['photos', 'photos (2)', 'sub', null]);
});

test('a source inside another is not imported twice', async () => {
  const folder = await temporaryFolder();
  await writeFiles(folder, { 'a/1.png': png });
  const { files, skipped } = await scan(folder, join(folder, 'a'));
  expect(files).toHaveLength(1);
  expect(Object.values(skipped)).toEqual(['The folder is imported already, under another name.']);
});

test('a source that is not there is an error with advice', async () => {
  await expect(scan('/no/such/place')).rejects.toMatchObject({ code: 'no-such-source' });
});

test.skipIf(process.platform === 'win32' || process.getuid?.() === 0)(
  'folders and files that may not be read are listed (a superuser may read everything)',
  async () => {
    const folder = await temporaryFolder();
    await writeFiles(folder, { 'a.png': png, 'closed/b.png': png });
    await chmod(join(folder, 'closed'), 0);
    const { files, skipped } = await scan(folder);
    await chmod(join(folder, 'closed'), 0o700);
    expect(files).toEqual(['a.png']);
    expect(skipped).toEqual({ closed: 'The folder may not be read.' });
  },
);

test('an empty folder yields nothing', async () => {
  const folder = await temporaryFolder();
  await mkdir(join(folder, 'nothing'));
  expect(await scan(folder)).toMatchObject({ files: [], skipped: {} });
});
