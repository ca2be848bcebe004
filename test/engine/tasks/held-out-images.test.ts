import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Library, openLibrary } from '../../../src/engine/library/library.ts';
import { Random } from '../../../src/engine/models/random.ts';
import { heldOutImages } from '../../../src/engine/tasks/held-out-images.ts';
import { settleTrainingImages } from '../../../src/engine/tasks/training-images.ts';
import { planTraining } from '../../../src/engine/training/plan.ts';
import { splitImages } from '../../../src/engine/training/split.ts';

let folder: string;
let library: Library;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'held-out-'));
  library = openLibrary(folder, { exclusive: true });
});
afterAll(() => {
  library.close();
  rmSync(folder, { recursive: true, force: true });
});

it('names images that the model has not learnt from, from all over the dataset', async () => {
  const random = new Random(5);
  const ids = Array.from({ length: 600 }, () =>
    Array.from({ length: 4 }, () => random.uint32().toString(16).padStart(8, '0')).join(''),
  );
  const { id: datasetId } = library.datasets.create('Many');
  library.datasets.addImages(
    datasetId,
    ids.map((id, index) => ({
      ...{ index, id, file: `${index}.png`, path: `/pictures/${index}.png`, width: 32, height: 32 },
      ...{ channels: 1 as const, bytes: 100, modified: 0, format: 'png', label: null },
    })),
  );
  const facts = { images: 600, channels: 1, medianShortSide: 32, nearBinary: false } as const;
  const plan = planTraining(facts, { seed: 4 }, 'cpu');
  const { id: modelId } = library.models.create({ datasetId, name: 'Model', plan });
  const context = { library, progress: () => {}, emit: () => {}, signal: new AbortController().signal };

  const { heldOut } = splitImages(ids, 4);
  const some = await heldOutImages({ modelId, count: 10 }, context);
  expect(some).toHaveLength(10);
  expect(some.every((position) => heldOut.includes(position))).toBe(true);
  expect(some[0]).toBe(heldOut[0]);
  expect(some.at(-1)).toBeGreaterThan(400);
  expect(await heldOutImages({ modelId, count: 100_000 }, context)).toEqual([...heldOut]);

  library.curation.apply(datasetId, [{ kind: 'exclude', images: [heldOut[0]!], excluded: true }]);
  await settleTrainingImages(library, modelId);
  expect(await heldOutImages({ modelId, count: 100_000 }, context)).toEqual([...heldOut.slice(1)]);
});
