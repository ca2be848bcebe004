/**
 * The three ways of clustering, and the choice of the number of clusters, on clustered Gaussian codes or on codes from a file.
 * npm run bench -- clusters [--rows 60000] [--dimensions 32] [--codes FILE.npy] [--json]
 */
import { parseArgs } from 'node:util';
import { bestCount, chooseByBic, chooseByMeanSilhouette } from '../src/engine/analysis/cluster-count.ts';
import { hdbscan } from '../src/engine/analysis/hdbscan.ts';
import { kMeans } from '../src/engine/analysis/k-means.ts';
import { fitMixture } from '../src/engine/analysis/mixture.ts';
import { readNpy } from '../src/engine/library/npy.ts';
import type { Codes } from '../src/shared/latent.ts';
import { clusteredCodes, peakMemory } from './data/codes.ts';

const { values: options } = parseArgs({
  options: {
    rows: { type: 'string', default: '60000' },
    dimensions: { type: 'string', default: '32' },
    codes: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
const codes = options.codes
  ? await codesFrom(options.codes)
  : clusteredCodes(Number(options.rows), Number(options.dimensions));

async function codesFrom(file: string): Promise<Codes> {
  const { shape, values } = await readNpy(file);
  return { rows: shape[0]!, dimensions: shape[1]!, values: Float32Array.from(values) };
}

/** Seconds on the clock and of all processors together. */
interface Spent {
  seconds: number;
  processorSeconds: number;
}
const spent: Record<string, Spent> = {};

async function timed<T>(name: string, work: () => Promise<T>): Promise<T> {
  const start = performance.now();
  const before = process.cpuUsage();
  const done = await work();
  const { user, system } = process.cpuUsage(before);
  spent[name] = { seconds: (performance.now() - start) / 1000, processorSeconds: (user + system) / 1e6 };
  return done;
}

const seed = 0;
const silhouettes = await timed('number of clusters by silhouette', () =>
  chooseByMeanSilhouette(codes, { seed }),
);
await timed('10 clusters of k-means', () => kMeans(codes, 10, { seed }));
const criterion = await timed('number of components by BIC', () => chooseByBic(codes, { seed }));
await timed('mixture of 10', () => fitMixture(codes, { components: 10, seed, tolerance: 0.01 }));
const labels = await timed('HDBSCAN', () => hdbscan(codes));

const counts = {
  silhouette: bestCount(silhouettes),
  bic: bestCount(criterion),
  hdbscan: labels.reduce((most, label) => Math.max(most, label), -1) + 1,
};
const { rows, dimensions } = codes;
if (options.json) {
  console.log(JSON.stringify({ rows, dimensions, counts, spent, peakMegabytes: peakMemory() }));
} else {
  console.log(`${rows} x ${dimensions} codes:`);
  for (const [name, { seconds, processorSeconds }] of Object.entries(spent)) {
    console.log(`  ${name}: ${seconds.toFixed(1)} s (${processorSeconds.toFixed(1)} s of processors)`);
  }
  console.log(
    `clusters: ${counts.silhouette} by silhouette, ${counts.bic} by BIC, ${counts.hdbscan} by HDBSCAN`,
  );
  console.log(`peak memory: ${peakMemory()} MB`);
}
