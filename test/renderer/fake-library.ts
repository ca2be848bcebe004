/** What the fake engine has on its shelves: believable datasets, models and histories. */
import type { DatasetRecord, ImageRecord, SkippedFile } from '../../src/shared/datasets.ts';
import { planTraining } from '../../src/engine/training/plan.ts';
import { FAMILIES } from '../../src/shared/families.ts';
import {
  ACTIVE_VARIANCE,
  type EpochRecord,
  type ModelCard,
  type ModelRecord,
  type TrainingOptions,
  type TrainingPlan,
  type Validation,
} from '../../src/shared/models.ts';
import { randomSource } from './fake-pictures.ts';

const LEVELS = [
  { level: 0, tile: 32, columns: 32, rows: 32 },
  { level: 1, tile: 64, columns: 16, rows: 16 },
  { level: 2, tile: 128, columns: 8, rows: 8 },
];

export function makeDataset(
  id: string,
  name: string,
  images: number,
  more: Partial<DatasetRecord> & { groups?: string[] } = {},
): DatasetRecord {
  const { groups = [], ...rest } = more;
  return {
    id,
    name,
    created: '2026-11-18T09:30:00.000Z',
    images,
    skipped: 0,
    channels: 3,
    medianShortSide: 200,
    labels: groups.map((group, i) => ({
      name: group,
      images: Math.floor(images / groups.length) + (i < images % groups.length ? 1 : 0),
    })),
    sources: [`/home/ada/Pictures/${name.toLowerCase().replaceAll(' ', '-')}`],
    thumbnails: LEVELS.map((level) => ({
      ...level,
      pages: Math.ceil(images / (level.columns * level.rows)),
    })),
    sample: false,
    ...rest,
  };
}

export function groupOf(dataset: DatasetRecord, index: number): number {
  return dataset.labels.length === 0 ? -1 : index % dataset.labels.length;
}

export function makeImage(dataset: DatasetRecord, index: number): ImageRecord {
  const random = randomSource(index);
  const label = dataset.labels[groupOf(dataset, index)]?.name ?? null;
  const [width, height] = [180 + Math.floor(random() * 60), 180 + Math.floor(random() * 90)];
  return {
    index,
    id: index.toString(16).padStart(32, '0'),
    file: `${label === null ? '' : `${label}/`}IMG_${String(index + 1).padStart(5, '0')}.jpg`,
    width,
    height,
    bytes: Math.round(width * height * (0.2 + 0.2 * random())),
    format: 'jpeg',
    label,
  };
}

const REASONS = [
  'The file is empty.',
  'The file ends too early: it is damaged or was not copied completely.',
  'This is not an image: it begins like a PDF document.',
  'The image has 0.5 gigapixels; the limit is 0.25.',
];

export function makeSkipped(dataset: DatasetRecord): SkippedFile[] {
  return Array.from({ length: dataset.skipped }, (_, i) => ({
    file: `holiday/2019/scan ${i + 1}${i % 4 === 2 ? '.pdf.jpg' : '.jpg'}`,
    reason: REASONS[i % REASONS.length]!,
  }));
}

export function makePlan(dataset: DatasetRecord, options: TrainingOptions): TrainingPlan {
  const small = dataset.images < 500;
  const { images, channels, medianShortSide } = dataset;
  const facts = {
    images,
    channels,
    medianShortSide,
    nearBinary: false,
    labels: dataset.labels.map(({ name }) => name),
  };
  // What is left open does not cross the wire.
  const { device, ...chosen }: TrainingOptions = JSON.parse(JSON.stringify(options));
  // What families differ in, and what is refused, is the engine's own.
  const { beta, settings, labels } = planTraining(facts, chosen, 'cpu');
  const plan: TrainingPlan = {
    family: 'vae',
    size: dataset.medianShortSide >= 64 ? 64 : 32,
    latent: small ? 16 : 32,
    beta,
    likelihood: 'optimal-sigma',
    architecture: 'convolutional',
    channels: small ? [16, 32, 32, 64] : [32, 32, 64, 64],
    epochs: 60,
    minutes: null,
    batch: small ? 16 : 64,
    learningRate: 0.001,
    seed: 0,
    device: 'cpu',
    flips: false,
    shift: small ? 0.05 : 0.02,
    patience: 10,
    imageChannels: dataset.channels,
    settings,
    labels,
  };
  return {
    ...plan,
    ...chosen,
    settings,
    device: device === undefined || device === 'auto' ? 'webgpu' : device,
  };
}

