import { resolve } from 'node:path';
import type { QualityMeasure } from '../../shared/analyses.ts';
import type { Command } from '../command.ts';
import { filesAt } from '../files-at.ts';
import { requireDataset } from '../lookup.ts';
import { runAnalysis } from '../run-analysis.ts';

/** How many of the worst are shown in words. */
const SHOWN = 5;

const FAULTS: Readonly<Record<QualityMeasure['id'], string>> = {
  dark: 'too dark',
  bright: 'too bright',
  blurry: 'blurred',
  'low-information': 'almost empty',
  'odd-size': 'of an unusual size',
  'odd-aspect': 'of an unusual shape',
};

export const qualityCommand: Command = {
  usage: '<dataset> [--out FILE.csv]',
  summary:
    'Find bad pictures: too dark, too bright, blurred, almost empty, of a size or shape unlike the others. Scores go from 0, as bad as can be, to 1.',
  options: { out: { value: 'FILE', summary: 'CSV with file and one column of scores for each fault' } },
  maximumArguments: 1,
  async run(context) {
    const { arguments: args, output } = context;
    const name = args.required(0, 'the dataset');
    const out = args.text('out');
    const engine = await context.engine();
    const { id: datasetId } = await requireDataset(engine, name);
    const { analysisId, rows, result } = await runAnalysis(context, {
      datasetId,
      request: { kind: 'quality' },
    });
    const file = out === undefined ? null : resolve(out);
    if (file) await engine.call('analyses.export', { analysisId, file });

    const measures = [];
    for (const [i, { id, threshold }] of result.measures.entries()) {
      const scores = result.scores.subarray(i * rows, (i + 1) * rows);
      const worst = [...scores.keys()]
        .filter((image) => scores[image]! < threshold)
        .sort((a, b) => scores[a]! - scores[b]!);
      const files = await filesAt(engine, datasetId, worst);
      const images = files.map((file, k) => ({ file, score: scores[worst[k]!]! }));
      measures.push({ id, threshold, images });
    }
    const unread = result.scores.subarray(0, rows).filter(Number.isNaN).length;
    const faulty = measures.filter(({ images }) => images.length > 0);
    output.result({ rows, unread, measures, file, analysisId }, [
      faulty.length === 0
        ? `None of ${rows - unread} images has a fault.`
        : `Faults among ${rows - unread} images, the worst first:`,
      ...faulty.flatMap(faultLines),
      ...(unread > 0 ? [`${unread} images cannot be read any more and were left out.`] : []),
      ...(file ? [`Every image: ${file}.`] : []),
    ]);
  },
};

function faultLines({ id, images }: { id: QualityMeasure['id']; images: { file: string; score: number }[] }) {
  return [
    `  ${images.length} ${FAULTS[id]}`,
    ...images.slice(0, SHOWN).map(({ file, score }) => `    ${score.toFixed(3)}  ${file}`),
  ];
}
