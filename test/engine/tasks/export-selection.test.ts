import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CODES_FILE } from '../../../src/engine/library/codes.ts';
import { type Library, openLibrary } from '../../../src/engine/library/library.ts';
import { readNpy, writeNpy } from '../../../src/engine/library/npy.ts';
import { exportSelection } from '../../../src/engine/tasks/export-selection.ts';
import { planTraining } from '../../../src/engine/training/plan.ts';
import { addDataset } from '../library/images.ts';

let folder: string;
let library: Library;
let datasetId: string;
let modelId: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'export-selection-'));
  library = openLibrary(join(folder, 'library'), { exclusive: true });
  datasetId = addDataset(library, 4, (index) => ({ label: index > 1 ? 'large' : null }));
  const facts = { images: 4, channels: 1, medianShortSide: 32, nearBinary: false } as const;
  const plan = planTraining(facts, { latent: 2 }, 'cpu');
  modelId = library.models.create({ datasetId, name: 'VAE', plan }).id;
  const codes = { shape: [4, 2], values: Float32Array.of(0, 1, 2, 3, 4, 5, 6, 7) };
  await writeNpy(join(library.modelFolder(modelId), CODES_FILE), codes);
  library.models.update(modelId, { embedded: true });
  library.curation.apply(datasetId, [
    { kind: 'tag', tag: 'odd', images: [1, 3], present: true },
    { kind: 'tag', tag: 'nice', images: [3], present: true },
    { kind: 'note', image: 3, text: 'look, here' },
    { kind: 'exclude', images: [1], excluded: true },
  ]);
  await library.metadata.add(datasetId, [
    { name: 'age', kind: 'number', categories: [], values: Float32Array.of(1, 2, 3, NaN) },
    {
      ...{ name: 'place', kind: 'category', categories: [{ name: 'Bern', images: 1 }] },
      values: Float32Array.of(-1, 0, -1, -1),
    },
  ]);
});
afterAll(() => {
  library.close();
  rmSync(folder, { recursive: true, force: true });
});

const context = () => ({
  ...{ library, progress: () => {}, emit: () => {} },
  signal: new AbortController().signal,
});

describe('what is known of a selection', () => {
  it('is written as a table, in the order asked for, each image once', async () => {
    const out = join(folder, 'table.csv');
    const result = await exportSelection(
      { datasetId, images: [3, 1, 3], modelId, form: 'table', out },
      context(),
    );
    expect(result).toEqual({ images: 2, out, skipped: [] });
    expect(readFileSync(out, 'utf8').split('\n')).toEqual([
      'file,label,id,path,tags,note,excluded,width,height,aspect,bytes,age,place,z0,z1',
      `3.png,large,${'3'.padStart(32, '0')},/pictures/3.png,nice; odd,"look, here",false,40,30,1.3333334,1000,,,6,7`,
      `1.png,,${'1'.padStart(32, '0')},/pictures/1.png,odd,,true,40,30,1.3333334,1000,2,Bern,2,3`,
      '',
    ]);
  });

  it('is the same as Parquet, without codes when no model is named', async () => {
    const out = join(folder, 'table.parquet');
    await exportSelection({ datasetId, images: [1], form: 'table', out }, context());
    const [row] = await parquetReadObjects({ file: await asyncBufferFromFile(out) });
    expect(row).toMatchObject({ file: '1.png', tags: 'odd', excluded: true, age: 2, place: 'Bern' });
    expect(row).not.toHaveProperty('z0');
  });

  it('is its codes alone, and beside them whose they are', async () => {
    const out = join(folder, 'codes.npy');
    await exportSelection({ datasetId, images: [2, 0], modelId, form: 'codes', out }, context());
    expect(await readNpy(out)).toEqual({ shape: [2, 2], values: Float32Array.of(4, 5, 0, 1) });
    expect(readFileSync(join(folder, 'codes.images.csv'), 'utf8').split('\n')).toEqual([
      'file,label,id,path',
      `2.png,large,${'2'.padStart(32, '0')},/pictures/2.png`,
      `0.png,,${'0'.padStart(32, '0')},/pictures/0.png`,
      '',
    ]);
  });

  it.each([
    ['codes without a model', { form: 'codes', out: 'x.npy' }, 'needs-model'],
    ['codes as something else', { form: 'codes', out: 'x.csv', model: true }, 'unknown-format'],
    ['a table as something else', { form: 'table', out: 'x.txt' }, 'unknown-format'],
  ] as const)('is not written as %s', async (_, { form, out, ...named }, code) => {
    const model = 'model' in named ? modelId : undefined;
    const input = { datasetId, images: [0], modelId: model, form, out: join(folder, out) };
    await expect(exportSelection(input, context())).rejects.toMatchObject({ code });
  });
});
