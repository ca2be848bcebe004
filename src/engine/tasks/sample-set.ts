/** Adds the sample faces to the library, with the model and the map that come with them; once. */
import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { SampleSetResult } from '../../shared/job-results.ts';
import { modelCardSchema, type ModelCard } from '../../shared/models.ts';
import { projectionRecordSchema } from '../../shared/projections.ts';
import { applicationFolder } from '../host/application-folder.ts';
import type { TaskContext } from '../jobs/task.ts';
import { createIdentifier } from '../library/identifiers.ts';
import type { Library } from '../library/library.ts';
import { readNpy } from '../library/npy.ts';
import { materialiseSampleFaces } from '../samples/materialise.ts';
import { SAMPLE_NAME } from '../samples/sample-faces.ts';
import { importColumns } from './import-columns.ts';
import { importFolders } from './import.ts';
import { readJson } from './read-json.ts';

/** What the model's folder brings, beside the table of epochs and the map (docs/sample-faces.md). */
export const SAMPLE_MODEL_FILES = [
  'encoder.onnx',
  'decoder.onnx',
  'model.json',
  'history.jsonl',
  'codes.npy',
] as const;
const MAP_FILES = { record: 'map.json', coordinates: 'coordinates.npy' } as const;

export async function addSampleSet(_input: object, context: TaskContext): Promise<SampleSetResult> {
  const { library } = context;
  const present = findSampleSet(library);
  if (present) return present;

  const resources = join(applicationFolder(), 'resources', 'sample-faces');
  const leftover = library.datasets.list().find(({ sample }) => sample);
  if (leftover) await library.removeDataset(leftover.id);
  const dataset = library.datasets.create(SAMPLE_NAME, { sample: true });
  try {
    const { images, factorsCsv } = await materialiseSampleFaces(library.uploadFolder(dataset.id), {
      resources,
      progress: context.progress,
      signal: context.signal,
    });
    await importFolders({ datasetId: dataset.id, paths: [images], labels: factorsCsv }, context);
    await importColumns({ datasetId: dataset.id, file: factorsCsv }, context);
    // The labels, which the images have already.
    await library.metadata.remove(dataset.id, 'label');
    const modelId = await addModel(library, dataset.id, resources);
    const projectionId = await addMap(library, modelId, resources);
    return { datasetId: dataset.id, modelId, projectionId };
  } catch (error) {
    await library.removeDataset(dataset.id);
    throw error;
  }
}

function findSampleSet({ datasets, models, projections }: Library): SampleSetResult | null {
  const dataset = datasets.list().find(({ sample }) => sample);
  const model = dataset && models.list(dataset.id).find(({ sample }) => sample);
  if (!model) return null;
  return {
    datasetId: dataset.id,
    modelId: model.id,
    projectionId: projections.list(model.id)[0]?.id ?? null,
  };
}

async function addModel(library: Library, datasetId: string, resources: string): Promise<string> {
  const card = await readJson(join(resources, 'model.json'), modelCardSchema);
  const { id } = library.models.create({ datasetId, name: card.name, plan: card.plan, sample: true });
  const folder = library.modelFolder(id);
  await mkdir(folder, { recursive: true });
  for (const file of SAMPLE_MODEL_FILES) await copyFile(join(resources, file), join(folder, file));
  library.models.update(id, { state: 'ready', embedded: true, outcome: outcomeOf(card) });
  return id;
}

function outcomeOf({ training, validation, warnings }: ModelCard) {
  const { parameters, epochs, steps, seconds, images, heldOut } = training;
  return {
    parameters,
    epochs,
    steps,
    seconds,
    imagesPerSecond: (images * epochs) / seconds,
    trainingImages: images + heldOut,
    validation,
    warnings,
  };
}

async function addMap(library: Library, modelId: string, resources: string): Promise<string> {
  const record = await readJson(join(resources, MAP_FILES.record), projectionRecordSchema);
  const id = createIdentifier(record.method);
  const folder = library.projectionFolder(id);
  await mkdir(folder, { recursive: true });
  const coordinates = join(folder, MAP_FILES.coordinates);
  await copyFile(join(resources, MAP_FILES.coordinates), coordinates);
  const { shape } = await readNpy(coordinates);
  library.projections.add({ ...record, id, modelId, rows: shape[0]! });
  return id;
}
