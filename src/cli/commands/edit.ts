import { resolve } from 'node:path';
import { pictureFilesResultSchema } from '../../shared/job-results.ts';
import type { Codes } from '../../shared/latent.ts';
import { attributeWarning } from '../../shared/steering.ts';
import { UsageError } from '../arguments.ts';
import { type Command, runJob } from '../command.ts';
import { codesOf, LOOK_OPTIONS, lookOf } from '../image-arguments.ts';
import { requireModel } from '../lookup.ts';
import { requireAttribute } from './attributes.ts';

const STRENGTHS = '-2,-1,0,1,2';

export const editCommand: Command = {
  usage: '<model> <image…> --attribute NAME [--strength=-2,-1,0,1,2] --out FILE.png|DIR',
  summary: 'Give images more or less of an attribute: a row for each image, a picture for each strength.',
  options: {
    attribute: { value: 'NAME', summary: 'an attribute of the model' },
    strength: {
      value: 'S,…',
      summary: `how much: 1 is the way from the mean without it to the mean with it (${STRENGTHS})`,
    },
    ...LOOK_OPTIONS,
    out: { value: 'FILE', summary: 'a .png for one grid, else a folder of PNGs' },
  },
  maximumArguments: 101,
  async run(context) {
    const { arguments: args, output, engine } = context;
    const name = args.required(0, 'the model');
    args.required(1, 'the image');
    const out = resolve(args.requiredText('out'));
    const strengths = (args.text('strength') ?? STRENGTHS).split(',').map(Number);
    if (strengths.some((strength) => !Number.isFinite(strength)))
      throw new UsageError('--strength takes numbers separated by commas');
    const transport = await engine();
    const model = await requireModel(transport, name);
    const attribute = await requireAttribute(transport, model, args.requiredText('attribute'));
    const codes = moved(
      await codesOf(transport, model, args.positionals.slice(1)),
      attribute.vector,
      strengths,
    );
    const { images, file } = await runJob(
      context,
      () =>
        transport.call('latent.exportCodes', {
          ...{ modelId: model.id, codes, out, columns: strengths.length },
          ...lookOf(args),
        }),
      pictureFilesResultSchema,
    );
    const warning = attributeWarning(attribute);
    output.result({ images, file, strengths, warning }, [
      `${images} pictures: ${file}`,
      ...(warning === null ? [] : [`Warning: ${warning}`]),
    ]);
  },
};

/** Every code with every strength of the vector added. */
function moved({ rows, dimensions, values }: Codes, vector: Float32Array, strengths: number[]): Codes {
  const edited = new Float32Array(rows * strengths.length * dimensions);
  for (let row = 0; row < rows; row++) {
    for (const [column, strength] of strengths.entries()) {
      const at = (row * strengths.length + column) * dimensions;
      for (let d = 0; d < dimensions; d++)
        edited[at + d] = values[row * dimensions + d]! + strength * vector[d]!;
    }
  }
  return { rows: rows * strengths.length, dimensions, values: edited };
}
