/**
 * How long a screen waits for what it asks of a large dataset: changes to tags and their undoing, columns, new images on a map.
 * npm run bench -- curation [--images 100000] [--latent 64] [--json]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { CODES_FILE } from '../src/engine/library/codes.ts';
import { listColumns, readColumn } from '../src/engine/library/columns.ts';
import { openLibrary } from '../src/engine/library/library.ts';
import { writeNpy } from '../src/engine/library/npy.ts';
import { placeOnUmap, resolveUmapOptions } from '../src/engine/projection/umap.ts';
import { planTraining } from '../src/engine/training/plan.ts';
import type { CurationChange } from '../src/shared/curation.ts';
import { clusteredCodes } from './data/codes.ts';

const { values: options } = parseArgs({
  options: {
    images: { type: 'string', default: '100000' },
    latent: { type: 'string', default: '64' },
    json: { type: 'boolean', default: false },
  },
});
const images = Number(options.images);
const latent = Number(options.latent);
const LABELS = 10;
/** Images that come later,. */
const ADDED = 250;
/** Each is run so often and the best counts: what else the machine does only ever makes it slower. */
const ROUNDS = 3;

const milliseconds: Record<string, number> = {};
async function time(name: string, work: () => unknown): Promise<void> {
  const started = performance.now();
  await work();
  const taken = performance.now() - started;
  milliseconds[name] = Math.min(milliseconds[name] ?? Infinity, taken);
}

const folder = mkdtempSync(join(tmpdir(), 'bench-curation-'));
const library = openLibrary(folder, { exclusive: true });
try {
  const { id: datasetId } = library.datasets.create('Large');
  library.datasets.addImages(
    datasetId,
    Array.from({ length: images }, (_, index) => ({
      ...{
        index,
        id: index.toString(16).padStart(32, '0'),
        width: 200 + (index % 7),
        height: 200,
        channels: 3 as const,
      },
      ...{
        file: `folder ${index % LABELS}/${index}.jpg`,
        path: `/pictures/folder ${index % LABELS}/${index}.jpg`,
      },
      ...{ bytes: 10_000 + index, modified: 0, format: 'jpeg', label: `folder ${index % LABELS}` },
    })),
  );
  const facts = { images, channels: 3, medianShortSide: 200, nearBinary: false } as const;
  const plan = planTraining(facts, { latent }, 'cpu');
  const { id: modelId } = library.models.create({ datasetId, name: 'VAE', plan });
  const codes = clusteredCodes(images, latent);
  await writeNpy(join(library.modelFolder(modelId), CODES_FILE), {
    shape: [images, latent],
    values: codes.values,
  });
  library.models.update(modelId, { embedded: true });
  const age = { name: 'age', kind: 'number' as const, categories: [], values: new Float32Array(images) };
  await library.metadata.add(datasetId, [age]);

  const all = Array.from({ length: images }, (_, image) => image);
  for (let round = 0; round < ROUNDS; round++) {
    const change: CurationChange = { kind: 'tag', tag: `tag ${round}`, images: all, present: true };
    let inverse: CurationChange[] = [];
    await time('tag all images', () => (inverse = library.curation.apply(datasetId, [change])));
    await time('undo', () => library.curation.apply(datasetId, inverse));
    library.curation.apply(datasetId, [change]);
    await time('summary', () => library.curation.summary(datasetId));
    const scope = { datasetId, modelId };
    await time('list of columns', () => listColumns(library, scope));
    for (const column of ['label', 'width', 'aspect', 'tag:tag 0', 'metadata:age', `z:${latent - 1}`])
      await time(`column ${column.replace(/\d+$/, '')}`, () => readColumn(library, scope, column));
  }
  const added = { rows: ADDED, dimensions: latent, values: codes.values.slice(0, ADDED * latent) };
  const map = {
    codes,
    coordinates: codes.values.slice(0, images * 2),
    options: resolveUmapOptions({}, images),
  };
  for (let round = 0; round < ROUNDS; round++)
    await time(`${ADDED} more images on a map`, () => placeOnUmap(map, added));
} finally {
  library.close();
  rmSync(folder, { recursive: true, force: true });
}

if (options.json) console.log(JSON.stringify({ images, latent, milliseconds }));
else {
  console.log(
    `${images.toLocaleString('en')} images, ${latent} latent dimensions; milliseconds, best of ${ROUNDS}:`,
  );
  for (const [name, taken] of Object.entries(milliseconds))
    console.log(`  ${name.padEnd(28)} ${taken.toFixed(0)}`);
}
