/** Codes of a dataset's images as a file for other programs: NumPy, CSV or Parquet, in the dataset's order. */
import { extname } from 'node:path';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { MorphospaceError } from '../../shared/errors.ts';
import type { Codes } from '../../shared/latent.ts';
import { writeAtomically, writeFileAtomically } from '../library/atomic.ts';
import { writeNpy } from '../library/npy.ts';
import { quoted, shortest } from './csv.ts';

/** What a row of codes belongs to: the path relative to the imported folder, and the label if there is one. */
export interface RowName {
  file: string;
  label: string | null;
}

/** CSV lines are gathered into pieces of this many rows before they are written. */
const ROWS_PER_PIECE = 2000;

/**
 * Writes codes to a path ending in `.npy` ([rows, dimensions] float32, without names), `.csv` or `.parquet` (columns `file`,
 * `label`, `z0`, `z1`, …). CSV quotes as RFC 4180 does and ends lines with a line feed; its numbers are the shortest that read back as the same float32.
 *
 * @param names one for every row of the codes; not needed for `.npy`.
 * @throws MorphospaceError `unknown-format`, or a storage error.
 */
export async function writeEmbedding(codes: Codes, names: readonly RowName[], path: string): Promise<void> {
  const ending = extname(path).toLowerCase();
  if (ending === '.npy')
    return writeNpy(path, { shape: [codes.rows, codes.dimensions], values: codes.values });
  if (ending !== '.csv' && ending !== '.parquet') {
    throw new MorphospaceError(
      'unknown-format',
      `Codes cannot be written as ${ending || 'a file without an ending'}.`,
      'Name a file that ends in .npy, .csv or .parquet.',
    );
  }
  if (names.length !== codes.rows)
    throw new RangeError(`${names.length} names for ${codes.rows} rows of codes`);
  if (ending === '.csv') {
    await writeAtomically(path, async (file) => {
      for (const piece of codesCsv(codes, names)) await file.write(piece);
    });
  } else await writeFileAtomically(path, toParquet(codes, names));
}

/** The CSV in pieces of some thousand rows; `names` must have a name for every row. */
export function* codesCsv({ rows, dimensions, values }: Codes, names: Iterable<RowName>): Generator<string> {
  const header = ['file', 'label', ...Array.from({ length: dimensions }, (_, i) => `z${i}`)];
  let piece = header.join(',') + '\n';
  let row = 0;
  for (const { file, label } of names) {
    // Images that were added after these codes were made have none.
    if (row === rows) break;
    piece += `${quoted(file)},${quoted(label ?? '')}`;
    for (let i = row * dimensions; i < (row + 1) * dimensions; i++) piece += `,${shortest(values[i]!)}`;
    piece += '\n';
    row++;
    if (row % ROWS_PER_PIECE === 0) {
      yield piece;
      piece = '';
    }
  }
  yield piece;
}

function toParquet({ rows, dimensions, values }: Codes, names: readonly RowName[]): Uint8Array {
  const buffer = parquetWriteBuffer({
    columnData: [
      { name: 'file', data: names.map(({ file }) => file), type: 'STRING', nullable: false },
      { name: 'label', data: names.map(({ label }) => label), type: 'STRING', nullable: true },
      ...Array.from({ length: dimensions }, (_, dimension) => ({
        name: `z${dimension}`,
        data: Float32Array.from({ length: rows }, (_, row) => values[row * dimensions + dimension]!),
        type: 'FLOAT' as const,
        nullable: false,
      })),
    ],
  });
  return new Uint8Array(buffer);
}
