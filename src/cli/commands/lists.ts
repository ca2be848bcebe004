/** `datasets`, `models` and `remove`. */
import { MorphospaceError } from '../../shared/errors.ts';
import type { Command } from '../command.ts';
import { findDataset, findModel } from '../lookup.ts';
import { table } from '../output.ts';

export const datasetsCommand: Command = {
  usage: '',
  summary: 'List the datasets.',
  options: {},
  maximumArguments: 0,
  async run({ engine, output }) {
    const datasets = await (await engine()).call('datasets.list', {});
    const rows = datasets.map(({ name, id, images, labels }) => [
      name,
      `${images} images`,
      `${labels.length} labels`,
      id,
    ]);
    output.result({ datasets }, rows.length > 0 ? table(rows) : ['No dataset yet: import a folder.']);
  },
};

export const modelsCommand: Command = {
  usage: '',
  summary: 'List the models.',
  options: {},
  maximumArguments: 0,
  async run({ engine, output }) {
    const models = await (await engine()).call('models.list', {});
    const rows = models.map(({ name, id, state, plan, imported, epochs, validation, warnings }) => [
      name,
      imported ? 'imported' : plan.family,
      `${plan.size} px, latent ${plan.latent}`,
      imported ? '' : `${epochs} epochs`,
      validation ? `${validation.psnr.toFixed(1)} dB` : '',
      state,
      warnings.map(({ title }) => title.toLowerCase()).join(', '),
      id,
    ]);
    output.result({ models }, rows.length > 0 ? table(rows) : ['No model yet: train one.']);
  },
};

export const removeCommand: Command = {
  usage: '<dataset or model>',
  summary: 'Remove a model, or a dataset with its models, from the library. Original images are not touched.',
  options: {},
  maximumArguments: 1,
  async run({ arguments: args, engine, output }) {
    const name = args.required(0, 'what to remove');
    const transport = await engine();
    const dataset = await findDataset(transport, name);
    const model = dataset ? undefined : await findModel(transport, name);
    if (dataset) await transport.call('datasets.remove', { datasetId: dataset.id });
    else if (model) await transport.call('models.remove', { modelId: model.id });
    else {
      throw new MorphospaceError(
        'nothing-to-remove',
        `There is no dataset and no model "${name}".`,
        'List them with `morphospace datasets` and `morphospace models`.',
      );
    }
    output.result({ removed: (dataset ?? model)!.id }, [
      `Removed the ${dataset ? 'dataset' : 'model'} ${name}.`,
    ]);
  },
};
