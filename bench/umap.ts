/**
 * UMAP from codes to coordinates: seconds, memory and trustworthiness, beside other implementations when asked.
 * npm run bench -- umap [--rows 60000] [--dimensions 32] [--codes FILE.npy] [--umap-js] [--atlas MODULE] [--json]
 * MODULE is the path of `embedding-atlas/dist/umap.js`, installed wherever you like.
 */
import { parseArgs } from 'node:util';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { UMAP } from 'umap-js';
import type { Codes } from '../src/shared/latent.ts';
import { trustworthiness } from '../src/engine/analysis/quality.ts';
import { readNpy } from '../src/engine/library/npy.ts';
import { Random } from '../src/engine/models/random.ts';
import { projectUmap } from '../src/engine/projection/umap.ts';
import { clusteredCodes, peakMemory } from './data/codes.ts';

interface AtlasModule {
  createUMAP(
    count: number,
    inputDimension: number,
    outputDimension: number,
    data: Float32Array,
    options: { seed: number },
  ): Promise<{ run(): Promise<void>; readonly embedding: Float32Array }>;
}

const { values: options } = parseArgs({
  options: {
    rows: { type: 'string', default: '60000' },
    dimensions: { type: 'string', default: '32' },
    codes: { type: 'string' },
    'umap-js': { type: 'boolean', default: false },
    atlas: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
const codes = options.codes
  ? await codesFrom(options.codes)
  : clusteredCodes(Number(options.rows), Number(options.dimensions));

const results = [await measure('morphospace', async () => (await projectUmap(codes)).coordinates)];
if (options.atlas) {
  const atlas = (await import(pathToFileURL(resolve(options.atlas)).href)) as AtlasModule;
  const { rows, dimensions, values } = codes;
  results.push(
    await measure('embedding-atlas', async () => {
      const umap = await atlas.createUMAP(rows, dimensions, 2, values, { seed: 1 });
      await umap.run();
      return umap.embedding;
    }),
  );
}
if (options['umap-js']) results.push(await measure('umap-js', () => runUmapJs(codes)));

if (options.json) console.log(JSON.stringify({ rows: codes.rows, dimensions: codes.dimensions, results }));
else {
  console.log(`UMAP of ${codes.rows} x ${codes.dimensions} codes, 15 neighbours`);
  for (const { name, seconds, trust, peakMegabytes } of results) {
    console.log(
      `${name.padEnd(16)} ${seconds.toFixed(1)} s · trustworthiness ${trust.toFixed(4)} · peak ${peakMegabytes} MB`,
    );
  }
  console.log('Trustworthiness over 2,000 random rows; the peak is of the whole process up to that point.');
}

async function codesFrom(file: string): Promise<Codes> {
  const { shape, values } = await readNpy(file);
  return { rows: shape[0]!, dimensions: shape[1]!, values: Float32Array.from(values) };
}

async function measure(name: string, work: () => Promise<Float32Array>) {
  const start = performance.now();
  const coordinates = await work();
  const seconds = (performance.now() - start) / 1000;
  const peakMegabytes = peakMemory();
  const { value: trust } = await trustworthiness(codes, coordinates);
  return { name, seconds, trust, peakMegabytes };
}

async function runUmapJs({ rows, dimensions, values }: Codes): Promise<Float32Array> {
  const random = new Random(1);
  const lists = Array.from({ length: rows }, (_, row) => [
    ...values.subarray(row * dimensions, (row + 1) * dimensions),
  ]);
  const map = await new UMAP({ random: () => random.uniform() }).fitAsync(lists);
  return Float32Array.from(map.flat());
}
