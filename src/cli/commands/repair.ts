import { resolve } from 'node:path';
import { enlargePictures } from '../../engine/export/enlarge.ts';
import { writeGrid } from '../../engine/export/grid.ts';
import { codeRows } from '../../engine/export/picture-note.ts';
import { UsageError } from '../arguments.ts';
import type { Command } from '../command.ts';
import { findImage, LOOK_OPTIONS, lookOf, readImage } from '../image-arguments.ts';
import { requireModel } from '../lookup.ts';

export const repairCommand: Command = {
  usage: '<model> <image> [--mask X,Y,W,H] [--denoise] --out FILE.png',
  summary:
    'Fill in a hidden part of an image, or clean it of noise, with what the model knows of such images.',
  options: {
    mask: {
      value: 'X,Y,W,H',
      summary: 'what is hidden: left, top, width and height in pixels of the picture as the model sees it',
    },
    denoise: { summary: 'show what the code says everywhere, instead of keeping the known pixels' },
    label: { value: 'LABEL', summary: 'what a conditional model is told of the image' },
    all: { summary: 'write what was known and the picture of the code beside the result' },
    ...LOOK_OPTIONS,
    out: { value: 'FILE', summary: 'a .png' },
  },
  maximumArguments: 2,
  async run({ arguments: args, engine, output }) {
    const name = args.required(0, 'the model');
    const image = args.required(1, 'the image');
    const out = resolve(args.requiredText('out'));
    const denoise = args.switch('denoise');
    const rectangle = args.text('mask');
    if (rectangle === undefined && !denoise) throw new UsageError('--mask or --denoise is missing');
    const transport = await engine();
    const model = await requireModel(transport, name);
    const found = await findImage(transport, model.datasetId, image);
    const { pictures, code, error, iterations, converged } = await transport.call('latent.repair', {
      modelId: model.id,
      ...(typeof found === 'number' ? { index: found } : { bytes: await readImage(found) }),
      ...(rectangle === undefined ? {} : { mask: maskOf(rectangle, model.plan.size) }),
      denoise,
      label: args.text('label'),
    });
    const { scale = 1, enlargement = 'lanczos' } = lookOf(args);
    const picture = pictures.size ** 2 * 4;
    const shown = args.switch('all')
      ? pictures
      : { count: 1, size: pictures.size, rgba: pictures.rgba.subarray(2 * picture) };
    const codes = codeRows({ rows: 1, dimensions: code.length, values: code });
    await writeGrid(await enlargePictures(shown, scale, enlargement), out, shown.count, {
      ...{ program: 'Morphospace', model: model.id, name: model.name, codes },
      ...(scale > 1 ? { enlarged: { scale, by: enlargement } } : {}),
    });
    output.result({ file: out, error, iterations, converged, code: codes[0] }, [
      `Mean squared error on the known pixels ${error.toFixed(5)}, after ${iterations} iterations: ${out}`,
    ]);
  },
};

/** `[size, size]`: 1 within the rectangle. @throws UsageError */
function maskOf(rectangle: string, size: number): Uint8Array {
  const numbers = rectangle.split(',').map(Number);
  const [left, top, width, height] = numbers as [number, number, number, number];
  if (numbers.length !== 4 || !numbers.every((number) => Number.isInteger(number) && number >= 0))
    throw new UsageError(`--mask takes left, top, width and height in pixels, not "${rectangle}"`);
  if (width === 0 || height === 0 || left + width > size || top + height > size)
    throw new UsageError(`the mask does not lie within the model's ${size} x ${size} pixels`);
  return Uint8Array.from({ length: size * size }, (_, at) => {
    const [x, y] = [at % size, Math.floor(at / size)];
    return x >= left && x < left + width && y >= top && y < top + height ? 1 : 0;
  });
}
