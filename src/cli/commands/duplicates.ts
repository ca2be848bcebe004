import { resolve } from 'node:path';
import type { Command } from '../command.ts';
import { filesAt } from '../files-at.ts';
import { requireDataset } from '../lookup.ts';
import { runAnalysis } from '../run-analysis.ts';

/** How many groups are shown in words. */
const SHOWN = 20;

export const duplicatesCommand: Command = {
  usage: '<dataset> [--bits N] [--out FILE.csv]',
  summary:
    'Find images that are there more than once: the same bytes, or the same picture saved, resized or brightened differently.',
  options: {
    bits: { value: 'N', summary: 'bits of 64 in which perceptual hashes may differ, 0 to 8 (4)' },
    out: { value: 'FILE', summary: 'CSV with file, group, kind, best' },
  },
  maximumArguments: 1,
  async run(context) {
    const { arguments: args, output } = context;
    const name = args.required(0, 'the dataset');
    const bits = args.number('bits');
    const out = args.text('out');
    const engine = await context.engine();
    const { id: datasetId } = await requireDataset(engine, name);
    const { analysisId, rows, result } = await runAnalysis(context, {
      datasetId,
      request: { kind: 'duplicates', ...(bits !== undefined && { bits }) },
    });
    const file = out === undefined ? null : resolve(out);
    if (file) await engine.call('analyses.export', { analysisId, file });

    const positions = result.groups.flatMap(({ images }) => images);
    const files = await filesAt(engine, datasetId, positions);
    const fileOf = new Map(positions.map((position, i) => [position, files[i]!]));
    const groups = result.groups.map(({ kind, images, best, bits }) => ({
      kind,
      files: images.map((image) => fileOf.get(image)!),
      best: fileOf.get(best)!,
      bits,
    }));
    const spare = positions.length - groups.length;
    output.result({ rows, groups, spare, file, analysisId }, [
      groups.length === 0
        ? `None of ${rows} images is there twice.`
        : `${groups.length} groups among ${rows} images; ${spare} could go.${groups.length > SHOWN ? ` The ${SHOWN} largest:` : ''}`,
      ...groups.slice(0, SHOWN).flatMap(groupLines),
      ...(file ? [`Every image of a group: ${file}.`] : []),
    ]);
  },
};

function groupLines(group: { kind: string; files: string[]; best: string }): string[] {
  const rest = group.files.filter((file) => file !== group.best);
  return [
    `  ${group.best}${group.kind === 'near' ? '  (near-identical)' : ''}`,
    ...rest.map((file) => `    = ${file}`),
  ];
}
