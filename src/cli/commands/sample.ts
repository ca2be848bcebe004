import { resolve } from 'node:path';
import { pictureFilesResultSchema } from '../../shared/job-results.ts';
import { type Command, runJob } from '../command.ts';
import { codesOf, LOOK_OPTIONS, lookOf } from '../image-arguments.ts';
import { requireModel } from '../lookup.ts';

/** The temperature of samples like an image, unless said otherwise. */
const LIKENESS = 0.5;

export const sampleCommand: Command = {
  usage: '<model> -n 64 --out GRID.png|DIR [--from mixture|prior] [--temperature 1] [--label L] [--seed 0]',
  summary: 'Draw new images from a model.',
  options: {
    n: { value: 'N', short: 'n', summary: 'how many (64)' },
    out: { value: 'FILE', summary: 'a .png for one grid, else a folder of PNGs' },
    from: { value: 'SOURCE', summary: 'mixture (fitted to the codes) or prior (mixture)' },
    temperature: { value: 'T', summary: 'less than 1: more typical, more than 1: more varied (1)' },
    label: { value: 'LABEL', summary: 'what a conditional model is to draw (labels at random)' },
    seed: { value: 'S', summary: 'the same seed gives the same images (0)' },
    truncation: { value: 'T', summary: 'draw again what is more than T deviations out (never)' },
    like: {
      value: 'IMAGE',
      summary: 'samples like this image; the temperature, 0 to 1, says how little (0.5)',
    },
    columns: { value: 'N', summary: 'samples in a row of the grid (as square as can be)' },
    ...LOOK_OPTIONS,
  },
  maximumArguments: 1,
  async run(context) {
    const { arguments: args, output } = context;
    const model = args.required(0, 'the model');
    const out = resolve(args.requiredText('out'));
    const like = args.text('like');
    const options = {
      count: args.number('n'),
      from: args.choice('from', ['mixture', 'prior'] as const),
      temperature: args.number('temperature') ?? (like === undefined ? undefined : LIKENESS),
      seed: args.number('seed'),
      label: args.text('label'),
      truncation: args.number('truncation'),
      columns: args.number('columns'),
      ...lookOf(args),
    };
    const { images, file } = await runJob(
      context,
      async (engine) => {
        const record = await requireModel(engine, model);
        const around = like === undefined ? undefined : (await codesOf(engine, record, [like])).values;
        return engine.call('latent.exportSamples', { modelId: record.id, out, around, ...options });
      },
      pictureFilesResultSchema,
    );
    output.result({ images, file }, [`${images} samples: ${file}`]);
  },
};
