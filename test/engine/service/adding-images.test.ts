/** The whole way of images that are added to a dataset which is being explored. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openLibrary } from '../../../src/engine/library/library.ts';
import { readNpy } from '../../../src/engine/library/npy.ts';
import { createEngine, type Engine } from '../../../src/engine/service/engine.ts';
import { planTraining } from '../../../src/engine/training/plan.ts';
import { isOver, type JobRecord } from '../../../src/shared/jobs.ts';
import { writeDiscs } from '../../cli/pictures.ts';
import { writeUntrainedModel } from '../training/untrained.ts';

let folder: string;
let engine: Engine;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'adding-'));
  engine = await createEngine({ library: join(folder, 'library') });
  await writeDiscs(join(folder, 'first'), 40);
  await writeDiscs(join(folder, 'all'), 52);
});
afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Waits until no job is left, those that jobs have started among them. */
async function settled(): Promise<JobRecord[]> {
  for (;;) {
    const jobs = await engine.call('jobs.list', {});
    if (jobs.every(({ state }) => isOver(state))) return jobs;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

it('encodes and places them at once, without touching what was there', async () => {
  const { datasetId } = await engine.call('datasets.import', { paths: [join(folder, 'first')] });
  await settled();
  const facts = { images: 40, channels: 3, medianShortSide: 32, nearBinary: false } as const;
  const plan = planTraining(facts, { size: 32, latent: 3, channels: [4, 8] }, 'cpu');
  const library = openLibrary(join(folder, 'library'), { exclusive: false });
  const { id: modelId } = library.models.create({ datasetId, name: 'VAE', plan });
  await writeUntrainedModel(library.modelFolder(modelId), plan);
  library.models.update(modelId, { state: 'ready' });
  const codesFile = join(library.modelFolder(modelId), 'codes.npy');
  library.close();

  const { projectionId } = await engine.call('projections.create', { modelId, method: 'pca' });
  await settled();
  const map = await engine.call('projections.coordinates', { projectionId });
  const codes = await readNpy(codesFile);
  expect(map.rows).toBe(40);

  await engine.call('datasets.import', { paths: [join(folder, 'all')], datasetId });
  const jobs = await settled();
  expect(jobs.map(({ kind, state }) => `${kind} ${state}`)).toEqual([
    ...['import done', 'project done', 'import done', 'embed done'],
  ]);
  const grownMap = await engine.call('projections.coordinates', { projectionId });
  const grownCodes = await readNpy(codesFile);
  expect((await engine.call('datasets.get', { datasetId })).images).toBe(52);
  expect([grownMap.rows, grownCodes.shape]).toEqual([52, [52, 3]]);
  expect(grownMap.values.subarray(0, 80)).toEqual(map.values);
  expect(grownCodes.values.subarray(0, 120)).toEqual(codes.values);

  const neighbours = await engine.call('latent.neighbours', { modelId, index: 51, k: 60 });
  expect(neighbours).toHaveLength(51);
});
