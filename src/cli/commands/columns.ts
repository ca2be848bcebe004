/** `columns`: what is known of every image of a dataset. */
import { resolve } from 'node:path';
import { selectionResultSchema } from '../../shared/job-results.ts';
import { type Command, runJob } from '../command.ts';
import { requireDataset, requireModel } from '../lookup.ts';
import { table } from '../output.ts';

/** Categories shown of a column. */
const SHOWN = 5;

export const columnsCommand: Command = {
  usage: '<dataset> [--model MODEL] [--import FILE.csv] [--remove COLUMN] [--out FILE.csv|.parquet]',
  summary:
    'List what is known of every image: sizes, labels, tags, columns of imported tables, results of analyses, codes. Or add a table, or write all of it.',
  options: {
    model: { value: 'MODEL', summary: 'with the codes and the analyses of this model' },
    import: { value: 'FILE', summary: 'add the columns of a CSV whose column "file" names images' },
    remove: { value: 'COLUMN', summary: 'remove an imported column' },
    out: { value: 'FILE', summary: 'write all columns, one row for each image: .csv or .parquet' },
  },
  maximumArguments: 1,
  async run(context) {
    const { arguments: args, output } = context;
    const name = args.required(0, 'the dataset');
    const [file, removed, out] = [args.text('import'), args.text('remove'), args.text('out')];
    const engine = await context.engine();
    const { id: datasetId, images } = await requireDataset(engine, name);
    const model = args.text('model');
    const modelId = model === undefined ? undefined : (await requireModel(engine, model)).id;

    if (removed !== undefined)
      await engine.call('columns.remove', { datasetId, column: `metadata:${removed}` });
    const imported =
      file === undefined ? null : await engine.call('columns.import', { datasetId, file: resolve(file) });
    if (out !== undefined) {
      await runJob(
        context,
        (transport) =>
          transport.call('curation.export', {
            ...{ datasetId, modelId, form: 'table', out: resolve(out) },
            images: Array.from({ length: images }, (_, image) => image),
          }),
        selectionResultSchema,
      );
    }
    const columns = await engine.call('columns.list', { datasetId, modelId });
    output.result({ columns, imported, ...(out === undefined ? {} : { file: resolve(out) }) }, [
      ...table(
        columns.map(({ id, title, kind, categories }) => [id, title, kind, shownCategories(categories)]),
      ),
      ...(imported
        ? [
            `${imported.columns.length} columns added to ${imported.matched} images; ${imported.unmatched} lines name none.`,
          ]
        : []),
      ...(out === undefined ? [] : [`${images} rows in ${resolve(out)}.`]),
    ]);
  },
};

function shownCategories(categories: readonly { name: string; images: number }[]): string {
  const first = categories.slice(0, SHOWN).map(({ name, images }) => `${name} (${images})`);
  const more = categories.length - first.length;
  return [...first, ...(more > 0 ? [`${more} more`] : [])].join(', ');
}
