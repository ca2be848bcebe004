import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { planTraining } from '../../../src/engine/training/plan.ts';
import { readHistory } from '../../../src/engine/training/history.ts';
import { bestCheckpointPath, readBest, readLast } from '../../../src/engine/training/checkpoint.ts';
import { evaluateModel } from '../../../src/engine/training/evaluate.ts';
import { splitImages, trainingSample } from '../../../src/engine/training/split.ts';
import { trainModel, type TrainRequest } from '../../../src/engine/training/train.ts';
import { modelCardSchema, type EpochRecord, type TrainingOptions } from '../../../src/shared/models.ts';
import { drawShapes, type Shapes } from './shapes.ts';

let folder: string;
beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), 'morphospace-'))));
afterAll(() => rm(folder, { recursive: true }));

const shapes = drawShapes(240);
const { heldOut } = splitImages(shapes.ids, 0);

const small: TrainingOptions = {
  ...{ epochs: 4, latent: 4, batch: 16, learningRate: 3e-3 },
  // The smallest model that will do.
  ...{ architecture: 'convolutional', channels: [8, 8] },
};

function request(name: string, options: TrainingOptions = {}, source: Shapes = shapes): TrainRequest {
  const { images, channels, size } = source;
  const facts = { images, channels, medianShortSide: size, nearBinary: channels === 1 };
  return {
    plan: planTraining(facts, { ...small, ...options }, 'cpu'),
    source,
    ids: source.ids,
    folder: join(folder, name),
    card: { id: name, name, created: '2024-01-01T00:00:00.000Z', labels: ['disc', 'square'] },
  };
}

/** What of an epoch does not depend on the clock. */
const timeless = ({ epoch, step, loss, reconstruction, kl, validation }: EpochRecord) => ({
  epoch,
  step,
  loss,
  reconstruction,
  kl,
  validation,
});

/** Mean squared error of drawing the mean of all training images, whatever the image. */
function meanImageError({ bytes }: Shapes): number {
  const each = 28 * 28;
  const mean = new Float64Array(each);
  bytes.forEach((byte, i) => (mean[i % each]! += byte / 255 / shapes.images));
  let sum = 0;
  for (const image of heldOut) {
    for (let i = 0; i < each; i++) sum += (bytes[image * each + i]! / 255 - mean[i]!) ** 2;
  }
  return sum / heldOut.length / each;
}

