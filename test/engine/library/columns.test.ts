import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeAnalysis } from '../../../src/engine/library/analyses.ts';
import { CODES_FILE } from '../../../src/engine/library/codes.ts';
import { listColumns, readColumn } from '../../../src/engine/library/columns.ts';
import { type Library, openLibrary } from '../../../src/engine/library/library.ts';
import { readNpy, writeNpy } from '../../../src/engine/library/npy.ts';
import { planTraining } from '../../../src/engine/training/plan.ts';
import type { AnalysisRequest, AnalysisResult } from '../../../src/shared/analyses.ts';
import { addDataset, storedImage } from './images.ts';

let folder: string;
let library: Library;
let datasetId: string;
let modelId: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'columns-'));
  library = openLibrary(folder, { exclusive: true });
  datasetId = addDataset(library, 4, (index) => ({
    ...{ width: 10 + index, height: 20, bytes: 100 * index },
    label: ['cat', null, 'dog', 'cat'][index]!,
  }));
  const facts = { images: 4, channels: 1, medianShortSide: 32, nearBinary: false } as const;
  modelId = library.models.create({
    datasetId,
    name: 'VAE',
    plan: planTraining(facts, { latent: 2 }, 'cpu'),
  }).id;
});
afterEach(() => {
  library.close();
  rmSync(folder, { recursive: true, force: true });
});

const values = async (column: string) => [...(await readColumn(library, { datasetId, modelId }, column))];
const record = async (id: string) =>
  (await listColumns(library, { datasetId, modelId })).find((column) => column.id === id);

async function addAnalysis(request: AnalysisRequest, result: AnalysisResult): Promise<string> {
  const id = `${request.kind}-1`;
  await writeAnalysis(library.analysisFolder(id), result);
  const created = new Date().toISOString();
  library.analyses.add({ id, datasetId, modelId, request, created, rows: 4, seconds: 1 });
  return id;
}

function addImages(count: number): void {
  const first = library.datasets.count(datasetId);
  library.datasets.addImages(
    datasetId,
    Array.from({ length: count }, (_, i) => storedImage(first + i)),
  );
}

describe('columns of images', () => {
  it('are what the library knows of every image', async () => {
    expect(await values('label')).toEqual([0, -1, 1, 0]);
    expect(await values('width')).toEqual([10, 11, 12, 13]);
    expect(await values('bytes')).toEqual([0, 100, 200, 300]);
    expect(await values('aspect')).toEqual([10, 11, 12, 13].map((width) => Math.fround(width / 20)));
    expect(await record('label')).toEqual({
      ...{ id: 'label', title: 'Label', group: 'image', kind: 'category' },
      categories: [
        { name: 'cat', images: 2 },
        { name: 'dog', images: 1 },
      ],
    });
  });

  it('are tags, whatever they are called, and exclusions', async () => {
    library.curation.apply(datasetId, [
      { kind: 'tag', tag: 'x: y', images: [1, 3], present: true },
      { kind: 'exclude', images: [0], excluded: true },
    ]);
    expect(await values('tag:x: y')).toEqual([0, 1, 0, 1]);
    expect(await values('excluded')).toEqual([1, 0, 0, 0]);
    expect((await record('tag:x: y'))!.categories).toEqual([
      { name: 'No', images: 2 },
      { name: 'Yes', images: 2 },
    ]);
  });
});

