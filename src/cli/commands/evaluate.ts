import { evaluateResultSchema } from '../../shared/job-results.ts';
import { warningLine } from '../../shared/warnings.ts';
import { type Command, runJob } from '../command.ts';
import { requireDataset, requireModel } from '../lookup.ts';
import { validationLines } from '../validation-lines.ts';

export const evaluateCommand: Command = {
  usage: '<model> [<dataset>]',
  summary: 'Measure a model on its held-out images, or on all images of another dataset.',
  options: {},
  maximumArguments: 2,
  async run(context) {
    const { arguments: args, output } = context;
    const model = args.required(0, 'the model');
    const dataset = args.positionals[1];
    const { validation, warnings } = await runJob(
      context,
      async (engine) => {
        const { id: modelId } = await requireModel(engine, model);
        const datasetId = dataset === undefined ? undefined : (await requireDataset(engine, dataset)).id;
        return engine.call('models.evaluate', { modelId, datasetId });
      },
      evaluateResultSchema,
    );
    const lines = warnings.map(warningLine);
    output.result({ model, validation, warnings: lines }, [
      ...validationLines(validation),
      ...lines.map((line) => `Warning: ${line}`),
    ]);
  },
};
