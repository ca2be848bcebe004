import { resolve } from 'node:path';
import { pictureFilesResultSchema } from '../../shared/job-results.ts';
import { type Command, runJob } from '../command.ts';
import { requireModel } from '../lookup.ts';

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
  },
  maximumArguments: 1,
  async run(context) {
    const { arguments: args, output } = context;
    const model = args.required(0, 'the model');
    const out = resolve(args.requiredText('out'));
    const options = {
      count: args.number('n'),
      from: args.choice('from', ['mixture', 'prior'] as const),
      temperature: args.number('temperature'),
      seed: args.number('seed'),
      label: args.text('label'),
    };
    const { images, file } = await runJob(
      context,
      async (engine) => {
        const { id: modelId } = await requireModel(engine, model);
        return engine.call('latent.exportSamples', { modelId, out, ...options });
      },
      pictureFilesResultSchema,
    );
    output.result({ images, file }, [`${images} samples: ${file}`]);
  },
};
