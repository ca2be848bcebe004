/** Curation from a terminal: tags, exclusions, tables, selections, and images that come later. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readNpy } from '../../src/engine/library/npy.ts';
import { writeDiscs } from './pictures.ts';
import { run } from './program.ts';

const COUNT = 30;

let folder: string;
let library: string;
const at = (...parts: string[]) => join(folder, ...parts);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cli-curation-'));
  library = at('library');
  await writeDiscs(at('discs'), COUNT);
  await writeDiscs(at('more'), COUNT + 6);
  await done('import', at('discs'), '--name', 'discs');
  writeFileSync(at('list.txt'), `small/7.png\n${at('discs', 'large', '4.png')}\n9.png\n`);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function done(...args: string[]): Promise<Record<string, unknown>> {
  const { status, result, stderr } = await run(library, ...args, '--json');
  expect(stderr).toBe('');
  expect(status).toBe(0);
  return result;
}

const files = async (...options: string[]) => (await done('select', 'discs', ...options)).files as string[];

describe('images', () => {
  it('are chosen by label, by part of the name and by a list', async () => {
    expect(await files()).toHaveLength(COUNT);
    expect(await files('--label', 'small', '--search', '7')).toEqual([
      'small/7.png',
      'small/17.png',
      'small/27.png',
    ]);
    expect((await files('--images', at('list.txt'))).sort()).toEqual([
      ...['large/4.png', 'small/7.png', 'small/9.png'],
    ]);
  });

  it('are not chosen by a list that names others', async () => {
    writeFileSync(at('wrong.txt'), 'small/7.png\nnowhere.png\n');
    const { status, stderr } = await run(library, 'select', 'discs', '--images', at('wrong.txt'));
    expect(status).toBe(1);
    expect(stderr).toMatch(/^error: 1 of 2 lines .*"nowhere.png"; /);
  });

  it('are tagged, and chosen by their tag', async () => {
    expect(await done('tag', 'discs', 'odd one', '--images', at('list.txt'))).toMatchObject({
      images: 3,
      changed: 3,
    });
    expect(await done('tag', 'discs', 'odd one', '--search', 'large/4', '--remove')).toMatchObject({
      changed: 1,
    });
    expect(await files('--tag', 'odd one')).toEqual(['small/7.png', 'small/9.png']);
    expect((await done('tags', 'discs')).tags).toEqual([{ name: 'odd one', images: 2 }]);
  });

  it('are chosen by the columns of an imported table', async () => {
    const rows = Array.from(
      { length: COUNT },
      (_, i) => `${i}.png;${i},5;${i % 3 === 0 ? 'Salt and Pepper' : 'Bern'}`,
    );
    writeFileSync(at('about.csv'), `file;age;place\n${rows.join('\n')}\nnobody.png;1;Bern\n`);
    const { imported } = await done('columns', 'discs', '--import', at('about.csv'));
    expect(imported).toEqual({ columns: ['metadata:age', 'metadata:place'], matched: COUNT, unmatched: 1 });
    const chosen = await files('--where', 'age >= 20.5 and place = "Salt and Pepper" and label = small');
    expect(chosen).toEqual(['small/21.png', 'small/27.png']);
  });

  it.each([
    ['no comparison', 'age', 2],
    ['an order of names', 'place > Bern', 2],
    ['a name for a number', 'age = old', 2],
    ['a column that is not there', 'weight = 3', 1],
    ['nothing that applies', 'age > 1000', 1],
  ])('are not chosen by %s', async (_, condition, expected) => {
    const { status, stderr } = await run(library, 'select', 'discs', '--where', condition);
    expect(stderr).toMatch(/^error: /);
    expect(status).toBe(expected);
  });

  it('are copied with their folders, and the originals stay as they are', async () => {
    const before = statSync(at('discs', 'small', '7.png')).mtimeMs;
    expect(await done('select', 'discs', '--tag', 'odd one', '--copy', at('copies'))).toMatchObject({
      images: 2,
    });
    expect(readdirSync(at('copies', 'small')).sort()).toEqual(['7.png', '9.png']);
    expect(statSync(at('discs', 'small', '7.png')).mtimeMs).toBe(before);
    const again = await done('select', 'discs', '--tag', 'odd one', '--copy', at('copies'));
    expect(again).toMatchObject({ images: 0, skipped: [{ file: 'small/7.png' }, { file: 'small/9.png' }] });
  });
});

describe('a model', () => {
  it('is trained without the images that are left out', async () => {
    expect(await done('exclude', 'discs', '--where', 'age < 5')).toEqual({
      event: 'result',
      images: 5,
      excluded: 5,
    });
    await done(
      ...[
        'train',
        'discs',
        '--size',
        '32',
        '--latent',
        '3',
        '--channels',
        '8,8,8',
        '--architecture',
        'convolutional',
      ],
      ...['--epochs', '2', '--batch', '8', '--device', 'cpu', '--name', 'vae'],
    );
    const [model] = (await done('models')).models as { id: string; trainingImages: number }[];
    expect(model!.trainingImages).toBe(COUNT - 5);
    const card = JSON.parse(readFileSync(join(library, 'models', model!.id, 'model.json'), 'utf8')) as {
      training: { images: number; heldOut: number };
    };
    expect(card.training.images + card.training.heldOut).toBe(COUNT - 5);
    expect(await done('embed', 'vae', '--out', at('codes.npy'))).toMatchObject({ rows: COUNT });
  });

  it('knows images that come later, and so do its maps', async () => {
    await done('project', 'vae', '--method', 'pca', '--out', at('map.csv'));
    expect(await done('import', at('more'), '--into', 'discs')).toMatchObject({
      images: COUNT + 6,
      added: 6,
    });
    const [projection] = readdirSync(join(library, 'projections'));
    const { shape } = await readNpy(join(library, 'projections', projection!, 'coordinates.npy'));
    expect(shape).toEqual([COUNT + 6, 2]);
  });

  it('gives codes of a selection, with whose they are', async () => {
    const out = at('chosen.npy');
    await done('select', 'discs', '--tag', 'odd one', '--model', 'vae', '--out', out);
    expect((await readNpy(out)).shape).toEqual([2, 3]);
    expect(readFileSync(at('chosen.images.csv'), 'utf8')).toMatch(
      /^file,label,id,path\nsmall\/7.png,small,[0-9a-f]{32},/,
    );
  });

  it('adds its codes to all that is known of the images', async () => {
    await done('columns', 'discs', '--model', 'vae', '--out', at('all.csv'));
    const lines = readFileSync(at('all.csv'), 'utf8').trimEnd().split('\n');
    expect(lines).toHaveLength(COUNT + 7);
    expect(lines[0]).toMatch(/^file,label,id,path,tags,note,excluded,.*age,place,z0,z1,z2$/);
  });
});

it('a dataset that is not there takes no images', async () => {
  const { status, stderr } = await run(library, 'import', at('more'), '--into', 'nothing');
  expect([status, stderr]).toEqual([1, expect.stringContaining('There is no dataset "nothing"')]);
});

it.skipIf(process.platform === 'win32')('a list comes from another program', () => {
  const program = new URL('../../src/cli/index.ts', import.meta.url).pathname;
  const args = ['--disable-warning=ExperimentalWarning', program, 'select', 'discs', '--images', '-'];
  const environment = { ...process.env, MORPHOSPACE_LIBRARY: library };
  const printed = execFileSync(process.execPath, args, { input: 'small/9.png\n', env: environment });
  expect(printed.toString()).toBe('small/9.png\n');
});
