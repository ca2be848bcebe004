/**
 * All nearest neighbours of clustered Gaussian codes, and the time of a single question.
 * npm run bench -- neighbours [--rows 60000] [--dimensions 32] [--neighbours 16] [--json]
 */
import { parseArgs } from 'node:util';
import { NeighbourSearch } from '../src/engine/analysis/neighbours.ts';
import { clusteredCodes, peakMemory } from './data/codes.ts';

const { values: options } = parseArgs({
  options: {
    rows: { type: 'string', default: '60000' },
    dimensions: { type: 'string', default: '32' },
    neighbours: { type: 'string', default: '16' },
    json: { type: 'boolean', default: false },
  },
});
const [rows, dimensions, k] = [Number(options.rows), Number(options.dimensions), Number(options.neighbours)];
const codes = clusteredCodes(rows, dimensions);

const search = await NeighbourSearch.open(codes);
const start = performance.now();
await search.nearestToRows(
  Int32Array.from({ length: rows }, (_, row) => row),
  k,
);
const graphSeconds = (performance.now() - start) / 1000;

const questions = Array.from({ length: 20 }, (_, i) => Math.floor((i * rows) / 20));
const times: number[] = [];
for (const row of questions) {
  const asked = performance.now();
  await search.nearestToRows(Int32Array.of(row), k);
  times.push(performance.now() - asked);
}
const queryMilliseconds = times.sort((a, b) => a - b)[Math.floor(times.length / 2)]!;
await search.close();

const result = { rows, dimensions, k, graphSeconds, queryMilliseconds, peakMegabytes: peakMemory() };
if (options.json) console.log(JSON.stringify(result));
else {
  console.log(`${k} nearest neighbours of all ${rows} x ${dimensions} codes: ${graphSeconds.toFixed(2)} s`);
  console.log(`one question: ${queryMilliseconds.toFixed(1)} ms (median of ${times.length})`);
  console.log(`peak memory: ${result.peakMegabytes} MB`);
}
