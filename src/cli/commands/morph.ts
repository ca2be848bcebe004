import { resolve } from 'node:path';
import { pictureFilesResultSchema } from '../../shared/job-results.ts';
import { UsageError } from '../arguments.ts';
import { type Command, runJob } from '../command.ts';
import { findImage, LOOK_OPTIONS, lookOf } from '../image-arguments.ts';
import { requireModel } from '../lookup.ts';

export const morphCommand: Command = {
  usage: '<model> <image…> [--steps 24] [--loop] [--cross-fade] --out FILE.webp|.gif|.png|DIR',
  summary:
    'Turn one image into the next through the latent space. Images are files, or names within the dataset.',
  options: {
    steps: { value: 'N', summary: 'frames per segment, both ends included (24)' },
    interpolation: { value: 'WAY', summary: 'linear or spherical (linear)' },
    easing: { value: 'WAY', summary: 'none, or in-out to slow down at every image (none)' },
    loop: { summary: 'go back to the first image at the end' },
    'cross-fade': { summary: 'show beside each frame what fading one image into the next would' },
    fps: { value: 'N', summary: 'frames per second of an animation (24)' },
    columns: { value: 'N', summary: 'a contact sheet with so many frames in a row, for a .png' },
    ...LOOK_OPTIONS,
    out: { value: 'FILE', summary: 'a .webp or .gif animation, a .png strip, else a folder of PNGs' },
  },
  maximumArguments: 101,
  async run(context) {
    const { arguments: args, output } = context;
    const name = args.required(0, 'the model');
    const named = args.positionals.slice(1);
    if (named.length < 2) throw new UsageError('a morph needs at least two images');
    const out = resolve(args.requiredText('out'));
    const options = {
      steps: args.number('steps'),
      interpolation: args.choice('interpolation', ['linear', 'spherical'] as const),
      easing: args.choice('easing', ['none', 'in-out'] as const),
      loop: args.switch('loop'),
      crossFade: args.switch('cross-fade'),
      framesPerSecond: args.number('fps'),
      columns: args.number('columns'),
      ...lookOf(args),
    };
    const { images: frames, file } = await runJob(
      context,
      async (engine) => {
        const { id: modelId, datasetId } = await requireModel(engine, name);
        const images = await Promise.all(named.map((image) => findImage(engine, datasetId, image)));
        return engine.call('latent.exportMorph', { modelId, images, out, ...options });
      },
      pictureFilesResultSchema,
    );
    output.result({ frames, file }, [`${frames} frames: ${file}`]);
  },
};