describe('imported columns', () => {
  const age = (...numbers: number[]) => ({
    ...{ name: 'age', kind: 'number' as const, categories: [] },
    values: Float32Array.from(numbers),
  });

  it('are kept as arrays that other programs can read', async () => {
    await library.metadata.add(datasetId, [age(1, NaN, 3, 4)]);
    expect(await values('metadata:age')).toEqual([1, NaN, 3, 4]);
    const metadata = join(library.datasetFolder(datasetId), 'metadata');
    const [file] = readdirSync(metadata);
    expect((await readNpy(join(metadata, file!))).shape).toEqual([4]);
  });

  it('are replaced by those of the same name, with nothing left of the old ones', async () => {
    await library.metadata.add(datasetId, [age(1, 2, 3, 4)]);
    await library.metadata.add(datasetId, [age(5, 6, 7, 8)]);
    expect(await values('metadata:age')).toEqual([5, 6, 7, 8]);
    expect(library.metadata.list(datasetId)).toHaveLength(1);
    expect(readdirSync(join(library.datasetFolder(datasetId), 'metadata'))).toHaveLength(1);
  });

  it('are removed', async () => {
    await library.metadata.add(datasetId, [age(1, 2, 3, 4)]);
    expect(await library.metadata.remove(datasetId, 'age')).toBe(true);
    await expect(values('metadata:age')).rejects.toMatchObject({ code: 'no-such-column' });
    expect(readdirSync(join(library.datasetFolder(datasetId), 'metadata'))).toEqual([]);
    await library.removeDataset(datasetId);
    expect(existsSync(library.datasetFolder(datasetId))).toBe(false);
  });

  it('know nothing of images that came later', async () => {
    const categories = [{ name: 'Bern', images: 4 }];
    const place = { name: 'place', kind: 'category' as const, categories, values: new Float32Array(4) };
    await library.metadata.add(datasetId, [age(1, 2, 3, 4), place]);
    addImages(2);
    expect(await values('metadata:age')).toEqual([1, 2, 3, 4, NaN, NaN]);
    expect(await values('metadata:place')).toEqual([0, 0, 0, 0, -1, -1]);
  });
});

describe('columns of a model', () => {
  it('are the dimensions of its codes, once there are codes', async () => {
    expect(await record('z:0')).toBeUndefined();
    const path = join(library.modelFolder(modelId), CODES_FILE);
    await writeNpy(path, { shape: [4, 2], values: Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8) });
    library.models.update(modelId, { embedded: true });
    addImages(1);
    expect(await values('z:1')).toEqual([2, 4, 6, 8, NaN]);
    expect(await record('z:1')).toMatchObject({ group: 'latent', kind: 'number' });
    await expect(values('z:2')).rejects.toMatchObject({ code: 'no-such-column' });
    const other = addDataset(library, 4);
    for (const scope of [{ datasetId }, { datasetId: other, modelId }]) {
      await expect(readColumn(library, scope, 'z:1')).rejects.toMatchObject({ code: 'no-such-column' });
      expect((await listColumns(library, scope)).some(({ group }) => group === 'latent')).toBe(false);
    }
  });

  it('are the results of analyses per image, with the names of clusters', async () => {
    const id = await addAnalysis(
      { kind: 'clusters', method: 'k-means', seed: 0 },
      {
        kind: 'clusters',
        assignments: Float32Array.of(1, 0, -1, 1),
        clusters: [
          { name: null, images: 1, representatives: [1] },
          { name: 'Cats', images: 2, representatives: [0] },
        ],
        criterion: null,
      },
    );
    addImages(1);
    expect(await values(`${id}:assignments`)).toEqual([1, 0, -1, 1, -1]);
    expect((await record(`${id}:assignments`))!.categories).toEqual([
      { name: 'Cluster 1', images: 1 },
      { name: 'Cats', images: 2 },
    ]);
  });

  it('are the measures of quality, one by one', async () => {
    const id = await addAnalysis(
      { kind: 'quality' },
      {
        kind: 'quality',
        measures: [
          { id: 'dark', threshold: 0.3, flagged: 0 },
          { id: 'odd-size', threshold: 0.5, flagged: 0 },
        ],
        scores: Float32Array.of(0, 1, 2, 3, 4, 5, 6, 7),
      },
    );
    expect(await values(`${id}:odd-size`)).toEqual([4, 5, 6, 7]);
  });

  it('are the groups of duplicates', async () => {
    const groups = [{ kind: 'near' as const, images: [3, 1], best: 1, bits: 2 }];
    const id = await addAnalysis({ kind: 'duplicates', bits: 4 }, { kind: 'duplicates', groups });
    expect(await values(`${id}:group`)).toEqual([-1, 0, -1, 0]);
  });
});

it.each(['nothing', 'metadata:none', 'z:x', 'clusters-9:assignments', 'constructor', 'z:'])(
  'there is no column %s',
  async (column) => {
    await expect(values(column)).rejects.toMatchObject({ code: 'no-such-column' });
  },
);
