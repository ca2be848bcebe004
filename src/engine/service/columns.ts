/** Answers about columns: one value per image, whatever it comes from. */
import { MorphospaceError } from '../../shared/errors.ts';
import { listColumns, readColumn } from '../library/columns.ts';
import type { Answers, Rooms } from './rooms.ts';

type ColumnMethod = Extract<keyof Answers, `columns.${string}`>;

const METADATA = 'metadata:';

export function columnAnswers({ library, explorer, emit }: Rooms): Answers<ColumnMethod> {
  const changed = (id: string) => emit('library', { changed: 'columns', id });

  return {
    'columns.list': (scope) => listColumns(library, scope),
    'columns.values': async ({ column, ...scope }) => ({ values: await readColumn(library, scope, column) }),

    async 'columns.import'({ datasetId, file }) {
      library.datasets.get(datasetId);
      const imported = await explorer.ask('importColumns', { datasetId, file });
      changed(datasetId);
      return imported;
    },

    async 'columns.remove'({ datasetId, column }) {
      const isImported = column.startsWith(METADATA);
      if (!isImported || !(await library.metadata.remove(datasetId, column.slice(METADATA.length)))) {
        throw new MorphospaceError(
          'no-such-column',
          `There is no imported column "${column}".`,
          'Choose one that came with a table.',
        );
      }
      changed(datasetId);
    },
  };
}
