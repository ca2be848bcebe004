import { resolve } from 'node:path';
import { projectResultSchema } from '../../shared/job-results.ts';
import { projectionMethodSchema, umapSettingsSchema } from '../../shared/projections.ts';
import { UsageError } from '../arguments.ts';
import { type Command, runJob } from '../command.ts';
import { requireModel } from '../lookup.ts';
import { duration } from '../output.ts';

export const projectCommand: Command = {
  usage: '<model> [--method umap|pca|latent] --out FILE.csv',
  summary: 'Lay the images out in two dimensions by their codes.',
  options: {
    method: { value: 'METHOD', summary: 'umap, pca, or latent for two dimensions as they are (umap)' },
    neighbours: { value: 'N', summary: 'UMAP: size of the neighbourhood (15)' },
    'minimum-distance': { value: 'D', summary: 'UMAP: how close points may lie (0.1)' },
    metric: { value: 'METRIC', summary: 'UMAP: euclidean or cosine (euclidean)' },
    supervision: { value: 'S', summary: 'UMAP: how much labels count, 0 to 1 (0)' },
    dimensions: { value: 'A,B', summary: 'latent: which two dimensions, from 0 (0,1)' },
    name: { value: 'NAME', summary: 'a name for the map in the library' },
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
      metric: args.choice('metric', umapSettingsSchema.shape.metric.options),
      supervision: args.number('supervision'),
      dimensions: dimensionsOf(args.text('dimensions')),
      seed: args.number('seed'),
    };
    const name = args.text('name');
    const { projectionId, rows, seconds } = await runJob(
      context,
      async (engine) => {
        const { id: modelId } = await requireModel(engine, model);
        return engine.call('projections.create', { modelId, method, options, name });
      },
      projectResultSchema,
    );
    await (await context.engine()).call('projections.export', { projectionId, file });
    output.result({ rows, seconds, file, method }, [
      `${rows} images laid out in ${duration(seconds)}: ${file}.`,
    ]);
  },
};

/** @throws UsageError unless it is two whole numbers with a comma. */
function dimensionsOf(text: string | undefined): [number, number] | undefined {
  if (text === undefined) return undefined;
  const parts = text.split(',').map((part) => (/^\s*\d+\s*$/.test(part) ? Number(part) : NaN));
  if (parts.length === 2 && parts.every(Number.isInteger)) return parts as [number, number];
  throw new UsageError(`--dimensions takes two numbers such as 0,3, not "${text}"`);
}
