import { basename, resolve } from 'node:path';
import { embedResultSchema, importResultSchema } from '../../shared/job-results.ts';
import { labelSourceSchema } from '../../shared/datasets.ts';
import { MorphospaceError } from '../../shared/errors.ts';
import { UsageError } from '../arguments.ts';
import { type Command, type CommandContext, runJob } from '../command.ts';
import { findDataset, requireDataset } from '../lookup.ts';

export const importCommand: Command = {
  usage: '<folder or file…> [--name NAME | --into DATASET] [--labels auto|folders|none|FILE.csv]',
  summary:
    'Read images into a dataset; the originals are never changed. Again with the same name: add what is new, also to the codes and maps of its models.',
  options: {
    name: { value: 'NAME', summary: 'name of the dataset (the folder’s name)' },
    into: { value: 'DATASET', summary: 'add to this dataset, which must be there' },
    labels: {
      value: 'SOURCE',
      summary: 'where labels come from: auto, folders, none, or a CSV with file,label (auto)',
    },
  },
  maximumArguments: 1000,
  async run(context) {
    const { arguments: args, output } = context;
    const first = args.required(0, 'the folder to import');
    const paths = args.positionals.map((path) => resolve(path));
    const into = args.text('into');
    if (into !== undefined && args.text('name') !== undefined)
      throw new UsageError('--name and --into cannot both be given');
    const name = into ?? args.text('name') ?? basename(resolve(first));
    const labels = labelSourceSchema.safeParse(args.text('labels') ?? 'auto');
    if (!labels.success)
      throw new UsageError('--labels takes auto, folders, none or the path of a .csv file');
    const source = labels.data.endsWith('.csv') ? resolve(labels.data) : labels.data;

    const result = await runJob(
      context,
      async (engine) => {
        const dataset =
          into === undefined ? await findDataset(engine, name) : await requireDataset(engine, into);
        return engine.call('datasets.import', { paths, name, datasetId: dataset?.id, labels: source });
      },
      importResultSchema,
    );
    if (result.images === 0) {
      throw new MorphospaceError(
        'no-images',
        `No image could be imported from ${args.positionals.join(', ')}${result.skipped.length > 0 ? ` (skipped: ${result.skipped.length}, the first ${result.skipped[0]!.file}: ${result.skipped[0]!.reason})` : ''}.`,
        'Name a folder that holds JPEG, PNG, WebP, AVIF, TIFF, BMP, GIF or PGM/PPM images.',
      );
    }
    const { datasetId, images, added, skipped } = result;
    await placeNewImages(context, datasetId);
    output.result({ dataset: name, datasetId, images, added, skipped, labels: result.labels }, [
      `${name}: ${images} ${images === 1 ? 'image' : 'images'}, ${added} of them new${result.labels.length > 0 ? `, ${result.labels.length} labels` : ''}.`,
      ...(skipped.length > 0
        ? [`${skipped.length} ${skipped.length === 1 ? 'file was' : 'files were'} skipped:`]
        : []),
      ...skipped.map(({ file, reason }) => `  ${file}: ${reason}`),
    ]);
  },
};

/** The engine goes on by itself with the models that the dataset is explored with; this process waits for it. */
async function placeNewImages(context: CommandContext, datasetId: string): Promise<void> {
  const jobs = await (await context.engine()).call('jobs.list', {});
  for (const { id: jobId, kind, datasetId: of } of jobs)
    if (kind === 'embed' && of === datasetId)
      await runJob(context, () => Promise.resolve({ jobId }), embedResultSchema);
}
