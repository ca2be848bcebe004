/**
 * Codes of the model's dataset, of another dataset, or of a folder that is not in the library; to a file if wanted. Images that were
 * added to the model's dataset are also placed on its maps.
 */
import type { EmbedResult } from '../../shared/job-results.ts';
import type { SkippedFile } from '../../shared/datasets.ts';
import { MorphospaceError } from '../../shared/errors.ts';
import type { Codes } from '../../shared/latent.ts';
import { type RowName, writeEmbedding } from '../export/embedding.ts';
import { decodeFiles } from '../images/decode-pool.ts';
import { type FoundFile, scanSources } from '../images/scan.ts';
import type { TaskContext } from '../jobs/task.ts';
import { encodeImages } from '../latent/embed.ts';
import { openModel, type OpenModel } from '../runtime/model.ts';
import { ensureCodes } from './codes.ts';
import { openDatasetPixels } from './dataset-pixels.ts';
import { encodePixels } from './explore.ts';
import { placeNewImages } from './place.ts';

export interface EmbedInput {
  modelId: string;
  /** A dataset's identifier or a folder's path; the model's own dataset when left out. */
  source?: string;
  file?: string;
}

interface NamedCodes {
  codes: Codes;
  names: RowName[];
  skipped: SkippedFile[];
}

/** Images encoded together. */
const PIECE = 256;

export async function embed(
  { modelId, source, file }: EmbedInput,
  context: TaskContext,
): Promise<EmbedResult> {
  const { datasetId } = context.library.models.get(modelId);
  const { codes, names, skipped } =
    source === undefined || source === datasetId
      ? await embedOwn(modelId, datasetId, context)
      : await embedElsewhere(modelId, source, context);
  if (file !== undefined) await writeEmbedding(codes, names, file);
  return { rows: codes.rows, dimensions: codes.dimensions, file: file ?? null, skipped };
}

async function embedOwn(modelId: string, datasetId: string, context: TaskContext): Promise<NamedCodes> {
  const codes = await ensureCodes(modelId, context);
  await placeNewImages(modelId, codes, context);
  return { codes, names: namesOf(datasetId, context), skipped: [] };
}

async function embedElsewhere(modelId: string, source: string, context: TaskContext): Promise<NamedCodes> {
  const { library } = context;
  const isDataset = library.datasets.list().some(({ id }) => id === source);
  const model = await openModel(library.modelFolder(modelId));
  try {
    return isDataset ? await embedDataset(model, source, context) : await embedFolder(model, source, context);
  } finally {
    await model.dispose();
  }
}

function namesOf(datasetId: string, { library }: TaskContext): RowName[] {
  return Array.from(library.datasets.eachImage(datasetId), ({ file, label }) => ({ file, label }));
}

async function embedDataset(model: OpenModel, datasetId: string, context: TaskContext): Promise<NamedCodes> {
  const source = await openDatasetPixels(datasetId, model.card.image, context);
  try {
    const { progress, signal } = context;
    const codes = await encodeImages(model, source, { progress, signal });
    return { codes, names: namesOf(datasetId, context), skipped: [] };
  } finally {
    source.close();
  }
}

/** @throws MorphospaceError `no-images` when the folder holds nothing that can be read as an image. */
async function embedFolder(
  model: OpenModel,
  folder: string,
  { progress, signal }: TaskContext,
): Promise<NamedCodes> {
  const { size, channels } = model.card.image;
  const names: RowName[] = [];
  const skipped: SkippedFile[] = [];
  const files: FoundFile[] = [];
  for await (const event of scanSources([folder], signal)) {
    if (event.kind === 'file') files.push(event.found);
    else skipped.push({ file: event.file, reason: event.reason });
  }

  const gathered = new CodeGatherer(model);
  const stride = size * size * channels;
  const pixels = new Uint8Array(PIECE * stride);
  let filled = 0;
  let done = 0;
  const request = { pixels: { size, channels }, tiles: [] };
  for await (const { file, outcome } of decodeFiles(files, request, { signal })) {
    progress({ title: 'Encoding images', value: ++done / files.length });
    if ('reason' in outcome) {
      skipped.push({ file: file.file, reason: outcome.reason });
      continue;
    }
    names.push({ file: file.file, label: null });
    pixels.set(outcome.pixels!, filled++ * stride);
    if (filled === PIECE) {
      await gathered.add(pixels, filled);
      filled = 0;
    }
  }
  if (filled > 0) await gathered.add(pixels.subarray(0, filled * stride), filled);
  if (names.length === 0) {
    throw new MorphospaceError(
      'no-images',
      `There is no image to encode in ${folder}.`,
      'Name a folder with images.',
    );
  }
  return { codes: gathered.codes(), names, skipped };
}

/** Encodes pieces and puts their codes together. */
class CodeGatherer {
  readonly #model: OpenModel;
  readonly #pieces: Codes[] = [];

  constructor(model: OpenModel) {
    this.#model = model;
  }

  async add(pixels: Uint8Array, count: number): Promise<void> {
    this.#pieces.push(await encodePixels(this.#model, pixels, count));
  }

  codes(): Codes {
    const { dimensions } = this.#model.card.latent;
    const rows = this.#pieces.reduce((sum, piece) => sum + piece.rows, 0);
    const values = new Float32Array(rows * dimensions);
    let row = 0;
    for (const piece of this.#pieces) {
      values.set(piece.values, row * dimensions);
      row += piece.rows;
    }
    return { rows, dimensions, values };
  }
}
