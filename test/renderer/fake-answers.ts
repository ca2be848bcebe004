/** The fake engine's answers about the library and its jobs; those about codes are in fake-latent.ts. */
import type { ImportResult } from '../../src/shared/job-results.ts';
import type { DatasetRecord } from '../../src/shared/datasets.ts';
import { MorphospaceError } from '../../src/shared/errors.ts';
import type { ModelRecord } from '../../src/shared/models.ts';
import type { Answers, FakeContext } from './fake-engine.ts';
import { curationAnswers } from './fake-curation.ts';
import { findingAnswers } from './fake-findings.ts';
import { latentAnswers } from './fake-latent.ts';
import { steeringAnswers } from './fake-steering.ts';
import { groupOf, makeDataset, makeImage, makeModel, makePlan, makeSkipped } from './fake-library.ts';
import { startModelImport } from './fake-model-import.ts';
import { startTraining } from './fake-training.ts';

let created = 0;
const newId = (kind: string) => `${kind}-new-${++created}`;

export function datasetOf({ state }: FakeContext, datasetId: string): DatasetRecord {
  const dataset = state.datasets.find(({ id }) => id === datasetId);
  if (dataset === undefined) {
    throw new MorphospaceError(
      'dataset-not-found',
      'This dataset is not in the library.',
      'Choose another one.',
    );
  }
  return dataset;
}

export function modelOf({ state }: FakeContext, modelId: string): ModelRecord {
  const model = state.models.find(({ id }) => id === modelId);
  if (model === undefined) {
    throw new MorphospaceError('model-not-found', 'This model is not in the library.', 'Choose another one.');
  }
  return model;
}

function addDataset(context: FakeContext, dataset: DatasetRecord): void {
  context.state.datasets.push(dataset);
  context.emit('library', { changed: 'datasets', id: dataset.id });
}

