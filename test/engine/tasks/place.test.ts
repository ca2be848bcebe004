import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CODES_FILE } from '../../../src/engine/library/codes.ts';
import { type Library, openLibrary } from '../../../src/engine/library/library.ts';
import { readNpy, writeNpy } from '../../../src/engine/library/npy.ts';
import { placeNewImages } from '../../../src/engine/tasks/place.ts';
import { project } from '../../../src/engine/tasks/project.ts';
import { planTraining } from '../../../src/engine/training/plan.ts';
import type { Codes } from '../../../src/shared/latent.ts';
import type { ProjectionMethod } from '../../../src/shared/projections.ts';
import { gaussianClusters } from '../analysis/clusters.ts';
import { addDataset, storedImage } from '../library/images.ts';

const LAID_OUT = 200;
const ADDED = 20;
const CLUSTERS = 4;
const DIMENSIONS = 6;

/** Row i belongs to cluster i modulo `CLUSTERS`; the last rows come later, the very last is image 0 once more. */
const all: Codes = gaussianClusters(LAID_OUT + ADDED, DIMENSIONS, { clusters: CLUSTERS });
all.values.copyWithin((LAID_OUT + ADDED - 1) * DIMENSIONS, 0, DIMENSIONS);

let folder: string;
let library: Library;
let modelId: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'place-'));
  library = openLibrary(folder, { exclusive: true });
  const datasetId = addDataset(library, LAID_OUT);
  const facts = { images: LAID_OUT, channels: 1, medianShortSide: 32, nearBinary: false } as const;
  const plan = planTraining(facts, { latent: DIMENSIONS }, 'cpu');
  modelId = library.models.create({ datasetId, name: 'VAE', plan }).id;
  const values = all.values.slice(0, LAID_OUT * DIMENSIONS);
  await writeNpy(join(library.modelFolder(modelId), CODES_FILE), { shape: [LAID_OUT, DIMENSIONS], values });
  library.models.update(modelId, { embedded: true });
});
afterEach(() => {
  library.close();
  rmSync(folder, { recursive: true, force: true });
});

const context = () => ({
  ...{ library, progress: () => {}, emit: () => {} },
  signal: new AbortController().signal,
});
const coordinatesFile = (id: string) => join(library.projectionFolder(id), 'coordinates.npy');
const read = async (id: string) => (await readNpy(coordinatesFile(id))).values;

async function layOut(projectionId: string, method: ProjectionMethod, options = {}): Promise<Float32Array> {
  await project({ modelId, projectionId, name: null, method, options }, context());
  return read(projectionId);
}

async function place(rows = all.rows): Promise<void> {
  const { datasetId } = library.models.get(modelId);
  const known = library.datasets.count(datasetId);
  const images = Array.from({ length: rows - known }, (_, i) => storedImage(known + i));
  library.datasets.addImages(datasetId, images);
  await placeNewImages(modelId, { ...all, rows, values: all.values.slice(0, rows * DIMENSIONS) }, context());
}

describe('images that were added', () => {
  it.each(['umap', 'pca', 'latent'] as const)(
    'are placed on a map by %s, which stays as it is',
    async (method) => {
      const before = await layOut('map', method, method === 'umap' ? { epochs: 60 } : {});
      await place();
      const after = await read('map');
      expect(after).toHaveLength(all.rows * 2);
      expect(after.subarray(0, LAID_OUT * 2)).toEqual(before);
      expect(library.projections.get('map').rows).toBe(all.rows);
    },
  );

  it.each(['pca', 'latent'] as const)('lie where an equal image lies, by %s', async (method) => {
    const before = await layOut('map', method);
    await place();
    const last = (await read('map')).slice(-2);
    last.forEach((value, axis) => expect(value).toBeCloseTo(before[axis]!, 5));
  });

  it('lie among their own kind, by UMAP', async () => {
    const before = await layOut('map', 'umap', { epochs: 60, neighbours: 10 });
    await place();
    const after = await read('map');
    for (let row = LAID_OUT; row < all.rows - 1; row++) {
      const distances = Array.from({ length: LAID_OUT }, (_, other) =>
        Math.hypot(after[2 * row]! - before[2 * other]!, after[2 * row + 1]! - before[2 * other + 1]!),
      );
      expect(distances.indexOf(Math.min(...distances)) % CLUSTERS).toBe(row % CLUSTERS);
    }
  });

  it('are placed by what was laid out, not by what was placed before', async () => {
    const maps = ['first', 'second'];
    for (const id of maps) await layOut(id, 'pca');
    await writeNpy(coordinatesFile('second'), {
      shape: [LAID_OUT + 10, 2],
      values: new Float32Array((LAID_OUT + 10) * 2),
    });
    await place();
    const [first, second] = await Promise.all(maps.map(read));
    expect(second!.slice((LAID_OUT + 10) * 2)).toEqual(first!.slice((LAID_OUT + 10) * 2));
  });

  it('are placed on a map that an earlier version made', async () => {
    await layOut('map', 'pca');
    await layOut('old', 'pca');
    rmSync(join(library.projectionFolder('old'), 'fit.json'));
    await place();
    const [expected, old] = [await read('map'), await read('old')];
    old.forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 5));
  });

  it('are not placed on a map of codes that the model has given up', async () => {
    const before = await layOut('map', 'latent');
    library.models.update(modelId, { outcome: { steps: 1000 } });
    await place();
    expect(await read('map')).toEqual(before);
    expect(library.projections.get('map').rows).toBe(LAID_OUT);
  });
});
