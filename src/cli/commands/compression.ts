import type { Command } from '../command.ts';
import { requireModel } from '../lookup.ts';
import { table } from '../output.ts';
import { runAnalysis } from '../run-analysis.ts';

export const compressionCommand: Command = {
  usage: '<model>',
  summary: 'Bytes of an image as its code, as float32 and in 8 bits, beside JPEG of the same quality.',
  options: {},
  maximumArguments: 1,
  async run(context) {
    const { arguments: args, output } = context;
    const name = args.required(0, 'the model');
    const engine = await context.engine();
    const { id: modelId, datasetId } = await requireModel(engine, name);
    const { analysisId, result } = await runAnalysis(context, {
      datasetId,
      modelId,
      request: { kind: 'compression' },
    });
    const { images, rawBytes, codes } = result;
    output.result({ images, rawBytes, codes, analysisId }, [
      `Means over ${images} images; an image is ${rawBytes} bytes of pixels as the model sees it. JPEG files with their headers.`,
      ...table([
        ['', 'bytes', 'PSNR', 'JPEG at that PSNR'],
        ...codes.map(({ precision, bytesPerImage, psnr, jpegBytes, jpegQuality }) => [
          `  code, ${precision}`,
          bytesPerImage.toFixed(1),
          `${psnr.toFixed(2)} dB`,
          jpegBytes === null || jpegQuality === null
            ? 'none: no quality comes out there'
            : `${jpegBytes.toFixed(0)} bytes (quality ${jpegQuality.toFixed(1)})`,
        ]),
      ]),
    ]);
  },
};
