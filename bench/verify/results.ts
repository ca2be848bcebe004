/** What the rows measured: kept in a file from run to run, printed, and written into docs/verification.md. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeFileAtomically } from '../../src/engine/library/atomic.ts';
import { updateTable } from './markdown-table.ts';
import type { Measured, Row } from './row.ts';

export type Result = Pick<Row, 'id' | 'what' | 'source' | 'target' | 'tolerance'> &
  (
    | (Measured & {
        /** Of the row alone, the training of models that it shares with others included. */
        seconds: number;
      })
    | { error: string }
  );

const DOCUMENT = fileURLToPath(new URL('../../docs/verification.md', import.meta.url));

function resultsFile(folder: string): string {
  return join(folder, 'results.json');
}

/** Results of all rows that were run so far with this folder. */
export function readResults(folder: string): Result[] {
  const file = resultsFile(folder);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Result[]) : [];
}

/** Puts new results in the place of older ones of the same rows. */
export async function keepResult(folder: string, result: Result): Promise<void> {
  const others = readResults(folder).filter(({ id }) => id !== result.id);
  await writeFileAtomically(resultsFile(folder), `${JSON.stringify([...others, result], null, 2)}\n`);
}

/** @param judged whether the figures say anything. */
export function printResult(result: Result, judged: boolean): void {
  const { id, what, target, tolerance, source } = result;
  console.log(`${id}: ${what}`);
  console.log(`  target    ${target} (${tolerance}; ${source})`);
  if ('error' in result) console.log(`  FAILED    ${result.error}`);
  else {
    console.log(`  measured  ${result.measured}`);
    const verdict = judged ? result.verdict.toUpperCase() : 'ran, and says nothing';
    console.log(`  ${verdict} in ${Math.round(result.seconds)} s`);
  }
}

/** Writes what was measured into the document; rows that could not be run leave their place as it was. */
export async function documentResults(results: readonly Result[], rows: readonly Row[]): Promise<void> {
  const cells = new Map<string, string[]>();
  for (const result of results) {
    if ('error' in result) continue;
    const { id, what, target, tolerance, source, measured, verdict, seconds } = result;
    const bold = verdict === 'missed' ? `**${verdict}**` : verdict;
    cells.set(`\`${id}\``, [what, source, target, tolerance, measured, bold, `${Math.round(seconds)} s`]);
  }
  const table = {
    name: 'verify',
    columns: ['row', 'what', 'source', 'target', 'tolerance', 'measured', 'verdict', 'time'],
    order: rows.map(({ id }) => `\`${id}\``),
  };
  await updateTable(DOCUMENT, table, cells);
}
