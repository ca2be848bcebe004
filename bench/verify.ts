/**
 * Trains what others have published figures of, by the same functions as the application, and compares:
 *
 *     npm run verify -- --data DIR [--only ROW,…] [--quick] [--json] [--work DIR] [--list]
 *
 * DIR holds mnist-png.tar.gz and orl-faces.tar.gz, or what is in them. Rows are independent of each other and keep what they trained in
 * the work folder, so that they can be run one by one and interrupted. What was measured goes into docs/verification.md, and
 * into results.json in the work folder. `--quick` does a little of everything, to see that it runs, and documents nothing.
 */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { toErrorRecord } from '../src/shared/errors.ts';
import { showProgress } from './verify/progress.ts';
import { documentResults, keepResult, printResult, readResults, type Result } from './verify/results.ts';
import type { Row } from './verify/row.ts';
import { ROWS } from './verify/rows.ts';
import { Workplace } from './verify/workplace.ts';

const { values: options } = parseArgs({
  options: {
    data: { type: 'string' },
    only: { type: 'string' },
    work: { type: 'string' },
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    list: { type: 'boolean', default: false },
  },
});

if (options.list) for (const { id, what } of ROWS) console.log(`${id}: ${what}`);
else await verify(chosenRows(options.only));

async function verify(rows: readonly Row[]): Promise<void> {
  if (options.data === undefined && rows.some(({ needsData }) => needsData)) {
    wrongUsage('--data DIR says where mnist-png.tar.gz and orl-faces.tar.gz are');
  }
  const folder = options.work ?? join(tmpdir(), `morphospace-verify${options.quick ? '-quick' : ''}`);
  const { data, quick } = options;
  const workplace = new Workplace({ folder, data, quick, progress: showProgress });
  const results: Result[] = [];
  try {
    for (const row of rows) {
      const result = await runRow(row, workplace);
      results.push(result);
      await keepResult(folder, result);
      if (!options.json) printResult(result, !quick);
    }
  } finally {
    workplace.close();
  }
  if (!quick) await documentResults(readResults(folder), ROWS);
  if (options.json) console.log(JSON.stringify(results));
  const isGood = (result: Result) => 'verdict' in result && (quick || result.verdict !== 'missed');
  process.exitCode = results.every(isGood) ? 0 : 1;
}

async function runRow(row: Row, workplace: Workplace): Promise<Result> {
  const { id, what, source, target, tolerance } = row;
  const facts = { id, what, source, target, tolerance };
  const started = performance.now();
  workplace.secondsSaved = 0;
  try {
    const measured = await row.run(workplace);
    const seconds = (performance.now() - started) / 1000 + workplace.secondsSaved;
    return { ...facts, ...measured, seconds };
  } catch (error) {
    const { message, stack } = toErrorRecord(error);
    if (stack) process.stderr.write(`${stack}\n`);
    return { ...facts, error: message };
  }
}

function chosenRows(only: string | undefined): readonly Row[] {
  if (only === undefined) return ROWS;
  return only.split(',').map((id) => {
    const row = ROWS.find((candidate) => candidate.id === id.trim());
    return row ?? wrongUsage(`there is no row ${id}; --list names them`);
  });
}

function wrongUsage(what: string): never {
  console.error(`error: ${what}`);
  process.exit(2);
}
