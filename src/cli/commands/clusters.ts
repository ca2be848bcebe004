import { resolve } from 'node:path';
import type { ResultOf } from '../../shared/analyses.ts';
import type { Command } from '../command.ts';
import { filesAt } from '../files-at.ts';
import { requireModel } from '../lookup.ts';
import { runAnalysis } from '../run-analysis.ts';

const METHODS = ['k-means', 'mixture', 'hdbscan'] as const;

export const clustersCommand: Command = {
  usage: '<model> [-k N] [--method k-means|mixture|hdbscan] [--out FILE.csv]',
  summary:
    'Find what belongs together by the codes. Without -k a criterion chooses the number of clusters; HDBSCAN finds its own, and noise.',
  options: {
    count: { value: 'N', short: 'k', summary: 'number of clusters, 2 to 200; not for HDBSCAN' },
    method: { value: 'M', summary: `${METHODS.join(', ')} (k-means)` },
    smallest: { value: 'N', summary: 'HDBSCAN: the fewest images that make a cluster' },
    seed: { value: 'S', summary: 'of k-means and mixtures (0)' },
    out: { value: 'FILE', summary: 'CSV with file, cluster' },
  },
  maximumArguments: 1,
  async run(context) {
    const { arguments: args, output } = context;
    const name = args.required(0, 'the model');
    const out = args.text('out');
    const request = {
      kind: 'clusters' as const,
      method: args.choice('method', METHODS),
      count: args.number('count'),
      smallest: args.number('smallest'),
      seed: args.number('seed'),
    };
    const engine = await context.engine();
    const { id: modelId, datasetId } = await requireModel(engine, name);
    const { analysisId, rows, result } = await runAnalysis(context, { datasetId, modelId, request });
    const file = out === undefined ? null : resolve(out);
    if (file) await engine.call('analyses.export', { analysisId, file });

    const members: number[][] = result.clusters.map(() => []);
    for (const [image, cluster] of result.assignments.entries()) members[cluster]?.push(image);
    const files = await filesAt(
      engine,
      datasetId,
      Array.from({ length: rows }, (_, image) => image),
    );
    const clusters = result.clusters.map(({ images, representatives }, i) => ({
      images,
      representatives: representatives.map((image) => files[image]!),
      files: members[i]!.map((image) => files[image]!),
    }));
    const noise = rows - clusters.reduce((sum, { images }) => sum + images, 0);
    output.result({ rows, clusters, noise, criterion: result.criterion, file, analysisId }, [
      ...criterionLines(result.criterion),
      `${clusters.length} clusters of ${rows} images${noise > 0 ? `; ${noise} images belong to none` : ''}.`,
      ...clusters.map(
        ({ images, representatives }, i) =>
          `  ${i + 1}: ${images} images, such as ${representatives.slice(0, 3).join(', ')}`,
      ),
      ...(file ? [`The cluster of every image: ${file}.`] : []),
    ]);
  },
};

function criterionLines(criterion: ResultOf<'clusters'>['criterion']): string[] {
  if (!criterion) return [];
  const { name, best, tried } = criterion;
  const digits = best === 'highest' ? 3 : 0;
  return [
    `${name}, ${best} is best: ${tried.map(({ count, value }) => `${count}: ${value.toFixed(digits)}`).join(', ')}.`,
  ];
}
