import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { writeFileAtomically } from '../../../src/engine/library/atomic.ts';
import { type Library, openLibrary } from '../../../src/engine/library/library.ts';
import { planFor } from '../../../src/engine/tasks/plan.ts';
import { settleTrainingImages } from '../../../src/engine/tasks/training-images.ts';
import { lastCheckpointPath } from '../../../src/engine/training/checkpoint.ts';
import { addDataset, storedImage } from '../library/images.ts';

let folder: string;
let library: Library;
let datasetId: string;
let modelId: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'training-images-'));
  library = openLibrary(folder, { exclusive: true });
  datasetId = addDataset(library, 10);
  const { plan } = await planFor(datasetId, {}, { library });
  modelId = library.models.create({ datasetId, name: 'VAE', plan }).id;
});
afterEach(() => {
  library.close();
  rmSync(folder, { recursive: true, force: true });
});

const exclude = (images: number[], excluded = true) =>
  library.curation.apply(datasetId, [{ kind: 'exclude', images, excluded }]);

it('a run keeps the images that it began with, whatever is added, left out or taken back', async () => {
  exclude([2, 7]);
  const begun = await settleTrainingImages(library, modelId);
  expect(begun).toEqual({ images: 10, excluded: [2, 7] });
  library.datasets.addImages(datasetId, [storedImage(10)]);
  exclude([2], false);
  exclude([3]);
  expect(await settleTrainingImages(library, modelId)).toEqual(begun);
});

it('a run that an earlier version began goes on with all of its images', async () => {
  await writeFileAtomically(lastCheckpointPath(library.modelFolder(modelId)), 'a checkpoint');
  exclude([2]);
  expect(await settleTrainingImages(library, modelId)).toBeNull();
});

it('a plan counts only the images that training will see', async () => {
  exclude([0, 1, 2, 3, 4, 5, 6]);
  const { plan } = await planFor(datasetId, {}, { library });
  expect(plan.batch).toBe(3);
});

it('there is no training when fewer than two images are left', async () => {
  exclude([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  await expect(settleTrainingImages(library, modelId)).rejects.toMatchObject({ code: 'too-few-images' });
  await expect(planFor(datasetId, {}, { library })).rejects.toMatchObject({ code: 'too-few-images' });
});
