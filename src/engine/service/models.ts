/** Answers about models: plans, training, resuming, evaluation, codes, export. */
import { basename } from 'node:path';
import { MorphospaceError } from '../../shared/errors.ts';
import { FAMILIES, type Family } from '../../shared/families.ts';
import type { TrainingOptions } from '../../shared/models.ts';
import { readHistory } from '../training/history.ts';
import { refuseWhileBusy } from './busy.ts';
import { startEmbedding } from './embedding.ts';
import type { Answers, Rooms } from './rooms.ts';

type ModelMethod = Extract<keyof Answers, `models.${string}`>;

const RESUME_ADVICE = 'Nothing is lost: press Resume (or add --resume) to go on from the last checkpoint.';

export function modelAnswers(rooms: Rooms): Answers<ModelMethod> {
  const { library, queue, explorer, emit } = rooms;
  const { datasets, models } = library;
  const changed = (id: string) => emit('library', { changed: 'models', id });

  function startTraining(
    modelId: string,
    title: string,
    input: { chooseDevice: boolean },
  ): { jobId: string } {
    const { datasetId } = models.update(modelId, { state: 'training' });
    changed(modelId);
    const job = queue.start({
      kind: 'train',
      title,
      task: 'train',
      input: { modelId, ...input },
      datasetId,
      modelId,
      complete(result) {
        models.update(modelId, { state: 'ready' });
        changed(modelId);
        return result;
      },
      // What was stopped or killed goes on from its last checkpoint; what broke by itself would break again.
      abandon({ code }) {
        const stopped = code === 'cancelled' && models.get(modelId).epochs > 0;
        const cut = code === 'cancelled' || code === 'worker-died';
        models.update(modelId, { state: stopped ? 'ready' : cut ? 'interrupted' : 'failed' });
        changed(modelId);
      },
      adviceOnDeath: RESUME_ADVICE,
    });
    return { jobId: job.id };
  }

  function nameFor(datasetId: string, family: Family): string {
    const taken = new Set(models.list(datasetId).map(({ name }) => name));
    const base = `${datasets.get(datasetId).name} ${FAMILIES[family].short}`;
    for (let number = 1; ; number++) {
      const name = number === 1 ? base : `${base} ${number}`;
      if (!taken.has(name)) return name;
    }
  }

  async function planFor(datasetId: string, options: TrainingOptions) {
    return explorer.ask('plan', { datasetId, options });
  }

  return {
    'models.list': ({ datasetId }) => models.list(datasetId),
    'models.get': ({ modelId }) => models.get(modelId),
    'models.plan': ({ datasetId, options }) => planFor(datasetId, options),

    'models.estimate'({ datasetId, options }) {
      const { name } = datasets.get(datasetId);
      const job = queue.start({
        kind: 'estimate',
        title: `Time the devices for ${name}`,
        task: 'estimate',
        input: { datasetId, options },
        datasetId,
      });
      return { jobId: job.id };
    },

    async 'models.train'({ datasetId, options, name }) {
      const { plan } = await planFor(datasetId, options);
      const model = models.create({ datasetId, name: name ?? nameFor(datasetId, plan.family), plan });
      const chooseDevice = (options.device ?? 'auto') === 'auto';
      const { jobId } = startTraining(model.id, `Train ${model.name}`, { chooseDevice });
      return { jobId, modelId: model.id };
    },

    'models.importOnnx'(input) {
      const { name } = datasets.get(input.datasetId);
      const job = queue.start({
        kind: 'import-model',
        title: `Import ${input.name ?? basename(input.encoder)} for ${name}`,
        task: 'importModel',
        input,
        datasetId: input.datasetId,
        // What a browser sent for it has been copied, or will be sent again.
        complete(result) {
          void library.removeUpload(input.encoder);
          return result;
        },
        abandon: () => void library.removeUpload(input.encoder),
      });
      return { jobId: job.id };
    },

    'models.resume'({ modelId, epochs, minutes }) {
      const { plan, name, state, imported } = models.get(modelId);
      if (imported) {
        throw new MorphospaceError(
          'not-trained-here',
          `${name} was imported: Morphospace has its ONNX files, which cannot be trained further.`,
          'Train it where it was made and import it again, or train a model here.',
        );
      }
      if (state === 'training') {
        throw new MorphospaceError('busy', `${name} is being trained.`, 'Wait for it, or stop it first.');
      }
      // A limit that is given replaces the old one; a run that goes on has all of its minutes again.
      models.update(modelId, {
        plan: { ...plan, epochs: epochs ?? plan.epochs, minutes: minutes ?? plan.minutes },
      });
      return startTraining(modelId, `Resume ${name}`, { chooseDevice: false });
    },

    'models.history': ({ modelId }) => readHistory(library.modelFolder(modelId)),

    'models.heldOut': async ({ modelId, count }) => ({
      indices: await explorer.ask('heldOutImages', { modelId, count }),
    }),

    'models.rename'({ modelId, name }) {
      const record = models.update(modelId, { name });
      changed(modelId);
      return record;
    },

    async 'models.remove'({ modelId }) {
      refuseWhileBusy(queue.list(), 'modelId', modelId, models.get(modelId).name);
      await library.removeModel(modelId);
      changed(modelId);
    },

    'models.evaluate'({ modelId, datasetId }) {
      const { name, datasetId: own } = models.get(modelId);
      const job = queue.start({
        kind: 'evaluate',
        title: `Evaluate ${name}`,
        task: 'evaluate',
        input: { modelId, datasetId },
        datasetId: datasetId ?? own,
        modelId,
      });
      return { jobId: job.id };
    },

    'models.embed': (input) =>
      startEmbedding(rooms, input, `Encode the images with ${models.get(input.modelId).name}`),

    'models.export'({ modelId, ...options }) {
      const { name, datasetId } = models.get(modelId);
      const job = queue.start({
        kind: 'export',
        title: `Export ${name}`,
        task: 'export',
        input: { modelId, ...options },
        datasetId,
        modelId,
      });
      return { jobId: job.id };
    },
  };
}
