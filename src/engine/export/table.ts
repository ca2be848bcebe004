/** A table of any columns as a file for other programs: CSV or Parquet. */
import { extname } from 'node:path';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { MorphospaceError } from '../../shared/errors.ts';
import { writeAtomically, writeFileAtomically } from '../library/atomic.ts';
import { csvFloat32, csvText } from './csv.ts';

/** Values in the order of the rows; a text may be null, a number NaN, where there is none. */
export type TableColumn = { name: string } & (
  | { type: 'text'; values: readonly (string | null)[] }
  | { type: 'flag'; values: readonly boolean[] }
  | { type: 'number'; values: Float32Array }
);

/** Lines are gathered into pieces of this many before they are written. */
const ROWS_PER_PIECE = 2000;

/** Whether a path ends in what `writeTable` writes. */
export function isTablePath(path: string): boolean {
  return /\.(csv|parquet)$/i.test(path);
}

/**
 * Writes a table to a path that ends in `.csv` or `.parquet`, atomically. Of columns with the same name the second becomes "name (2)".
 *
 * @throws MorphospaceError `unknown-format`, or a storage error.
 */
export async function writeTable(columns: readonly TableColumn[], path: string): Promise<void> {
  const named = withUniqueNames(columns);
  if (extname(path).toLowerCase() === '.parquet') {
    const columnData = named.map(parquetColumn);
    await writeFileAtomically(path, new Uint8Array(parquetWriteBuffer({ columnData })));
  } else if (isTablePath(path)) {
    await writeAtomically(path, async (file) => {
      for (const piece of csvPieces(named)) await file.writeFile(piece);
    });
  } else {
    throw new MorphospaceError(
      'unknown-format',
      `A table cannot be written as ${extname(path) || 'a file without an ending'}.`,
      'Name a file that ends in .csv or .parquet.',
    );
  }
}

function* csvPieces(columns: readonly TableColumn[]): Generator<string, void> {
  let piece = `${columns.map(({ name }) => csvText(name)).join(',')}\n`;
  const rows = columns[0]?.values.length ?? 0;
  for (let row = 0; row < rows; row++) {
    piece += `${columns.map((column) => csvField(column, row)).join(',')}\n`;
    if ((row + 1) % ROWS_PER_PIECE > 0) continue;
    yield piece;
    piece = '';
  }
  yield piece;
}

function csvField(column: TableColumn, row: number): string {
  switch (column.type) {
    case 'text':
      return csvText(column.values[row] ?? '');
    case 'number':
      return Number.isNaN(column.values[row]!) ? '' : csvFloat32(column.values[row]!);
    case 'flag':
      return String(column.values[row]!);
  }
}

function parquetColumn({ name, ...column }: TableColumn) {
  switch (column.type) {
    case 'text':
      return { name, data: [...column.values], type: 'STRING' as const, nullable: true };
    case 'flag':
      return { name, data: [...column.values], type: 'BOOLEAN' as const, nullable: false };
    case 'number': {
      const data = Array.from(column.values, (value) => (Number.isNaN(value) ? null : value));
      return { name, data, type: 'FLOAT' as const, nullable: true };
    }
  }
}

function withUniqueNames(columns: readonly TableColumn[]): TableColumn[] {
  const taken = new Set<string>();
  return columns.map((column) => {
    let { name } = column;
    for (let number = 2; taken.has(name); number++) name = `${column.name} (${number})`;
    taken.add(name);
    return { ...column, name };
  });
}