export const answers: Answers = {
  ...latentAnswers,
  ...steeringAnswers,
  ...curationAnswers,
  ...findingAnswers,

  'app.status': () => ({
    version: '0.1.0',
    library: '/home/ada/Morphospace',
    engineProcess: 4242,
    platform: 'linux',
  }),
  'app.doctor': () => ({
    version: '0.1.0',
    node: '24.21.0',
    platform: 'linux x64',
    processors: 8,
    memoryBytes: 16e9,
    library: { folder: '/home/ada/Morphospace', freeBytes: 120e9, writable: true },
    devices: [
      { device: 'cpu', available: true, automatic: true, name: 'AMD Ryzen 7 5800X', reason: '', advice: '' },
      {
        device: 'webgpu',
        available: true,
        automatic: true,
        name: 'NVIDIA RTX 4070 (Vulkan)',
        reason: '',
        advice: '',
      },
      {
        device: 'cuda',
        available: false,
        automatic: false,
        name: 'CUDA',
        reason: 'This build of ONNX Runtime has no CUDA provider.',
        advice: 'With an NVIDIA card, install it with `npm run gpu:cuda`.',
      },
      {
        device: 'tensorflow',
        available: false,
        automatic: false,
        name: '',
        reason: 'TensorFlow is not installed.',
        advice: 'npm run gpu:tensorflow',
      },
    ],
    checks: [],
  }),

  'jobs.list': ({ state }) => [...state.jobs.values()].map(({ record }) => record),
  'jobs.dismiss': ({ state }, { jobId }) => void state.jobs.delete(jobId),

  'datasets.list': ({ state }) => state.datasets.map((dataset) => ({ ...dataset })),
  'datasets.get': (context, { datasetId }) => datasetOf(context, datasetId),
  'datasets.import'(context, { paths, name, datasetId = newId('dataset') }) {
    const images = 1204;
    const title = `Import ${name ?? 'images'}`;
    const jobId = context.startJob({
      kind: 'import',
      title,
      datasetId,
      steps: 30,
      step: (done) => ({
        title: done < 4 ? 'Looking for images' : 'Reading images',
        value: done < 4 ? null : done / 30,
        description:
          done < 4
            ? `${done * 402} files so far`
            : `${Math.round((images * done) / 30).toLocaleString('en-GB')} of 1,207 · 950 images/s`,
        secondsLeft: done < 4 ? undefined : ((30 - done) * context.tick) / 1000,
      }),
      finish(): ImportResult {
        const old = context.state.datasets.find(({ id }) => id === datasetId);
        if (old === undefined) {
          const groups = ['Anna', 'Boris', 'Chloé'];
          addDataset(
            context,
            makeDataset(datasetId, name ?? 'Images', images, { groups, skipped: 3, sources: paths }),
          );
        } else {
          old.images += images;
          context.emit('library', { changed: 'datasets', id: old.id });
        }
        const dataset = datasetOf(context, datasetId);
        return {
          datasetId,
          images: dataset.images,
          added: images,
          known: 0,
          skipped: makeSkipped(dataset),
          labels: dataset.labels,
        };
      },
    });
    return { jobId, datasetId };
  },
  'datasets.addSample'(context) {
    const jobId = context.startJob({
      kind: 'sample-set',
      title: 'Open the sample faces',
      steps: 8,
      step: (done) => ({ title: 'Unpacking the sample faces', value: done / 8 }),
      finish() {
        const dataset = makeDataset('sample', 'Sample faces', 2400, { sample: true });
        if (!context.state.datasets.some(({ id }) => id === 'sample')) {
          addDataset(context, dataset);
          context.state.models.push(makeModel(dataset, 'sample-vae', 'Sample faces VAE'));
          context.emit('library', { changed: 'models', id: 'sample-vae' });
        }
        return { datasetId: 'sample', modelId: 'sample-vae', projectionId: null };
      },
    });
    return { jobId };
  },
  'datasets.rename'(context, { datasetId, name }) {
    datasetOf(context, datasetId).name = name;
    context.emit('library', { changed: 'datasets', id: datasetId });
    return datasetOf(context, datasetId);
  },
  'datasets.remove'({ state, emit }, { datasetId }) {
    state.datasets = state.datasets.filter(({ id }) => id !== datasetId);
    state.models = state.models.filter((model) => model.datasetId !== datasetId);
    emit('library', { changed: 'datasets', id: datasetId });
  },
  'datasets.images'(context, { datasetId, offset = 0, limit = 500, search = '', label }) {
    const dataset = datasetOf(context, datasetId);
    if (search === '' && label === undefined) {
      const count = Math.max(0, Math.min(limit, dataset.images - offset));
      return {
        total: dataset.images,
        images: Array.from({ length: count }, (_, i) => makeImage(dataset, offset + i)),
      };
    }
    const matching = Array.from({ length: dataset.images }, (_, i) => i)
      .filter((i) => label === undefined || dataset.labels[groupOf(dataset, i)]?.name === label)
      .map((i) => makeImage(dataset, i))
      .filter(({ file }) => file.toLowerCase().includes(search.toLowerCase()));
    return { total: matching.length, images: matching.slice(offset, offset + limit) };
  },
  'datasets.skipped'(context, { datasetId, offset = 0, limit = 500 }) {
    const files = makeSkipped(datasetOf(context, datasetId));
    return { total: files.length, files: files.slice(offset, offset + limit) };
  },
  'datasets.labels'(context, { datasetId }) {
    const dataset = datasetOf(context, datasetId);
    return { values: Int32Array.from({ length: dataset.images }, (_, i) => groupOf(dataset, i)) };
  },
  'uploads.begin': () => ({ folder: '/home/ada/Morphospace/uploads/1', url: '/uploads/1' }),

  'models.list': ({ state }, { datasetId }) =>
    state.models
      .filter((model) => datasetId === undefined || model.datasetId === datasetId)
      .map((model) => ({ ...model })),
  'models.get': (context, { modelId }) => modelOf(context, modelId),
  'models.plan': (context, { datasetId, options }) => ({
    plan: makePlan(datasetOf(context, datasetId), options),
    parameters: 1_284_739,
  }),
  'models.estimate': (context, { datasetId }) => ({
    jobId: context.startJob({
      kind: 'estimate',
      title: 'Time a few steps',
      datasetId,
      steps: 6,
      step: (done) => ({ title: 'Timing a few steps on each device', value: done / 6 }),
      finish: () => ({
        devices: [
          { device: 'cpu', imagesPerSecond: 410, secondsPerEpoch: 5.3, error: null },
          { device: 'webgpu', imagesPerSecond: 3100, secondsPerEpoch: 0.7, error: null },
        ],
        fastest: 'webgpu',
      }),
    }),
  }),
  'models.train'(context, { datasetId, options, name }) {
    const dataset = datasetOf(context, datasetId);
    const plan = makePlan(dataset, options);
    const model = makeModel(dataset, newId('model'), name ?? `${dataset.name} VAE`, {
      created: new Date().toISOString(),
      state: 'training',
      plan,
      epochs: 0,
      embedded: false,
    });
    context.state.models.push(model);
    context.emit('library', { changed: 'models', id: model.id });
    return { jobId: startTraining(context, dataset, model, plan.epochs), modelId: model.id };
  },
  'models.importOnnx': (context, params) => ({
    jobId: startModelImport(context, datasetOf(context, params.datasetId), params),
  }),
  'models.resume'(context, { modelId, epochs }) {
    const model = modelOf(context, modelId);
    model.state = 'training';
    context.emit('library', { changed: 'models', id: model.id });
    const total = epochs ?? model.plan.epochs;
    return { jobId: startTraining(context, datasetOf(context, model.datasetId), model, total) };
  },
  'models.heldOut': (context, { modelId, count = 10 }) => {
    const { images } = datasetOf(context, modelOf(context, modelId).datasetId);
    return {
      indices: Array.from({ length: Math.min(count, images) }, (_, i) => Math.floor((i * images) / count)),
    };
  },
  'models.history': ({ state }, { modelId }) => [...(state.histories.get(modelId) ?? [])],
  'models.rename'(context, { modelId, name }) {
    modelOf(context, modelId).name = name;
    context.emit('library', { changed: 'models', id: modelId });
    return modelOf(context, modelId);
  },
  'models.remove'({ state, emit }, { modelId }) {
    state.models = state.models.filter(({ id }) => id !== modelId);
    emit('library', { changed: 'models', id: modelId });
  },
  'models.export': (context, { modelId, folder }) => ({
    jobId: context.startJob({
      kind: 'export',
      title: `Export ${modelOf(context, modelId).name}`,
      modelId,
      steps: 5,
      step: (done) => ({ title: 'Writing files', value: done / 5 }),
      finish: () => ({
        files: ['encoder.onnx', 'decoder.onnx', 'model.json'].map((file) => `${folder}/${file}`),
      }),
    }),
  }),
};
