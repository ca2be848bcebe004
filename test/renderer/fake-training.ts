/** A training run of the fake engine: curves fall, reconstructions grow sharper, a stop keeps the best so far. */
import type { DatasetRecord } from '../../src/shared/datasets.ts';
import type { ModelRecord } from '../../src/shared/models.ts';
import type { FakeContext } from './fake-engine.ts';
import { groupOf, makeEpoch } from './fake-library.ts';
import { codeOf, drawBlurredFace, drawFace } from './fake-pictures.ts';

const SHOWN = 8;
const TICKS_PER_EPOCH = 4;

function drawReconstructions(dataset: DatasetRecord, model: ModelRecord, share: number) {
  const { size } = model.plan;
  const grey = dataset.channels === 1;
  const rgba = new Uint8Array(2 * SHOWN * size * size * 4);
  for (let i = 0; i < SHOWN; i++) {
    const code = codeOf(i * 10, groupOf(dataset, i * 10), dataset.labels.length);
    rgba.set(drawFace(code, size, grey), i * size * size * 4);
    rgba.set(drawBlurredFace(code, size, 4 + share * size * 0.5, grey), (SHOWN + i) * size * size * 4);
  }
  return { count: 2 * SHOWN, size, rgba };
}

/** Trains from the model's epoch up to `epochs`; returns the job. */
export function startTraining(
  context: FakeContext,
  dataset: DatasetRecord,
  model: ModelRecord,
  epochs: number,
): string {
  const { plan } = model;
  const before = model.epochs;
  const history = context.state.histories.get(model.id) ?? [];
  context.state.histories.set(model.id, history);
  const end = () => {
    model.state = 'ready';
    context.emit('library', { changed: 'models', id: model.id });
    const { id, epochs: done, steps, seconds, imagesPerSecond, parameters, validation, warnings } = model;
    return { modelId: id, epochs: done, steps, seconds, imagesPerSecond, parameters, validation, warnings };
  };
  const steps = (epochs - before) * TICKS_PER_EPOCH;
  return context.startJob({
    kind: 'train',
    title: `Train ${model.name}`,
    datasetId: dataset.id,
    modelId: model.id,
    steps,
    step(done) {
      const epoch = before + Math.floor(done / TICKS_PER_EPOCH);
      const latest = makeEpoch(plan, Math.max(1, epoch), epochs, dataset.images);
      const secondsLeft = ((steps - done) * context.tick) / 1000;
      context.emit('training', {
        modelId: model.id,
        epoch: Math.max(1, epoch),
        step: Math.round((latest.step / Math.max(1, epoch)) * (before + done / TICKS_PER_EPOCH)),
        totalSteps: Math.round((latest.step / Math.max(1, epoch)) * epochs),
        secondsLeft,
        imagesPerSecond: latest.imagesPerSecond,
        device: plan.device,
        loss: latest.loss,
        reconstruction: latest.reconstruction,
        kl: latest.kl,
        skippedSteps: 0,
        terms: latest.terms,
        warnings: model.warnings,
      });
      if (done % TICKS_PER_EPOCH === 0) {
        history.push(latest);
        Object.assign(model, {
          epochs: epoch,
          validation: latest.validation,
          steps: latest.step,
          seconds: latest.seconds,
        });
        context.emit('epoch', { modelId: model.id, record: latest });
        const pictures = drawReconstructions(dataset, model, epoch / epochs);
        context.emit('reconstructions', { modelId: model.id, epoch, pictures });
      }
      return {
        title: `Epoch ${epoch} of ${epochs}`,
        value: done / steps,
        description: `${Math.round(latest.imagesPerSecond)} images/s`,
        secondsLeft,
      };
    },
    finish: end,
    cancelled: end,
  });
}
