import { resolve } from 'node:path';
import { exportResultSchema } from '../../shared/job-results.ts';
import { type Command, runJob } from '../command.ts';
import { requireModel } from '../lookup.ts';

export const exportCommand: Command = {
  usage: '<model> --out DIR',
  summary: 'Write encoder.onnx, decoder.onnx and model.json into a folder.',
  options: { out: { value: 'DIR', summary: 'the folder' } },
  maximumArguments: 1,
  async run(context) {
    const { arguments: args, output } = context;
    const model = args.required(0, 'the model');
    const folder = resolve(args.requiredText('out'));
    const { files } = await runJob(
      context,
      async (engine) => {
        const { id: modelId } = await requireModel(engine, model);
        return engine.call('models.export', { modelId, folder });
      },
      exportResultSchema,
    );
    output.result({ files }, files);
  },
};
