/** Answers about datasets: lists, pages of images, imports, uploads. */
import { mkdir } from 'node:fs/promises';
import { basename } from 'node:path';
import type { DatasetRecord } from '../../shared/datasets.ts';
import { toImageRecord } from '../library/datasets.ts';
import { createIdentifier } from '../library/identifiers.ts';
import { SAMPLE_NAME } from '../samples/sample-faces.ts';
import { refuseWhileBusy } from './busy.ts';
import { startEmbedding } from './embedding.ts';
import type { Answers, Rooms } from './rooms.ts';

type DatasetMethod = Extract<keyof Answers, `datasets.${string}` | `uploads.${string}`>;

export function datasetAnswers(rooms: Rooms): Answers<DatasetMethod> {
  const { library, queue, emit } = rooms;
  const { datasets } = library;
  const changed = (id: string) => emit('library', { changed: 'datasets', id });

  /** An import that brought nothing leaves no empty dataset behind. */
  function settleImport(dataset: DatasetRecord): void {
    if (datasets.count(dataset.id) > 0) datasets.summarise(dataset.id);
    else void library.removeDataset(dataset.id).finally(() => changed(dataset.id));
    changed(dataset.id);
  }

  /** Models that the dataset is explored with also know what was added, now or by an import that was stopped, without being asked. */
  function placeOnMaps(datasetId: string, added: number): void {
    const images = datasets.count(datasetId);
    for (const { id, name, embedded } of library.models.list(datasetId)) {
      const behind = added > 0 || library.projections.list(id).some(({ rows }) => rows < images);
      if (embedded && behind)
        startEmbedding(rooms, { modelId: id }, `Place new images on the maps of ${name}`);
    }
  }

  return {
    'datasets.list': () => datasets.list(),
    'datasets.get': ({ datasetId }) => datasets.get(datasetId),

    'datasets.import'({ paths, name, datasetId, labels }) {
      const dataset = datasetId ? datasets.get(datasetId) : datasets.create(name ?? basename(paths[0]!));
      changed(dataset.id);
      const job = queue.start({
        kind: 'import',
        title: `Import ${dataset.name}`,
        task: 'import',
        input: { datasetId: dataset.id, paths, labels },
        datasetId: dataset.id,
        complete(result) {
          settleImport(dataset);
          placeOnMaps(dataset.id, result.added);
          return result;
        },
        abandon: () => settleImport(dataset),
        adviceOnDeath: 'Import the same folder again: only what is missing is read.',
      });
      return { jobId: job.id, datasetId: dataset.id };
    },

    'datasets.addSample'() {
      const job = queue.start({
        kind: 'sample-set',
        title: 'Open the sample faces',
        task: 'sampleSet',
        input: {},
        complete(result) {
          changed(result.datasetId);
          emit('library', { changed: 'models', id: result.modelId });
          return result;
        },
        // While it was read in it was listed; now it is gone again.
        abandon: () => changed(SAMPLE_NAME),
      });
      return { jobId: job.id };
    },

    'datasets.rename'({ datasetId, name }) {
      const record = datasets.rename(datasetId, name);
      changed(datasetId);
      return record;
    },

    async 'datasets.remove'({ datasetId }) {
      refuseWhileBusy(queue.list(), 'datasetId', datasetId, datasets.get(datasetId).name);
      await library.removeDataset(datasetId);
      changed(datasetId);
    },

    'datasets.images': ({ datasetId, ...filter }) => datasets.page(datasetId, filter),
    'datasets.imagesAt': ({ datasetId, indices }) =>
      indices.map((index) => toImageRecord(datasets.image(datasetId, index))),
    'datasets.skipped': ({ datasetId, offset, limit }) => datasets.skipped(datasetId, offset, limit),
    'datasets.labels': ({ datasetId }) => ({ values: datasets.labelIndices(datasetId) }),

    async 'uploads.begin'({ name }) {
      const id = createIdentifier(name);
      const folder = library.uploadFolder(id);
      await mkdir(folder, { recursive: true });
      return { folder, url: `/uploads/${id}/` };
    },
  };
}