describe('training', () => {
  it.each(['vae', 'autoencoder'] as const)(
    'teaches a %s to draw better than the mean image',
    async (family) => {
      const epochs: EpochRecord[] = [];
      const outcome = await trainModel({
        ...request(`learns-${family}`, { family, epochs: 25 }),
        onEpoch: (record) => epochs.push(record),
      });
      expect(outcome.stopped).toBe('epochs');
      expect(epochs).toHaveLength(25);
      // A Gaussian has a constant, which is most of its loss.
      expect(epochs.at(-1)!.loss).toBeLessThan(0.9 * epochs[0]!.loss);
      expect(outcome.validation!.mse).toBeLessThan(0.5 * meanImageError(shapes));
      expect(outcome.validation!.images).toBe(heldOut.length);
      expect(outcome.validation!.elbo).toBe(
        family === 'vae' ? -(outcome.validation!.reconstruction + outcome.validation!.kl) : null,
      );
    },
  );

  it('draws the same losses, bit for bit, from the same plan, and others from another seed', async () => {
    await trainModel(request('first'));
    await trainModel(request('second'));
    await trainModel(request('other', { seed: 1 }));
    const [first, second, other] = await Promise.all(
      ['first', 'second', 'other'].map(async (name) => (await readHistory(join(folder, name))).map(timeless)),
    );
    expect(second).toEqual(first);
    expect(other).not.toEqual(first);
  });

  it('leaves images out as if the dataset did not have them, in every sitting of a run', async () => {
    const excluded = Array.from(shapes.ids.keys()).filter((position) => position % 5 === 2);
    const kept = Array.from(shapes.ids.keys()).filter((position) => position % 5 !== 2);
    const without: Shapes = {
      ...shapes,
      images: kept.length,
      ids: kept.map((position) => shapes.ids[position]!),
      read: (indices, target) =>
        shapes.read(
          Array.from(indices, (index) => kept[index]!),
          target,
        ),
    };
    await trainModel({ ...request('without'), source: without, ids: without.ids });
    const leftOut = { ...request('left-out'), excluded };
    const controller = new AbortController();
    await trainModel({ ...leftOut, signal: controller.signal, onEpoch: () => controller.abort() });
    await trainModel({ ...leftOut, resume: true });

    const [expected, history] = await Promise.all(
      ['without', 'left-out'].map(async (name) => (await readHistory(join(folder, name))).map(timeless)),
    );
    expect(history).toEqual(expected);
    const cards = ['without', 'left-out'].map(async (name) =>
      modelCardSchema.parse(JSON.parse(await readFile(join(folder, name, 'model.json'), 'utf8'))),
    );
    const [one, other] = await Promise.all(cards);
    expect(other!.training.images + other!.training.heldOut).toBe(kept.length);
    expect(other!.validation).toEqual(one!.validation);
  });

  it('leaves a card that says what is needed, and files that evaluate to the numbers of training', async () => {
    let last: EpochRecord | undefined;
    const made = request('files', { patience: 0 });
    const outcome = await trainModel({ ...made, onEpoch: (record) => (last = record) });
    const card = modelCardSchema.parse(JSON.parse(await readFile(join(made.folder, 'model.json'), 'utf8')));
    expect(card).toMatchObject({
      id: 'files',
      image: { size: 28, channels: 1, channelOrder: 'grey' },
      latent: { dimensions: 4, prior: 'standard-normal' },
      labels: ['disc', 'square'],
      training: {
        images: 240 - heldOut.length,
        heldOut: heldOut.length,
        epochs: 4,
        parameters: outcome.parameters,
      },
    });
    expect(card.validation).toEqual(outcome.validation);
    expect(card.warnings).toEqual(outcome.warnings);
    const training = trainingSample(splitImages(shapes.ids, 0));
    expect(await evaluateModel(made.folder, shapes, heldOut, { training })).toEqual(card.validation);
    const { mse, reconstruction, kl, sharpness, gap } = last!.validation!;
    expect(card.validation!.sharpness).toBeCloseTo(sharpness!, 5);
    expect(card.validation!.gap! / gap!).toBeCloseTo(1, 3);
    expect(card.validation!.mse).toBeCloseTo(mse, 6);
    expect(card.validation!.reconstruction / reconstruction).toBeCloseTo(1, 5);
    expect(card.validation!.kl / kl).toBeCloseTo(1, 5);
  });

  it('learns colour images under every likelihood', async () => {
    const colour = drawShapes(60, 32, 3);
    for (const likelihood of ['gaussian', 'bernoulli', 'optimal-sigma'] as const) {
      const { validation } = await trainModel(request(likelihood, { likelihood, epochs: 2 }, colour));
      const split = splitImages(colour.ids, 0);
      const training = trainingSample(split);
      const measured = await evaluateModel(join(folder, likelihood), colour, split.heldOut, { training });
      expect(measured).toEqual(validation);
      expect(await evaluateModel(join(folder, likelihood), colour, split.heldOut)).toEqual({
        ...validation,
        training: null,
        gap: null,
      });
      expect(validation!.psnr).toBeCloseTo(-10 * Math.log10(validation!.mse), 9);
    }
  });

  it('keeps the best weights and stops when nothing gets better', async () => {
    // Sixty images and a large step: the held-out score turns soon.
    const few = drawShapes(60);
    const records: EpochRecord[] = [];
    const made = request(
      'patience',
      { epochs: 400, patience: 3, learningRate: 0.02, latent: 16, shift: 0 },
      few,
    );
    const outcome = await trainModel({ ...made, onEpoch: (record) => records.push(record) });
    expect(outcome.stopped).toBe('patience');
    const best = await readBest(made.folder);
    const scores = records.map(({ validation }) => -validation!.elbo!);
    expect(best!.best.score).toBe(Math.min(...scores));
    expect(outcome.epochs - best!.best.epoch).toBeGreaterThanOrEqual(3);
    expect(outcome.validation!.elbo! / -best!.best.score).toBeCloseTo(1, 5);
  });

  it('stops when its minutes are over, in the middle of an epoch too, and measures what it has', async () => {
    const outcome = await trainModel(request('minutes', { minutes: 0.05, epochs: 100_000 }));
    expect(outcome.stopped).toBe('minutes');
    expect(outcome.validation).not.toBeNull();
    expect((await readHistory(join(folder, 'minutes'))).at(-1)!.step).toBe(outcome.steps);
  });

  it('tells how it goes: steps, time left, epochs and pictures', async () => {
    const live: number[] = [];
    const pictures: number[] = [];
    await trainModel({
      ...request('live', { epochs: 12 }),
      onTraining(state) {
        live.push(state.step);
        expect(state.totalSteps).toBe(12 * Math.ceil((240 - heldOut.length) / 16));
        expect(state.imagesPerSecond).toBeGreaterThan(0);
        expect(Number.isFinite(state.loss)).toBe(true);
      },
      onReconstructions(epoch, { count, size, rgba }) {
        pictures.push(epoch);
        expect([count, size, rgba.length]).toEqual([16, 28, 16 * 28 * 28 * 4]);
      },
    });
    expect(live.length).toBeGreaterThan(0);
    expect([...live].sort((a, b) => a - b)).toEqual(live);
    expect(pictures[0]).toBe(1);
    expect([...new Set(pictures)].sort((a, b) => a - b)).toEqual(pictures);
  });
});

