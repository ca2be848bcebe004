import type { Transport } from '../../shared/contract.ts';
import { trainResultSchema } from '../../shared/job-results.ts';
import { MorphospaceError } from '../../shared/errors.ts';
import { issueInWords } from '../../shared/issue-words.ts';
import {
  deviceSchema,
  familySchema,
  likelihoodSchema,
  trainingOptionsSchema,
  type TrainingOptions,
} from '../../shared/models.ts';
import { warningLine } from '../../shared/warnings.ts';
import { type Arguments, UsageError } from '../arguments.ts';
import { type Command, type CommandContext, runJob } from '../command.ts';
import { readSettings, settingOptions } from '../family-settings.ts';
import { requireDataset } from '../lookup.ts';
import { duration } from '../output.ts';
import { validationLines } from '../validation-lines.ts';

export const trainCommand: Command = {
  usage: '<dataset> [--family F] [--size N] [--latent N] [--minutes M] [--resume] …',
  summary: 'Train a model. What is left out is chosen by the number and kind of the images.',
  options: {
    family: { value: 'F', summary: `${familySchema.options.join(', ')} (vae)` },
    size: { value: 'N', summary: 'side of the square images that the model sees: 28, 32, 64, 128 or 256' },
    latent: { value: 'N', summary: 'number of latent dimensions' },
    beta: { value: 'B', summary: 'weight of the KL term (1; beta-vae 4, beta-tcvae 6)' },
    likelihood: { value: 'L', summary: likelihoodSchema.options.join(', ') },
    architecture: { value: 'A', summary: 'mixed, convolutional, dense or linear (mixed)' },
    channels: { value: 'LIST', summary: 'widths of the layers, for example 32,64,128,256' },
    epochs: { value: 'N', summary: 'passes over the images' },
    minutes: { value: 'M', summary: 'stop after this many minutes' },
    batch: { value: 'N', summary: 'images per step' },
    'learning-rate': { value: 'R', summary: 'step size of Adam (0.002; without a dense side 0.001)' },
    patience: { value: 'N', summary: 'stop after so many epochs without improvement; 0 for never' },
    seed: { value: 'S', summary: 'the same seed gives the same run' },
    device: { value: 'D', summary: `auto, ${deviceSchema.options.join(', ')} (auto)` },
    name: { value: 'NAME', summary: 'name of the model' },
    ...settingOptions(),
    resume: { summary: 'go on with the interrupted run, or train the finished model longer' },
  },
  maximumArguments: 1,
  async run(context) {
    const { arguments: args, output } = context;
    const datasetName = args.required(0, 'the dataset');
    const options = readOptions(args);

    const result = await runJob(
      context,
      async (engine) => {
        const { id: datasetId } = await requireDataset(engine, datasetName);
        if (!args.switch('resume')) {
          return engine.call('models.train', { datasetId, options, name: args.text('name') });
        }
        const modelId = await modelToResume(engine, datasetId, args.text('name'));
        return engine.call('models.resume', { modelId, epochs: options.epochs, minutes: options.minutes });
      },
      trainResultSchema,
    );
    await report(context, result);
    async function report({ engine }: CommandContext, trained: typeof result): Promise<void> {
      const model = await (await engine()).call('models.get', { modelId: trained.modelId });
      const { modelId, ...measured } = trained;
      output.result(
        {
          ...{
            model: model.name,
            modelId,
            family: model.plan.family,
            device: model.plan.device,
            ...measured,
          },
          warnings: measured.warnings.map(warningLine),
        },
        [
          `${model.name}: ${measured.epochs} epochs in ${duration(measured.seconds)} on ${model.plan.device}, ${Math.round(measured.imagesPerSecond)} images/s, ${measured.parameters} parameters.`,
          ...validationLines(measured.validation),
          ...measured.warnings.map((warning) => `Warning: ${warningLine(warning)}`),
        ],
      );
    }
  },
};

function readOptions(args: Arguments): TrainingOptions {
  const given = {
    family: args.text('family'),
    size: args.number('size'),
    latent: args.number('latent'),
    beta: args.number('beta'),
    likelihood: args.text('likelihood'),
    architecture: args.text('architecture'),
    channels: args.text('channels')?.split(',').map(Number),
    epochs: args.number('epochs'),
    minutes: args.number('minutes'),
    batch: args.number('batch'),
    learningRate: args.number('learning-rate'),
    patience: args.number('patience'),
    seed: args.number('seed'),
    device: args.text('device'),
    settings: readSettings(args),
  };
  const present = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const parsed = trainingOptionsSchema.safeParse(present);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  const option = String(issue.path[0]).replace('learningRate', 'learning-rate');
  throw new UsageError(`--${option} ${issueInWords(issue)}`);
}

/** The named model, or the newest that was interrupted, or else the newest. */
async function modelToResume(engine: Transport, datasetId: string, name?: string): Promise<string> {
  const models = await engine.call('models.list', { datasetId });
  const candidates =
    name === undefined
      ? models.filter(({ imported }) => imported === null)
      : models.filter((model) => model.name === name || model.id === name);
  const found = candidates.findLast(({ state }) => state === 'interrupted') ?? candidates.at(-1);
  if (found) return found.id;
  throw new MorphospaceError(
    'nothing-to-resume',
    'There is no training of this dataset to resume.',
    'Start one without --resume.',
  );
}
