/** Reads a person's table about the images into columns of the dataset. In the explorer: a large table takes a second or two. */
import { basename } from 'node:path';
import { MorphospaceError } from '../../shared/errors.ts';
import { readMetadata } from '../images/metadata.ts';
import { readTable } from '../images/table.ts';
import type { TaskContext } from '../jobs/task.ts';

export async function importColumns(
  { datasetId, file }: { datasetId: string; file: string },
  { library }: TaskContext,
): Promise<{ columns: string[]; matched: number; unmatched: number }> {
  const text = await readTable(file).catch((cause: unknown) => {
    throw new MorphospaceError(
      'unreadable-table',
      `The table ${file} cannot be read.`,
      'Check its path, and that you may open it.',
      { cause },
    );
  });
  const { columns, ...counts } = readMetadata(text, library.datasets.files(datasetId), basename(file));
  await library.metadata.add(datasetId, columns);
  return { columns: columns.map(({ name }) => `metadata:${name}`), ...counts };
}
