import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { barsPath, histogram } from '../../../src/renderer/components/colours/histogram.ts';
import { selectionCodes, selectionCsv } from '../../../src/renderer/components/curate/selectionFiles.ts';
import { keepBest } from '../../../src/renderer/components/findings/keepBest.ts';
import { readNpy } from '../../../src/engine/library/npy.ts';
import type { CurationChange } from '../../../src/shared/curation.ts';
import { createFakeEngine } from '../fake-engine.ts';
import { DIMENSIONS } from '../fake-pictures.ts';
import { shelves } from '../fake-shelves.ts';

const datasetId = 'portraits';
const images = Uint32Array.of(41, 7, 2000);

test('the table has a line for each image in the order given, quoted where it must be', async () => {
  const transport = createFakeEngine(shelves.faces(), { latency: 0 });
  const changes: CurationChange[] = [
    { kind: 'tag', tag: 'odd, very', images: [7], present: true },
    { kind: 'tag', tag: 'keep', images: [7, 41], present: true },
    { kind: 'note', image: 2000, text: 'said "no"' },
  ];
  await transport.call('curation.apply', { datasetId, changes });
  const lines = (await (await selectionCsv({ transport, datasetId, images })).text()).split('\n');
  expect(lines).toEqual([
    'file,label,tags,note',
    'Farid/IMG_00042.jpg,Farid,keep,',
    'Boris/IMG_00008.jpg,Boris,"odd, very;keep",',
    'Chloé/IMG_02001.jpg,Chloé,,"said ""no"""',
    '',
  ]);
});

test('the codes are a NumPy file of the selected rows', async () => {
  const transport = createFakeEngine(shelves.faces(), { latency: 0 });
  const model = { id: 'portraits-vae', dimensions: DIMENSIONS };
  const file = await selectionCodes({ transport, datasetId, images }, model);
  const folder = mkdtempSync(join(tmpdir(), 'morphospace-codes-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'codes.npy');
  writeFileSync(path, new Uint8Array(await file.arrayBuffer()));
  const { shape, values } = await readNpy(path);
  expect(shape).toEqual([3, DIMENSIONS]);
  const codes = await transport.call('latent.encode', { modelId: 'portraits-vae', indices: [...images] });
  expect([...values]).toEqual([...codes.values]);
});

test('the best of a group stays as it is', () => {
  const groups = [
    { kind: 'near' as const, images: [4, 9, 2], best: 9, bits: 3 },
    { kind: 'identical' as const, images: [5, 6], best: 5, bits: 0 },
  ];
  expect(keepBest(groups, 'exclude')).toEqual([{ kind: 'exclude', images: [4, 2, 6], excluded: true }]);
  expect(keepBest(groups, 'tag')).toEqual([
    { kind: 'tag', tag: 'duplicate', images: [4, 2, 6], present: true },
  ]);
});

test('numbers beyond the range count to its ends, missing ones nowhere', () => {
  const counts = histogram(Float32Array.of(-5, 0, 0.4, 0.6, 1, 9, NaN), 0, 1, 2);
  expect([...counts]).toEqual([3, 3]);
  expect(barsPath(Uint32Array.of(4, 0, 1))).toBe('M0 1v-1.0000h1V1zM2 1v-0.5000h1V1z');
});
