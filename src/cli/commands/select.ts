/** `select`: some images of a dataset, as files or as what is known of them. */
import { resolve } from 'node:path';
import { selectionResultSchema } from '../../shared/job-results.ts';
import { MorphospaceError } from '../../shared/errors.ts';
import { type Arguments, UsageError } from '../arguments.ts';
import { type Command, runJob } from '../command.ts';
import { requireDataset, requireModel } from '../lookup.ts';
import { SELECTION_OPTIONS, selectImages } from '../selection.ts';

export const selectCommand: Command = {
  usage:
    '<dataset> [--images FILE|-] [--label L] [--tag T] [--search TEXT] [--where CONDITION] [--copy DIR | --link DIR | --out FILE]',
  summary:
    'Choose images, all unless something is said, and list, copy or link them, or write what is known of them.',
  options: {
    ...SELECTION_OPTIONS,
    copy: { value: 'DIR', summary: 'copy them into this folder; nothing there is overwritten' },
    link: { value: 'DIR', summary: 'make links to them in this folder' },
    out: {
      value: 'FILE',
      summary:
        '.csv or .parquet: a row for each; .npy: their codes, and beside them a table of whose they are',
    },
  },
  maximumArguments: 1,
  async run(context) {
    const { arguments: args, output } = context;
    const name = args.required(0, 'the dataset');
    const target = targetOf(args);
    const engine = await context.engine();
    const dataset = await requireDataset(engine, name);
    const images = await selectImages(engine, dataset, args);
    if (images.length === 0) {
      throw new MorphospaceError(
        'nothing-selected',
        `No image of ${dataset.name} is chosen by that.`,
        'Look at `morphospace columns` for what there is to choose by.',
      );
    }
    if (!target) {
      const files = await filesOf(images);
      output.result({ images: images.length, files }, files);
      return;
    }
    const model = args.text('model');
    const {
      images: written,
      out,
      skipped,
    } = await runJob(
      context,
      async (transport) => {
        const modelId = model === undefined ? undefined : (await requireModel(transport, model)).id;
        return transport.call('curation.export', { datasetId: dataset.id, images, modelId, ...target });
      },
      selectionResultSchema,
    );
    output.result({ images: written, out, skipped }, [
      `${written} images: ${out}.`,
      ...skipped.map(({ file, reason }) => `Skipped ${file}: ${reason}`),
    ]);

    async function filesOf(indices: number[]): Promise<string[]> {
      const files: string[] = [];
      for (let from = 0; from < indices.length; from += 5000) {
        const page = indices.slice(from, from + 5000);
        const records = await engine.call('datasets.imagesAt', { datasetId: dataset.id, indices: page });
        files.push(...records.map(({ file }) => file));
      }
      return files;
    }
  },
};

function targetOf(args: Arguments): { form: 'copy' | 'link' | 'table' | 'codes'; out: string } | null {
  const given = (['copy', 'link', 'out'] as const).filter((option) => args.text(option) !== undefined);
  const [option] = given;
  if (given.length > 1) throw new UsageError('only one of --copy, --link and --out can be given');
  if (option === undefined) return null;
  const out = resolve(args.text(option)!);
  if (option !== 'out') return { form: option, out };
  if (!/\.(csv|parquet|npy)$/i.test(out))
    throw new UsageError('--out takes a file that ends in .csv, .parquet or .npy');
  return { form: /\.npy$/i.test(out) ? 'codes' : 'table', out };
}
