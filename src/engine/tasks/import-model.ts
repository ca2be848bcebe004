/** Makes a model of the library out of ONNX files that were made elsewhere: looks at them, tries them on images, copies them. */
import { rm } from 'node:fs/promises';
import { parse } from 'node:path';
import type { ImportOptions, ModelIo, ValueRange } from '../../shared/imported.ts';
import type { ImportModelResult } from '../../shared/job-results.ts';
import { MorphospaceError } from '../../shared/errors.ts';
import type { ModelCard, TrainingPlan, Validation } from '../../shared/models.ts';
import { createCard } from '../export/card.ts';
import { writeCard, writeForeignFiles } from '../export/model-files.ts';
import { imageBytes, type PixelSource } from '../images/pixel-source.ts';
import type { TaskContext } from '../jobs/task.ts';
import { createIdentifier } from '../library/identifiers.ts';
import {
  describeDecoder,
  describeEncoder,
  type ForeignDecoder,
  type ForeignEncoder,
  type ForeignFile,
  openForeignFile,
} from '../runtime/foreign-model.ts';
import { modelOf } from '../runtime/model.ts';
import { evaluateModel } from '../training/evaluate.ts';
import { ensureCodes } from './codes.ts';
import { openDatasetPixels } from './dataset-pixels.ts';
import { tryRanges } from './try-ranges.ts';

export interface ImportModelInput extends ImportOptions {
  datasetId: string;
  /** Paths. */
  encoder: string;
  decoder?: string;
  name?: string;
}

/** Images that ranges of values are tried on, … */
const TRIED_IMAGES = 32;
/** … and those that the reconstructions are measured on. */
const MEASURED_IMAGES = 512;

/** @throws MorphospaceError `unreadable-model`, `missing-weights`, `other-shape`, `unusable-codes`, `no-images` */
export async function importModel(input: ImportModelInput, context: TaskContext): Promise<ImportModelResult> {
  const { library, progress, emit } = context;
  const { datasetId } = input;
  progress({ title: 'Looking at the files', value: null });
  const files = {
    encoder: await openForeignFile(input.encoder),
    decoder: input.decoder === undefined ? null : await openForeignFile(input.decoder),
  };
  const encoder = await describeEncoder(files.encoder, input, files.decoder);
  const decoder = files.decoder && (await describeDecoder(files.decoder, encoder));
  const source = await openDatasetPixels(datasetId, encoder.shape, context);
  try {
    if (source.images === 0) throw noImages();
    const name = input.name ?? freeName(input, library.models.list(datasetId));
    const facts = factsOf(createIdentifier(name), name);
    const plan = planOf(encoder);
    progress({ title: 'Trying the model', value: null });
    const io = await findIo(
      input.range,
      { ...files, described: { encoder, decoder } },
      { plan, facts },
      source,
    );
    const card = createCard(plan, { ...facts, imported: io });
    const validation = await keep(card, files, source, context);
    library.models.addImported({ ...facts, datasetId, plan, imported: io });
    library.models.update(card.id, { outcome: { validation } });
    emit('library', { changed: 'models', id: card.id });
    await ensureCodes(card.id, context);
    return { modelId: card.id, name, ...encoder.shape, latent: encoder.latent, io, validation };
  } finally {
    source.close();
    await files.encoder.session.release();
    await files.decoder?.session.release();
  }
}

/** Names, layouts and the range of values under which reconstructions are best. */
async function findIo(
  range: ImportOptions['range'],
  files: {
    encoder: ForeignFile;
    decoder: ForeignFile | null;
    described: { encoder: ForeignEncoder; decoder: ForeignDecoder | null };
  },
  { plan, facts }: { plan: TrainingPlan; facts: ReturnType<typeof factsOf> },
  source: PixelSource,
): Promise<ModelIo> {
  const positions = spread(source.images, TRIED_IMAGES);
  const pixels = new Uint8Array(positions.length * imageBytes(source));
  await source.read(positions, pixels);
  const { encoder, decoder } = files.described;
  const open = (input: ValueRange, output: ValueRange) => {
    const io: ModelIo = {
      encoder: { ...encoder.io, image: { ...encoder.io.image, range: input } },
      decoder: decoder && { ...decoder.io, image: { ...decoder.io.image, range: output } },
    };
    const card = createCard(plan, { ...facts, imported: io });
    return { io, model: modelOf(card, files.encoder.session, files.decoder?.session ?? null, false) };
  };
  return (await tryRanges(range, open, pixels, positions.length)).io;
}

/** Writes the model's folder, whole or not at all, and measures the reconstructions of what was written. */
async function keep(
  card: ModelCard,
  { encoder, decoder }: { encoder: ForeignFile; decoder: ForeignFile | null },
  source: PixelSource,
  { library, progress, signal }: TaskContext,
): Promise<Validation | null> {
  const folder = library.modelFolder(card.id);
  try {
    await writeForeignFiles(folder, card, encoder.bytes, decoder?.bytes ?? null);
    if (!decoder) return null;
    const measured = spread(source.images, MEASURED_IMAGES);
    const validation = await evaluateModel(folder, source, measured, { progress, signal });
    await writeCard(folder, { ...card, validation });
    return validation;
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

/** Positions spread evenly over all images, at most `count`. */
function spread(images: number, count: number): number[] {
  const shown = Math.min(count, images);
  return Array.from({ length: shown }, (_, i) => Math.floor((i * images) / shown));
}

function factsOf(id: string, name: string) {
  const training = { images: 0, heldOut: 0, epochs: 0, steps: 0, seconds: 0, parameters: 0 };
  const created = new Date().toISOString();
  return { id, name, created, training, validation: null, warnings: [], labels: [] };
}

/** What the rest of the application reads of a plan: the family by its codes, the shape. No run was ever made of the rest. */
function planOf({ shape: { size, channels }, latent, io }: ForeignEncoder): TrainingPlan {
  return {
    family: io.logVariance === null ? 'autoencoder' : 'vae',
    ...{ size, imageChannels: channels, latent },
    likelihood: io.logVariance === null ? 'gaussian' : 'optimal-sigma',
    ...{
      beta: io.logVariance === null ? 0 : 1,
      architecture: 'linear',
      channels: [],
      settings: {},
      labels: [],
    },
    ...{ epochs: 1, minutes: null, batch: 1, learningRate: 1e-3, patience: 0, seed: 0, device: 'cpu' },
    ...{ flips: false, shift: 0 },
  };
}

/** The encoder's file name, with a number where a model has it already. */
function freeName({ encoder }: ImportModelInput, models: readonly { name: string }[]): string {
  const taken = new Set(models.map(({ name }) => name));
  const base = parse(encoder).name.slice(0, 190);
  for (let number = 1; ; number++) {
    const name = number === 1 ? base : `${base} ${number}`;
    if (!taken.has(name)) return name;
  }
}

function noImages(): MorphospaceError {
  return new MorphospaceError(
    'no-images',
    'The dataset has no images to try the model on.',
    'Import images first.',
  );
}
