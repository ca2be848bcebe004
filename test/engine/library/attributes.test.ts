import { mkdtempSync, rmSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { StoredAttribute } from '../../../src/engine/library/attributes.ts';
import { imagesOfDefinition } from '../../../src/engine/library/image-groups.ts';
import { type Library, openLibrary } from '../../../src/engine/library/library.ts';
import { colourPlan } from '../training/untrained.ts';
import { addDataset } from './images.ts';

let folder: string;
let library: Library;
let datasetId: string;
let modelId: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'attributes-'));
  library = openLibrary(folder, { exclusive: true });
  datasetId = addDataset(library, 6, (image) => ({ label: ['a', 'b', null][image % 3]! }));
  modelId = library.models.create({ datasetId, name: 'VAE', plan: colourPlan }).id;
});
afterEach(() => {
  library.close();
  rmSync(folder, { recursive: true });
});

const attribute = (name: string, id = name): StoredAttribute => ({
  ...{ id, modelId, name, steps: 7, created: new Date().toISOString() },
  positive: { label: 'a' },
  negative: null,
  against: [],
  vector: Float32Array.of(0.5, -2, 3),
  strength: 3.64,
  images: { positive: 4, negative: 5 },
  heldOut: { positive: 2, negative: 2 },
  auroc: 0.75,
  interval: [0.4, 0.95],
  trustworthy: false,
});

it('an attribute comes back as it was stored, in the order of making', async () => {
  const [first, second] = [attribute('smile'), { ...attribute('age'), created: '2999-01-01T00:00:00.000Z' }];
  await library.attributes.put(second);
  await library.attributes.put(first);
  expect(await library.attributes.list(modelId)).toEqual([first, second]);
});

it('an attribute that is measured anew keeps its place and name', async () => {
  await library.attributes.put(attribute('smile'));
  const [{ created }] = (await library.attributes.list(modelId)) as [StoredAttribute];
  const changed = { ...attribute('smile'), created, auroc: 0.9, vector: Float32Array.of(1, 2, 3) };
  await library.attributes.put(changed);
  expect(await library.attributes.list(modelId)).toEqual([changed]);
});

it('a name is given once for a model', async () => {
  await library.attributes.put(attribute('smile'));
  await library.attributes.put(attribute('age'));
  await expect(library.attributes.put(attribute('smile', 'other'))).rejects.toMatchObject({
    code: 'name-taken',
  });
  await expect(library.attributes.rename('age', 'smile')).rejects.toMatchObject({ code: 'name-taken' });
  expect((await library.attributes.rename('age', 'years')).name).toBe('years');
});

it('a removed attribute takes its file along, and a removed model its attributes', async () => {
  await library.attributes.put(attribute('smile'));
  await library.attributes.put(attribute('age'));
  await library.attributes.remove('smile');
  expect(await readdir(join(library.modelFolder(modelId), 'attributes'))).toEqual(['age.npy']);
  await library.removeModel(modelId);
  await expect(library.attributes.get('age')).rejects.toMatchObject({ code: 'no-such-attribute' });
});

it('groups are labels, categories, ranges of numbers or images, and the rest leaves out what is not known', async () => {
  await library.metadata.add(datasetId, [
    { name: 'age', kind: 'number', categories: [], values: Float32Array.of(1, 5, NaN, 3, 9, 2) },
    {
      name: 'glasses',
      kind: 'category',
      categories: [
        { name: 'none', images: 3 },
        { name: 'round', images: 2 },
      ],
      values: Float32Array.of(0, 1, -1, 0, 1, 0),
    },
  ]);
  const of = (positive: Parameters<typeof imagesOfDefinition>[2]['positive'], negative = null) =>
    imagesOfDefinition(library, { datasetId, modelId }, { positive, negative });
  expect(await of({ label: 'a' })).toEqual({ positive: [0, 3], negative: [1, 2, 4, 5] });
  expect(await of({ column: 'metadata:glasses', values: ['round'] })).toEqual({
    positive: [1, 4],
    negative: [0, 3, 5],
  });
  expect(await of({ column: 'metadata:age', from: 3, to: 5 })).toEqual({
    positive: [1, 3],
    negative: [0, 4, 5],
  });
  expect(await of({ images: [5, 2, 5] })).toEqual({ positive: [2, 5], negative: [0, 1, 3, 4] });
  await expect(of({ images: [6] })).rejects.toMatchObject({ code: 'no-such-image' });
  await expect(of({ column: 'metadata:none', from: 0 })).rejects.toMatchObject({ code: 'no-such-column' });
});
