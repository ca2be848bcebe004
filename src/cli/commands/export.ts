import { resolve } from 'node:path';
import { exportResultSchema } from '../../shared/job-results.ts';
import { type Command, runJob } from '../command.ts';
import { requireModel } from '../lookup.ts';

export const exportCommand: Command = {
  usage: '<model> --out DIR [--page] [--licence TEXT]',
  summary: 'Write encoder.onnx, decoder.onnx and model.json into a folder.',
  options: {
    out: { value: 'DIR', summary: 'the folder' },
    page: { summary: 'also explore.html, which runs the decoder in any browser, offline' },
    licence: { value: 'TEXT', summary: 'terms of use, written into the files' },
  },
  maximumArguments: 1,
  async run(context) {
    const { arguments: args, output } = context;
    const model = args.required(0, 'the model');
    const folder = resolve(args.requiredText('out'));
    const options = { folder, page: args.switch('page'), licence: args.text('licence') };
    const { files } = await runJob(
      context,
      async (engine) => {
        const { id: modelId } = await requireModel(engine, model);
        return engine.call('models.export', { modelId, ...options });
      },
      exportResultSchema,
    );
    output.result({ files }, files);
  },
};
