import { resolve } from 'node:path';
import { projectResultSchema } from '../../shared/job-results.ts';
import { projectionMethodSchema } from '../../shared/projections.ts';
import { type Command, runJob } from '../command.ts';
import { requireModel } from '../lookup.ts';
import { duration } from '../output.ts';

export const projectCommand: Command = {
  usage: '<model> [--method umap|pca] --out FILE.csv',
  summary: 'Lay the images out in two dimensions by their codes.',
  options: {
    method: { value: 'METHOD', summary: 'umap or pca (umap)' },
    neighbours: { value: 'N', summary: 'UMAP: size of the neighbourhood (15)' },
    'minimum-distance': { value: 'D', summary: 'UMAP: how close points may lie (0.1)' },
    seed: { value: 'S', summary: 'the same seed gives the same map' },
    out: { value: 'FILE', summary: 'CSV with file, label, x, y' },
  },
  maximumArguments: 1,
  async run(context) {
    const { arguments: args, output } = context;
    const model = args.required(0, 'the model');
    const file = resolve(args.requiredText('out'));
    const method = args.choice('method', projectionMethodSchema.options) ?? 'umap';
    const options = {
      neighbours: args.number('neighbours'),
      minimumDistance: args.number('minimum-distance'),
      seed: args.number('seed'),
    };
    const { projectionId, rows, seconds } = await runJob(
      context,
      async (engine) => {
        const { id: modelId } = await requireModel(engine, model);
        return engine.call('projections.create', { modelId, method, options });
      },
      projectResultSchema,
    );
    await (await context.engine()).call('projections.export', { projectionId, file });
    output.result({ rows, seconds, file, method }, [
      `${rows} images laid out in ${duration(seconds)}: ${file}.`,
    ]);
  },
};
