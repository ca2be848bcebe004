import { resolve } from 'node:path';
import type { ModelRecord } from '../../shared/models.ts';
import type { Command } from '../command.ts';
import { requireModel } from '../lookup.ts';
import { table } from '../output.ts';
import { runAnalysis } from '../run-analysis.ts';

export const compareCommand: Command = {
  usage: '<model> <other model> [-k 10] [--out FILE.csv]',
  summary: 'Two models of one dataset side by side, and how many of the nearest neighbours they agree on.',
  options: {
    k: { value: 'K', short: 'k', summary: 'how many neighbours (10)' },
    out: { value: 'FILE', summary: 'CSV with file, overlap: the share of its neighbours that both name' },
  },
  maximumArguments: 2,
  async run(context) {
    const { arguments: args, output } = context;
    const names = [args.required(0, 'the model'), args.required(1, 'the other model')] as const;
    const neighbours = args.number('k') ?? 10;
    const file = args.text('out') && resolve(args.text('out')!);
    const engine = await context.engine();
    const one = await requireModel(engine, names[0]);
    const other = await requireModel(engine, names[1]);
    const { analysisId, rows, result } = await runAnalysis(context, {
      datasetId: one.datasetId,
      modelId: one.id,
      request: { kind: 'agreement', otherModelId: other.id, neighbours },
    });
    if (file) await engine.call('analyses.export', { analysisId, file });
    const { mean, chance } = result;
    const models = [one, other].map(({ name, id, plan, parameters, validation }) => ({
      ...{ model: name, modelId: id, family: plan.family, size: plan.size, latent: plan.latent },
      ...{ parameters, validation },
    }));
    output.result({ models, agreement: { neighbours, mean, chance, rows }, file: file ?? null, analysisId }, [
      ...table([
        ['', one.name, other.name],
        ...MEASURES.map(([title, of]) => [`  ${title}`, of(one), of(other)]),
      ]),
      `Of the ${neighbours} nearest neighbours of an image both name ${percent(mean)}; chance would give ${percent(chance)}.`,
    ]);
  },
};

/** Of images that each held out by itself; losses are only comparable under one likelihood. */
const MEASURES: [string, (model: ModelRecord) => string][] = [
  ['family', ({ plan }) => plan.family],
  ['size in pixels', ({ plan }) => String(plan.size)],
  ['latent dimensions', ({ plan }) => String(plan.latent)],
  ['parameters', ({ parameters }) => parameters.toLocaleString('en')],
  ['mean squared error', ({ validation }) => validation?.mse.toPrecision(4) ?? ''],
  ['PSNR in dB', ({ validation }) => validation?.psnr.toFixed(2) ?? ''],
  ['KL in nats', ({ validation }) => validation?.kl.toFixed(2) ?? ''],
  ['ELBO in nats', ({ validation }) => validation?.elbo?.toFixed(2) ?? ''],
  ['active dimensions', ({ validation }) => String(validation?.activeUnits ?? '')],
  ['sharpness', ({ validation }) => validation?.sharpness?.toFixed(2) ?? ''],
];

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
