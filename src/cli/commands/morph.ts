import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Transport } from '../../shared/contract.ts';
import { pictureFilesResultSchema } from '../../shared/job-results.ts';
import { MorphospaceError } from '../../shared/errors.ts';
import { UsageError } from '../arguments.ts';
import { type Command, runJob } from '../command.ts';
import { requireModel } from '../lookup.ts';

export const morphCommand: Command = {
  usage: '<model> <image…> [--steps 24] --out FILE.webp|.gif|.png|DIR',
  summary:
    'Turn one image into the next through the latent space. Images are files, or names within the dataset.',
  options: {
    steps: { value: 'N', summary: 'frames per segment, both ends included (24)' },
    interpolation: { value: 'WAY', summary: 'linear or spherical (linear)' },
    fps: { value: 'N', summary: 'frames per second of an animation (24)' },
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
      framesPerSecond: args.number('fps'),
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

/** Images asked for at once. */
const PAGE = 5000;

/** The path of a file, or the index of the dataset's image of that name. */
async function findImage(engine: Transport, datasetId: string, image: string): Promise<string | number> {
  if (existsSync(image)) return resolve(image);
  // A search finds whatever contains the name: "1.png" is in most names of a numbered collection.
  for (let offset = 0; ; offset += PAGE) {
    const { total, images } = await engine.call('datasets.images', {
      ...{ datasetId, search: image, offset, limit: PAGE },
    });
    const found = images.find(({ file }) => file === image);
    if (found) return found.index;
    if (offset + PAGE >= total) break;
  }
  throw new MorphospaceError(
    'no-such-image',
    `"${image}" is neither a file nor an image of the dataset.`,
    'Name a file, or an image by its path within the imported folder.',
  );
}