/** What held-out images measure when `share` (0..1) of a run is done. */
export function makeValidation(plan: TrainingPlan, share: number): Validation {
  const pixels = plan.size ** 2 * plan.imageChannels;
  const mse = 0.004 + 0.05 * Math.exp(-6 * share);
  const klPerDimension = FAMILIES[plan.family].variational
    ? Array.from({ length: plan.latent }, (_, i) => {
        const full = (3.6 / plan.beta ** 2) * Math.exp(-((i * 7) % plan.latent) / (plan.latent / 4));
        return full * (1 - Math.exp(-8 * share));
      })
    : [];
  const kl = klPerDimension.reduce((sum, value) => sum + value, 0);
  const meanVariance = FAMILIES[plan.family].variational
    ? klPerDimension.map((value) => 1 - Math.exp(-2 * Math.max(0, value - 0.1)))
    : Array<number>(plan.latent).fill(1);
  const reconstructionOf = (error: number) => (pixels / 2) * Math.log(2 * Math.PI * Math.E * error);
  const reconstruction = reconstructionOf(mse);
  // What was learnt from comes out better and better than what was not.
  const learntError = mse * (1 - 0.12 * share);
  return {
    images: 240,
    mse,
    psnr: -10 * Math.log10(mse),
    reconstruction,
    kl,
    elbo: FAMILIES[plan.family].variational ? -(reconstruction + kl) : null,
    activeUnits: meanVariance.filter((variance) => variance >= ACTIVE_VARIANCE).length,
    klPerDimension,
    meanVariance,
    sharpness: 0.05 + 0.4 * share,
    training: {
      images: 240,
      mse: learntError,
      psnr: -10 * Math.log10(learntError),
      reconstruction: reconstructionOf(learntError),
      kl,
    },
    gap: reconstruction - reconstructionOf(learntError),
  };
}

export function makeEpoch(plan: TrainingPlan, epoch: number, epochs: number, images: number): EpochRecord {
  const validation = makeValidation(plan, epoch / epochs);
  const random = randomSource(epoch);
  const reconstruction = validation.reconstruction * (1.015 + 0.01 * random());
  const steps = Math.ceil((images * 0.9) / plan.batch);
  return {
    epoch,
    step: epoch * steps,
    seconds: epoch * 3.1,
    loss: reconstruction + validation.kl,
    reconstruction,
    kl: validation.kl * 1.02,
    imagesPerSecond: 640 + 40 * random(),
    skippedSteps: 0,
    terms:
      plan.family === 'factor-vae'
        ? { totalCorrelation: 2 + 6 / epoch, discriminator: 0.6 + 0.05 * random() }
        : {},
    validation,
  };
}

export function makeModel(
  dataset: DatasetRecord,
  id: string,
  name: string,
  more: Partial<ModelRecord> = {},
): ModelRecord {
  const plan = more.plan ?? makePlan(dataset, {});
  const epochs = more.epochs ?? plan.epochs;
  return {
    id,
    name,
    datasetId: dataset.id,
    created: '2026-11-19T16:00:00.000Z',
    state: 'ready',
    plan,
    parameters: 1_284_739,
    epochs,
    steps: epochs * Math.ceil((dataset.images * 0.9) / plan.batch),
    seconds: epochs * 3.1,
    imagesPerSecond: 655,
    trainingImages: dataset.images,
    validation: epochs === 0 ? null : makeValidation(plan, epochs / plan.epochs),
    warnings: [],
    embedded: true,
    imported: null,
    sample: dataset.sample,
    ...more,
  };
}

export function makeCard({
  id,
  name,
  plan,
  created,
  epochs,
  steps,
  seconds,
  parameters,
  validation,
  warnings,
  imported,
}: ModelRecord): ModelCard {
  return {
    format: 1,
    id,
    name,
    family: plan.family,
    created,
    image: {
      size: plan.size,
      channels: plan.imageChannels,
      channelOrder: plan.imageChannels === 1 ? 'grey' : 'RGB',
      layout: 'NCHW',
      range: [0, 1],
      crop: 'centre-square',
      resize: 'antialiased-bilinear',
      background: '#ffffff',
    },
    latent: {
      dimensions: plan.latent,
      prior: FAMILIES[plan.family].variational ? 'standard-normal' : 'none',
    },
    plan,
    training: { images: 2171, heldOut: 241, epochs, steps, seconds, parameters },
    validation,
    warnings,
    labels: ['Anna', 'Boris', 'Chloé'],
    ...(imported && { imported }),
    files: {
      encoder: 'encoder.onnx',
      decoder: imported !== null && imported.decoder === null ? null : 'decoder.onnx',
    },
  };
}
