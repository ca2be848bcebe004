import { resolve } from 'node:path';
import type { ResultOf } from '../../shared/analyses.ts';
import type { Command } from '../command.ts';
import { filesAt } from '../files-at.ts';
import { requireModel } from '../lookup.ts';
import { table } from '../output.ts';
import { runAnalysis } from '../run-analysis.ts';

/** How many suspect labels are shown in words. */
const SHOWN = 20;

export const probeCommand: Command = {
  usage: '<model> [--out FILE.csv] [--seed S]',
  summary:
    'How well the codes tell labels apart: a linear classifier and the 5 nearest neighbours, cross-validated, beside as many principal components of the pixels; and the labels that are probably wrong.',
  options: {
    out: { value: 'FILE', summary: 'CSV with file, confidence in the label, suggested label' },
    seed: { value: 'S', summary: 'of the folds of cross-validation (0)' },
  },
  maximumArguments: 1,
  async run(context) {
    const { arguments: args, output } = context;
    const name = args.required(0, 'the model');
    const file = args.text('out') && resolve(args.text('out')!);
    const seed = args.number('seed');
    const engine = await context.engine();
    const { id: modelId, datasetId } = await requireModel(engine, name);
    const { analysisId, result } = await runAnalysis(context, {
      datasetId,
      modelId,
      request: { kind: 'labels', seed },
    });
    if (file) await engine.call('analyses.export', { analysisId, file });

    const { classes, suspects: found } = result;
    const files = await filesAt(
      engine,
      datasetId,
      found.map(({ index }) => index),
    );
    const suspects = found.map(({ label, suggested, labelProbability, suggestedProbability }, i) => ({
      file: files[i]!,
      label: classes[label]!,
      suggested: classes[suggested]!,
      labelProbability,
      suggestedProbability,
    }));
    output.result({ ...measuresOf(result), suspects, file: file ?? null, analysisId }, [
      ...accuracyLines(result),
      ...(result.alone > 0 ? [`${result.alone} images were left out: no other image has their label.`] : []),
      suspects.length === 0
        ? 'No label looks wrong.'
        : `${suspects.length} labels are probably wrong${suspects.length > SHOWN ? `; the ${SHOWN} most suspect` : ''}:`,
      ...table(
        suspects
          .slice(0, SHOWN)
          .map(({ file, label, suggested, suggestedProbability }) => [
            `  ${file}`,
            `is ${label},`,
            `rather ${suggested}`,
            `(${percent(suggestedProbability)})`,
          ]),
      ),
      ...(file ? [`Every image: ${file}.`] : []),
    ]);
  },
};

/** What was found of all images together. */
function measuresOf(result: ResultOf<'labels'>) {
  const {
    classes,
    labelled,
    alone,
    accuracy,
    knnAccuracy,
    pcaAccuracy,
    pcaKnnAccuracy,
    majority,
    confusion,
  } = result;
  return {
    classes,
    labelled,
    alone,
    accuracy,
    knnAccuracy,
    pcaAccuracy,
    pcaKnnAccuracy,
    majority,
    confusion,
  };
}

function accuracyLines(result: ResultOf<'labels'>): string[] {
  const { labelled, classes, accuracy, knnAccuracy, pcaAccuracy, pcaKnnAccuracy, majority } = result;
  return [
    `${labelled} images of ${classes.length} labels, each judged by what was learnt from the others:`,
    ...table([
      ['', 'linear classifier', '5 neighbours'],
      ['  codes', percent(accuracy), percent(knnAccuracy)],
      ['  principal components', percent(pcaAccuracy), percent(pcaKnnAccuracy)],
    ]),
    `  Guessing the commonest label: ${percent(majority)}.`,
  ];
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