describe('a run that is stopped', () => {
  /** Cancels after so many images have been asked for, which may be in the middle of anything. */
  function cancelledAfter(reads: number, source: Shapes): { source: Shapes; signal: AbortSignal } {
    const controller = new AbortController();
    let count = 0;
    const read: Shapes['read'] = (indices, target) => {
      if (++count === reads) controller.abort();
      return source.read(indices, target);
    };
    return { source: { ...source, read }, signal: controller.signal };
  }

  it.each([3, 17, 31, 44])(
    'after %i reads, goes on to the same losses as if it had not been',
    async (reads) => {
      await trainModel(request('uninterrupted'));
      const name = `interrupted-${reads}`;
      const stopped = await trainModel({ ...request(name), ...cancelledAfter(reads, shapes) });
      expect(stopped.stopped).toBe('cancelled');
      expect(stopped.steps).toBeLessThan(56);
      const resumed = await trainModel({ ...request(name), resume: true });
      expect(resumed.stopped).toBe('epochs');

      const whole = await readHistory(join(folder, 'uninterrupted'));
      const parts = await readHistory(join(folder, name));
      expect(parts.map(timeless)).toEqual(whole.map(timeless));
      const [one, other] = await Promise.all(
        ['uninterrupted', name].map((run) => readLast(join(folder, run))),
      );
      expect(other!.state).toEqual(one!.state);
      expect(await readFile(bestCheckpointPath(join(folder, name)))).toEqual(
        await readFile(bestCheckpointPath(join(folder, 'uninterrupted'))),
      );
    },
  );

  it('leaves the files of its best weights, or of the moment when nothing was measured yet', async () => {
    const early = await trainModel({ ...request('early'), ...cancelledAfter(3, shapes) });
    expect(early).toMatchObject({ stopped: 'cancelled', epochs: 0, validation: null });
    expect((await evaluateModel(join(folder, 'early'), shapes, heldOut)).mse).toBeGreaterThan(0);

    const late = await trainModel({ ...request('late'), ...cancelledAfter(35, shapes) });
    const measured = await evaluateModel(join(folder, 'late'), shapes, heldOut);
    expect(measured.elbo! / late.validation!.elbo!).toBeCloseTo(1, 5);
  });

  it('is trained longer with a larger limit', async () => {
    const made = request('longer');
    await trainModel(made);
    const again = await trainModel({ ...made, resume: true });
    expect(again).toMatchObject({ stopped: 'epochs', epochs: 4 });
    const longer = await trainModel({ ...request('longer', { epochs: 6 }), resume: true });
    expect(longer).toMatchObject({ stopped: 'epochs', epochs: 6 });
    expect((await readHistory(made.folder)).map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('goes on with the images it began with when others have been added', async () => {
    await trainModel(request('grown'));
    const more = drawShapes(300);
    const resumed = await trainModel({
      ...request('grown', { epochs: 5 }),
      source: more,
      ids: [...shapes.ids, ...more.ids.slice(240)],
      resume: true,
    });
    expect(resumed.steps).toBe(5 * Math.ceil((240 - heldOut.length) / 16));
  });

  it('is not resumed under another plan', async () => {
    await trainModel({ ...request('changed'), ...cancelledAfter(5, shapes) });
    await expect(trainModel({ ...request('changed', { latent: 5 }), resume: true })).rejects.toMatchObject({
      code: 'plan-changed',
      message: 'The run was begun with latent 4, not 5.',
    });
  });

  it('passes over a history line that a killed process left unfinished', async () => {
    const made = request('torn');
    await trainModel({ ...made, ...cancelledAfter(35, shapes) });
    const path = join(made.folder, 'history.jsonl');
    await appendFile(path, '{"epoch":3,"ste');
    await trainModel({ ...made, resume: true });
    expect((await readHistory(made.folder)).map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4]);
  });
});
