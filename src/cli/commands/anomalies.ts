import { resolve } from 'node:path';
import type { Command } from '../command.ts';
import { requireDataset, requireModel } from '../lookup.ts';
import { table } from '../output.ts';
import { runAnalysis } from '../run-analysis.ts';

/** How many of the oddest are shown. */
const SHOWN = 10;

export const anomaliesCommand: Command = {
  usage: '<model> [<dataset>] --out FILE.csv',
  summary:
    'Score how odd every image is, 0 to 1, by its reconstruction error and the distance of its code from the others; or how much the images of another dataset differ from the model’s own.',
  options: { out: { value: 'FILE', summary: 'CSV with file, score, reconstruction, mahalanobis' } },
  maximumArguments: 2,
  async run(context) {
    const { arguments: args, output } = context;
    const name = args.required(0, 'the model');
    const other = args.positionals[1];
    const file = resolve(args.requiredText('out'));
    const engine = await context.engine();
    const model = await requireModel(engine, name);
    const datasetId = other === undefined ? model.datasetId : (await requireDataset(engine, other)).id;
    const { analysisId, rows, result } = await runAnalysis(context, {
      datasetId,
      modelId: model.id,
      request: { kind: 'outliers' },
    });
    await engine.call('analyses.export', { analysisId, file });

    const { score } = result;
    const oddest = Array.from(score.keys())
      .sort((a, b) => score[b]! - score[a]!)
      .slice(0, SHOWN);
    const images = await engine.call('datasets.imagesAt', { datasetId, indices: oddest });
    output.result({ rows, file, analysisId }, [
      `${rows} images scored: ${file}. The oddest:`,
      ...table(images.map((image) => [`  ${score[image.index]!.toFixed(3)}`, image.file])),
    ]);
  },
};
