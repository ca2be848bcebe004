import { resolve } from 'node:path';
import { imageLayoutSchema, valueRangeSchema } from '../../shared/imported.ts';
import { importedSentences } from '../../shared/imported-words.ts';
import { importModelResultSchema } from '../../shared/job-results.ts';
import { type Command, runJob } from '../command.ts';
import { requireDataset } from '../lookup.ts';

const RANGES = ['auto', ...valueRangeSchema.options] as const;
const LAYOUTS = ['auto', ...imageLayoutSchema.options] as const;

export const importModelCommand: Command = {
  usage:
    '<dataset> --encoder FILE.onnx [--decoder FILE.onnx] [--name NAME] [--range R] [--layout L] [--size N]',
  summary:
    'Explore the images with a model that was made elsewhere. Its files are checked on some of the images and copied.',
  options: {
    encoder: { value: 'FILE', summary: 'ONNX file: images to codes' },
    decoder: {
      value: 'FILE',
      summary: 'ONNX file: codes to images; without it there are maps and neighbours only',
    },
    name: { value: 'NAME', summary: 'name of the model (the file’s name)' },
    range: { value: 'R', summary: `values of the encoder’s images: ${RANGES.join(', ')} (auto)` },
    layout: { value: 'L', summary: `order of the dimensions: ${LAYOUTS.join(', ')} (auto)` },
    size: { value: 'N', summary: 'side of the images in pixels, for an encoder that takes any' },
  },
  maximumArguments: 1,
  async run(context) {
    const { arguments: args, output } = context;
    const dataset = args.required(0, 'the dataset');
    const decoder = args.text('decoder');
    const options = {
      encoder: resolve(args.requiredText('encoder')),
      decoder: decoder === undefined ? undefined : resolve(decoder),
      name: args.text('name'),
      range: args.choice('range', RANGES),
      layout: args.choice('layout', LAYOUTS),
      size: args.number('size'),
    };
    const result = await runJob(
      context,
      async (engine) => {
        const { id: datasetId } = await requireDataset(engine, dataset);
        return engine.call('models.importOnnx', { datasetId, ...options });
      },
      importModelResultSchema,
    );
    output.result({ model: result.name, ...result }, [`${result.name}:`, ...importedSentences(result)]);
  },
};
