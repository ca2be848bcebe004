import { join, resolve } from 'node:path';
import {
  embedResultSchema,
  exportResultSchema,
  pictureFilesResultSchema,
  projectResultSchema,
  sampleSetResultSchema,
  trainResultSchema,
} from '../../shared/job-results.ts';
import { makeFolder } from '../../engine/library/atomic.ts';
import { type Command, runJob } from '../command.ts';
import { validationLines } from '../validation-lines.ts';

const SAMPLES = 64;
const MORPH_STOPS = 4;

export const demoCommand: Command = {
  usage: '[--out DIR] [--minutes M]',
  summary: 'The whole main job on the sample faces: train, lay out, find neighbours, morph, sample, export.',
  options: {
    out: { value: 'DIR', summary: 'folder for the results (morphospace-demo)' },
    minutes: { value: 'M', summary: 'how long to train (1)' },
  },
  maximumArguments: 0,
  async run(context) {
    const { arguments: args, output } = context;
    const folder = resolve(args.text('out') ?? 'morphospace-demo');
    const minutes = args.number('minutes') ?? 1;
    makeFolder(folder);
    const inFolder = (name: string) => join(folder, name);

    const { datasetId } = await runJob(
      context,
      (engine) => engine.call('datasets.addSample', {}),
      sampleSetResultSchema,
    );
    const trained = await runJob(
      context,
      (engine) => engine.call('models.train', { datasetId, options: { minutes }, name: 'Demo VAE' }),
      trainResultSchema,
    );
    const { modelId } = trained;
    const codes = inFolder('codes.npy');
    await runJob(
      context,
      (engine) => engine.call('models.embed', { modelId, file: codes }),
      embedResultSchema,
    );

    const { projectionId } = await runJob(
      context,
      (engine) => engine.call('projections.create', { modelId, method: 'umap' }),
      projectResultSchema,
    );
    const engine = await context.engine();
    const map = await engine.call('projections.export', { projectionId, file: inFolder('map.csv') });
    const neighbours = await engine.call('latent.neighbours', { modelId, index: 0, k: MORPH_STOPS * 5 });

    // Far enough from one another to be worth a walk, near enough to be told apart from noise.
    const images = [0, ...neighbours.slice(1).map(({ index }) => index)]
      .filter((_, i) => i % 5 === 0)
      .slice(0, MORPH_STOPS);
    const morph = await runJob(
      context,
      (transport) => transport.call('latent.exportMorph', { modelId, images, out: inFolder('morph.webp') }),
      pictureFilesResultSchema,
    );
    const samples = await runJob(
      context,
      (transport) =>
        transport.call('latent.exportSamples', { modelId, count: SAMPLES, out: inFolder('samples.png') }),
      pictureFilesResultSchema,
    );
    const { files } = await runJob(
      context,
      (transport) => transport.call('models.export', { modelId, folder: inFolder('onnx') }),
      exportResultSchema,
    );

    const results = [codes, map.file, morph.file, samples.file, ...files];
    output.result({ folder, files: results, training: trained, neighbours }, [
      `Trained for ${trained.epochs} epochs (${Math.round(trained.imagesPerSecond)} images/s).`,
      ...validationLines(trained.validation),
      'Results:',
      ...results.map((file) => `  ${file}`),
      'Explore them with `morphospace serve --open`, or with `npm start`.',
    ]);
  },
};
