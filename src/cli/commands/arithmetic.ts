import { resolve } from 'node:path';
import { pictureFilesResultSchema } from '../../shared/job-results.ts';
import { UsageError } from '../arguments.ts';
import { type Command, runJob } from '../command.ts';
import { codesOf, LOOK_OPTIONS, lookOf } from '../image-arguments.ts';
import { requireModel } from '../lookup.ts';

export const arithmeticCommand: Command = {
  usage: '<model> <image> [+ <image> | - <image>]… --out FILE.png|DIR',
  summary:
    'Add and take away the codes of images: "smiling.png - plain.png + other.png". The last picture is the result.',
  options: {
    ...LOOK_OPTIONS,
    out: { value: 'FILE', summary: 'a .png with the images and the result in a row, else a folder of PNGs' },
  },
  maximumArguments: 101,
  async run(context) {
    const { arguments: args, output, engine } = context;
    const name = args.required(0, 'the model');
    args.required(1, 'the first image');
    const { names, signs } = readTerms(args.positionals.slice(1));
    const out = resolve(args.requiredText('out'));
    const transport = await engine();
    const model = await requireModel(transport, name);
    const { rows, dimensions, values } = await codesOf(transport, model, names);
    const shown = new Float32Array((rows + 1) * dimensions);
    shown.set(values);
    values.forEach((value, at) => {
      shown[rows * dimensions + (at % dimensions)]! += signs[Math.floor(at / dimensions)]! * value;
    });
    const codes = { rows: rows + 1, dimensions, values: shown };
    const { images, file } = await runJob(
      context,
      () =>
        transport.call('latent.exportCodes', {
          ...{ modelId: model.id, codes, out, columns: codes.rows },
          ...lookOf(args),
        }),
      pictureFilesResultSchema,
    );
    const code = Array.from(shown.subarray(rows * dimensions));
    output.result({ images, file, code }, [`The result is the last of ${images} pictures: ${file}`]);
  },
};

/** An image, then a sign and an image, and so on. @throws UsageError */
function readTerms(terms: readonly string[]): { names: string[]; signs: number[] } {
  const names = terms.filter((_, place) => place % 2 === 0);
  const signs = [1];
  for (const sign of terms.filter((_, place) => place % 2 === 1)) {
    if (sign !== '+' && sign !== '-') throw new UsageError(`between two images stands + or -, not "${sign}"`);
    signs.push(sign === '+' ? 1 : -1);
  }
  if (names.length !== signs.length) throw new UsageError('an image is missing at the end');
  return { names, signs };
}
