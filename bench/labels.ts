/**
 * The probe of labels on clustered Gaussian codes and on pixels of as many clusters: linear classifier, neighbours, principal components.
 * npm run bench -- labels [--rows 60000] [--dimensions 64] [--classes 10] [--pixels 784] [--json]
 */
import { parseArgs } from 'node:util';
import { stratifiedFolds } from '../src/engine/analysis/folds.ts';
import { leadingComponents } from '../src/engine/analysis/leading-components.ts';
import { linearProbabilities, neighbourLabels } from '../src/engine/analysis/probe.ts';
import { Random } from '../src/engine/models/random.ts';
import { clusteredCodes, peakMemory } from './data/codes.ts';

const { values: options } = parseArgs({
  options: {
    rows: { type: 'string', default: '60000' },
    dimensions: { type: 'string', default: '64' },
    classes: { type: 'string', default: '10' },
    pixels: { type: 'string', default: '784' },
    json: { type: 'boolean', default: false },
  },
});
const [rows, dimensions] = [Number(options.rows), Number(options.dimensions)];
const [classes, pixels] = [Number(options.classes), Number(options.pixels)];
const codes = clusteredCodes(rows, dimensions);
const labels = Int32Array.from({ length: rows }, (_, row) => row % classes);
const labelled = { labels, classes, fold: stratifiedFolds(labels, 5, new Random(0)), folds: 5 };
const images = clusteredCodes(rows, pixels);

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

const linear = await seconds(() => linearProbabilities(codes, labelled));
const neighbours = await seconds(() => neighbourLabels(codes, labelled, 15));
const components = await seconds(() =>
  leadingComponents(
    {
      rows,
      dimensions: pixels,
      read: async (from, count) =>
        Float64Array.from(images.values.subarray(from * pixels, (from + count) * pixels)),
    },
    dimensions,
  ),
);
// Codes and components are both classified both ways.
const total = 2 * linear + 2 * neighbours + components;

const result = {
  rows,
  dimensions,
  classes,
  pixels,
  linear,
  neighbours,
  components,
  total,
  peakMegabytes: peakMemory(),
};
if (options.json) console.log(JSON.stringify(result));
else {
  console.log(`${rows} x ${dimensions} codes, ${classes} labels, 5 folds:`);
  console.log(`linear classifier: ${linear.toFixed(1)} s; 15 neighbours: ${neighbours.toFixed(1)} s`);
  console.log(`${dimensions} components of ${pixels} pixels: ${components.toFixed(1)} s`);
  console.log(`the whole probe, about: ${total.toFixed(1)} s`);
  console.log(`peak memory: ${result.peakMegabytes} MB`);
}
