/**
 * Automatic mode against what a person would have copied from somewhere, for the same number of minutes on the same images:
 *
 *     npm run bench -- automatic --data DIR [--minutes 2] [--only mnist,orl-faces,sample-faces] [--quick] [--json] [--work DIR]
 *
 * All models of a dataset are compared on the images that none of them has learnt from, under one likelihood whatever theirs was: a decoder
 * gives numbers in 0..1, which are means of a Bernoulli as well as of a Gaussian. Writes the table of docs/verification.md.
 */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { compareOn, type Contest } from './automatic/compare.ts';
import { updateTable } from './verify/markdown-table.ts';
import { showProgress } from './verify/progress.ts';
import { Workplace } from './verify/workplace.ts';

const DATASETS = ['mnist', 'orl-faces', 'sample-faces'] as const;
const DOCUMENT = fileURLToPath(new URL('../docs/verification.md', import.meta.url));

const { values: options } = parseArgs({
  options: {
    data: { type: 'string' },
    minutes: { type: 'string', default: '2' },
    only: { type: 'string', default: DATASETS.join(',') },
    work: { type: 'string' },
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});
const chosen = DATASETS.filter((name) => options.only.split(',').includes(name));
const minutes = Number(options.minutes);
if (chosen.length === 0 || !(minutes > 0)) {
  console.error(`error: --only takes ${DATASETS.join(', ')}, --minutes a number above 0`);
  process.exit(2);
}

const { data, quick } = options;
const folder = options.work ?? join(tmpdir(), `morphospace-verify${quick ? '-quick' : ''}`);
const workplace = new Workplace({ folder, data, quick, progress: showProgress });
const contests: Contest[] = [];
try {
  for (const name of chosen) {
    const images = await {
      mnist: () => workplace.mnist('train'),
      'orl-faces': () => workplace.orlFaces(),
      'sample-faces': () => workplace.sampleFaces(),
    }[name]();
    contests.push(await compareOn(name, workplace.quickened(images), minutes, workplace));
    if (!options.json) print(contests.at(-1)!);
  }
} finally {
  workplace.close();
}
if (options.json) console.log(JSON.stringify(contests));
if (!quick) await document();

function print({ dataset, heldOut, likelihood, entries, verdict }: Contest): void {
  console.log(`${dataset}: ${heldOut} held-out images, −ELBO under ${likelihood}`);
  for (const { name, loss, mse, psnr, epochs } of entries) {
    const figures = `${loss.toFixed(1)} nats, mse ${mse.toFixed(5)}, ${psnr.toFixed(1)} dB, ${epochs} epochs`;
    console.log(`  ${name.padEnd(50)} ${figures}`);
  }
  console.log(`  automatic mode is ${verdict}`);
}

async function document(): Promise<void> {
  const keyOf = (dataset: string, name: string) => `${dataset}, ${name}`;
  const rows = contests.flatMap(({ dataset, entries, verdict, likelihood }) =>
    entries.map(({ name, loss, mse, psnr, epochs }, place): [string, string[]] => [
      keyOf(dataset, name),
      [
        ...[`${loss.toFixed(1)} (${likelihood})`, mse.toFixed(5), psnr.toFixed(1)],
        ...[String(epochs), place === 0 ? verdict : ''],
      ],
    ]),
  );
  const table = {
    name: 'automatic',
    columns: ['images and configuration', '−ELBO, nats', 'mse', 'PSNR, dB', 'epochs', 'automatic mode is'],
    order: rows.map(([key]) => key),
  };
  await updateTable(DOCUMENT, table, new Map(rows));
}
