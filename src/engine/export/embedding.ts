/** Codes of a dataset's images as a file for other programs: NumPy, CSV or Parquet, in the dataset's order. */
import { extname } from 'node:path';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { MorphospaceError } from '../../shared/errors.ts';
import type { Codes } from '../../shared/latent.ts';
import { writeAtomically, writeFileAtomically } from '../library/atomic.ts';
import { writeNpy } from '../library/npy.ts';
import { csvFloat32, csvText } from './csv.ts';

/** What a row belongs to: the path relative to the imported folder, and the label if there is one. */
export interface RowName {
  file: string;
  label: string | null;
}

/** CSV lines are gathered into pieces of this many rows before they are handed on. */
const ROWS_PER_PIECE = 2000;

/**
 * Writes codes to a path ending in `.npy` ([rows, dimensions] float32, without names), `.csv` or `.parquet` (columns `file`,
 * `label`, `z0`, `z1`, …).
 *
 * @param names one for every row of the codes, in their order; those beyond the last row are left out.
 * @throws MorphospaceError `unknown-format`, or a storage error.
 */
export async function writeEmbedding(codes: Codes, names: Iterable<RowName>, path: string): Promise<void> {
  const ending = extname(path).toLowerCase();
  if (ending === '.npy') {
    await writeNpy(path, { shape: [codes.rows, codes.dimensions], values: codes.values });
  } else if (ending === '.csv') {
    await writeAtomically(path, async (file) => {
      for (const piece of codesCsv(codes, names)) await file.writeFile(piece);
    });
  } else if (ending === '.parquet') {
    await writeFileAtomically(path, toParquet(codes, names));
  } else {
    throw new MorphospaceError(
      'unknown-format',
      `Codes cannot be written as ${ending || 'a file without an ending'}.`,
      'Name a file that ends in .npy, .csv or .parquet.',
    );
  }
}

/** The text of the CSV in pieces, so that a large one need not be in memory at once. */
export function* codesCsv(
  { rows, dimensions, values }: Codes,
  names: Iterable<RowName>,
): Generator<string, void> {
  let piece = `${['file', 'label', ...columnNames(dimensions)].join(',')}\n`;
  let row = 0;
  for (const { file, label } of firstOf(names, rows)) {
    piece += `${csvText(file)},${csvText(label ?? '')}`;
    for (let i = row * dimensions; i < (row + 1) * dimensions; i++) piece += `,${csvFloat32(values[i]!)}`;
    piece += '\n';
    row++;
    if (row % ROWS_PER_PIECE === 0) {
      yield piece;
      piece = '';
    }
  }
  yield piece;
}

function toParquet({ rows, dimensions, values }: Codes, names: Iterable<RowName>): Uint8Array {
  const present = [...firstOf(names, rows)];
  const column = (dimension: number) =>
    Float32Array.from({ length: rows }, (_, row) => values[row * dimensions + dimension]!);
  return new Uint8Array(
    parquetWriteBuffer({
      columnData: [
        { name: 'file', data: present.map(({ file }) => file), type: 'STRING', nullable: false },
        { name: 'label', data: present.map(({ label }) => label), type: 'STRING', nullable: true },
        ...columnNames(dimensions).map((name, dimension) => ({
          name,
          data: column(dimension),
          type: 'FLOAT' as const,
          nullable: false,
        })),
      ],
    }),
  );
}

function columnNames(dimensions: number): string[] {
  return Array.from({ length: dimensions }, (_, dimension) => `z${dimension}`);
}

function* firstOf(names: Iterable<RowName>, rows: number): Generator<RowName, void> {
  let taken = 0;
  if (rows > 0) {
    for (const { file, label } of names) {
      yield { file, label };
      if (++taken === rows) break;
    }
  }
  if (taken < rows) throw new RangeError(`${taken} names for ${rows} rows`);
}
