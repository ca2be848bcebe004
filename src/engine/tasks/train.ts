/** Trains a model of the library, or goes on with one, and encodes its dataset so that it can be explored at once. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { TrainResult } from '../../shared/job-results.ts';
import { cancelledError, MorphospaceError } from '../../shared/errors.ts';
import type { EpochRecord, ModelRecord } from '../../shared/models.ts';
import type { TaskContext } from '../jobs/task.ts';
import { CODES_FILE } from '../library/codes.ts';
import { trainModel, type TrainOutcome } from '../training/train.ts';
import { ensureCodes } from './codes.ts';
import { openDatasetPixels } from './dataset-pixels.ts';
import { fastestDevice } from './estimate.ts';
import { keepTimedChoices, readKernelChoices } from './kernel-choices.ts';
import { settleTrainingImages } from './training-images.ts';

export interface TrainInput {
  modelId: string;
  /** Whether to time the devices of this machine first and take the fastest. */
  chooseDevice: boolean;
}

export async function train(
  { modelId, chooseDevice }: TrainInput,
  context: TaskContext,
): Promise<TrainResult> {
  const { library, progress, signal, emit } = context;
  const { models, datasets } = library;
  let model = models.get(modelId);
  const { plan } = model;
  const dataset = datasets.get(model.datasetId);
  const settled = await settleTrainingImages(library, modelId);
  const ids = Array.from(datasets.eachImage(dataset.id), ({ id }) => id).slice(0, settled?.images);
  const shape = { size: plan.size, channels: plan.imageChannels };
  const source = await openDatasetPixels(dataset.id, shape, context);
  try {
    if (chooseDevice) {
      const device = await fastestDevice(plan, source, context);
      model = models.update(modelId, { plan: { ...plan, device } });
    }
    const { device } = model.plan;
    const trainingImages = settled && settled.images - settled.excluded.length;
    models.update(modelId, { outcome: { trainingImages } });
    const outcome = await trainModel({
      plan: model.plan,
      source,
      ids,
      excluded: settled?.excluded,
      folder: library.modelFolder(modelId),
      card: cardOf(model, dataset.labels),
      choices: await readKernelChoices(library.folder, device),
      onCompiled: () => keepTimedChoices(library.folder, device),
      resume: true,
      progress,
      signal,
      onTraining: (live) => emit('training', { modelId, ...live }),
      onEpoch(record) {
        models.update(modelId, { outcome: outcomeOf(record) });
        emit('epoch', { modelId, record });
      },
      onReconstructions: (epoch, pictures) => emit('reconstructions', { modelId, epoch, pictures }),
    });
    models.update(modelId, { outcome, embedded: false });
    // Codes of earlier weights would silently be wrong.
    await rm(join(library.modelFolder(modelId), CODES_FILE), { force: true });
    if (outcome.stopped === 'cancelled') throw cancelledError();
    await ensureCodes(modelId, context);
    return resultOf(modelId, outcome);
  } finally {
    source.close();
  }
}

function cardOf({ id, name, created }: ModelRecord, labels: { name: string }[]) {
  return { id, name, created, labels: labels.map((label) => label.name) };
}

function outcomeOf({ epoch, step, seconds, imagesPerSecond, validation }: EpochRecord) {
  return { epochs: epoch, steps: step, seconds, imagesPerSecond, ...(validation ? { validation } : {}) };
}

function resultOf(modelId: string, outcome: TrainOutcome): TrainResult {
  const { epochs, steps, seconds, imagesPerSecond, parameters, validation, warnings } = outcome;
  if (!validation) {
    throw new MorphospaceError(
      'nothing-measured',
      'The training ended before anything could be measured.',
      'Train for longer.',
    );
  }
  return { modelId, epochs, steps, seconds, imagesPerSecond, parameters, validation, warnings };
}
