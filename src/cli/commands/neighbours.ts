import type { Command } from '../command.ts';
import { readImage } from '../image-arguments.ts';
import { requireModel } from '../lookup.ts';
import { table } from '../output.ts';

export const neighboursCommand: Command = {
  usage: '<model> <image file> [-k 10]',
  summary:
    'The images of the model’s dataset that are most like a given one, by Euclidean distance of their codes.',
  options: { k: { value: 'K', short: 'k', summary: 'how many (10)' } },
  maximumArguments: 2,
  async run({ arguments: args, output, engine }) {
    const name = args.required(0, 'the model');
    const file = args.required(1, 'the image file');
    const k = args.number('k') ?? 10;
    const transport = await engine();
    const { id: modelId } = await requireModel(transport, name);
    const bytes = await readImage(file);
    const { values } = await transport.call('latent.encodeFile', { modelId, bytes });
    const found = await transport.call('latent.neighbours', { modelId, code: values, k });
    const neighbours = found.map(({ file, distance, label, index }) => ({ file, distance, label, index }));
    output.result(
      { neighbours },
      table(neighbours.map(({ file, distance, label }) => [distance.toFixed(4), file, label ?? ''])),
    );
  },
};
