import { resolve } from 'node:path';
import { embedResultSchema } from '../../shared/job-results.ts';
import { UsageError } from '../arguments.ts';
import { type Command, runJob } from '../command.ts';
import { findDataset, requireModel } from '../lookup.ts';

export const embedCommand: Command = {
  usage: '<model> [<dataset or folder>] --out FILE.npy|.csv|.parquet',
  summary: 'Write the codes of all images, one row each, in dataset order.',
  options: { out: { value: 'FILE', summary: 'where to: .npy, .csv or .parquet' } },
  maximumArguments: 2,
  async run(context) {
    const { arguments: args, output } = context;
    const model = args.required(0, 'the model');
    const named = args.positionals[1];
    const file = resolve(args.requiredText('out'));
    if (!/\.(npy|csv|parquet)$/i.test(file))
      throw new UsageError('--out takes a file that ends in .npy, .csv or .parquet');
    const { rows, dimensions, skipped } = await runJob(
      context,
      async (engine) => {
        const { id: modelId } = await requireModel(engine, model);
        const dataset = named === undefined ? undefined : await findDataset(engine, named);
        const source = named === undefined ? undefined : (dataset?.id ?? resolve(named));
        return engine.call('models.embed', { modelId, source, file });
      },
      embedResultSchema,
    );
    output.result({ rows, dimensions, file, skipped }, [
      `${rows} codes of ${dimensions} dimensions in ${file}.`,
      ...skipped.map((one) => `Skipped ${one.file}: ${one.reason}`),
    ]);
  },
};
