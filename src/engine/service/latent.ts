/** Answers about codes and pictures: the explorer gives those that must come at once, jobs write files. */
import { toImageRecord } from '../library/datasets.ts';
import type { Answers, Rooms } from './rooms.ts';

type LatentMethod = Extract<keyof Answers, `latent.${string}`>;

export function latentAnswers({ library, queue, explorer }: Rooms): Answers<LatentMethod> {
  const { datasets, models } = library;

  return {
    async 'latent.inspect'({ modelId, index }) {
      const image = datasets.image(models.get(modelId).datasetId, index);
      return { image: toImageRecord(image), ...(await explorer.ask('inspect', { modelId, index })) };
    },

    async 'latent.neighbours'(question) {
      const { datasetId } = models.get(question.modelId);
      const found = await explorer.ask('neighbours', question);
      return found.map(({ index, distance }) => ({
        ...toImageRecord(datasets.image(datasetId, index)),
        distance,
      }));
    },

    'latent.statistics': (params) => explorer.ask('latentStatistics', params),
    'latent.encode': (params) => explorer.ask('encode', params),
    'latent.encodeFile': (params) => explorer.ask('encodeFile', params),
    'latent.decode': (params) => explorer.ask('decode', params),
    'latent.path': (params) => explorer.ask('path', params),
    'latent.walk': (params) => explorer.ask('walk', params),
    'latent.repair': (params) => explorer.ask('repair', params),
    'latent.pathOfCodes': (params) => explorer.ask('pathOfCodes', params),
    'latent.sample': (params) => explorer.ask('sample', params),

    'latent.exportSamples'({ modelId, out, scale, enlargement, columns, ...options }) {
      const { name, datasetId } = models.get(modelId);
      const job = queue.start({
        kind: 'sample',
        title: `Draw ${options.count} samples of ${name}`,
        task: 'exportSamples',
        input: { modelId, out, scale, enlargement, columns, options },
        datasetId,
        modelId,
      });
      return { jobId: job.id };
    },

    'latent.exportCodes'({ modelId, ...rest }) {
      const { name, datasetId } = models.get(modelId);
      const job = queue.start({
        kind: 'sample',
        title: `Save ${rest.codes.rows} pictures of ${name}`,
        task: 'exportCodes',
        input: { modelId, ...rest },
        datasetId,
        modelId,
      });
      return { jobId: job.id };
    },

    'latent.exportMorph'({ modelId, images, out, framesPerSecond, crossFade, ...rest }) {
      const { scale, enlargement, columns, ...options } = rest;
      const { name, datasetId } = models.get(modelId);
      const job = queue.start({
        kind: 'morph',
        title: `Morph ${images.length} images with ${name}`,
        task: 'exportMorph',
        input: { modelId, images, out, framesPerSecond, crossFade, scale, enlargement, columns, options },
        datasetId,
        modelId,
      });
      return { jobId: job.id };
    },
  };
}
