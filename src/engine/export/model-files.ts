/** A model as files: encoder.onnx, decoder.onnx and model.json. The application itself computes with these very files. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { compileDecoder, compileEncoder, type Weights } from '../compile/exports.ts';
import { withMetadata } from '../compile/onnx/model.ts';
import { MorphospaceError } from '../../shared/errors.ts';
import { type ModelCard, modelCardSchema } from '../../shared/models.ts';
import { writeFileAtomically } from '../library/atomic.ts';
import { defineModel } from '../models/define.ts';
import { CARD_KEY } from './card.ts';

export const MODEL_FILES = ['encoder.onnx', 'decoder.onnx', 'model.json'] as const;
export type ModelFile = (typeof MODEL_FILES)[number];

/** Writes the three files, each atomically, the card last. */
export async function writeModelFiles(folder: string, card: ModelCard, weights: Weights): Promise<void> {
  const definition = defineModel(card.plan);
  const text = JSON.stringify(card, null, 2);
  const metadata = { [CARD_KEY]: text };
  await writeFileAtomically(join(folder, 'encoder.onnx'), compileEncoder(definition, weights, metadata));
  await writeFileAtomically(join(folder, 'decoder.onnx'), compileDecoder(definition, weights, metadata));
  await writeCard(folder, card);
}

/** Writes the files of a model that was made elsewhere as they are, and its card, each atomically. */
export async function writeForeignFiles(
  folder: string,
  card: ModelCard,
  encoder: Uint8Array,
  decoder: Uint8Array | null,
): Promise<void> {
  await writeFileAtomically(join(folder, 'encoder.onnx'), encoder);
  if (decoder) await writeFileAtomically(join(folder, 'decoder.onnx'), decoder);
  await writeCard(folder, card);
}

export async function writeCard(folder: string, card: ModelCard): Promise<void> {
  await writeFileAtomically(join(folder, 'model.json'), `${JSON.stringify(card, null, 2)}\n`);
}

/** @throws MorphospaceError `no-model-files` when the model has none yet. */
export async function readCard(folder: string): Promise<ModelCard> {
  const text = Buffer.from(await readModelFile(folder, 'model.json')).toString('utf8');
  return modelCardSchema.parse(JSON.parse(text));
}

/**
 * Copies the files of a model into a folder, which is made when it does not exist.
 *
 * @param licence goes into the card and into the metadata of ONNX files that were made here; empty for none.
 * @returns the paths written.
 * @throws MorphospaceError `no-model-files` when the model has none yet, or a storage error.
 */
export async function exportModel(
  modelFolder: string,
  targetFolder: string,
  licence = '',
): Promise<string[]> {
  const card = await readCard(modelFolder);
  const files = MODEL_FILES.filter((file) => file !== 'decoder.onnx' || card.files.decoder !== null);
  const contents = await Promise.all(files.map((file) => readModelFile(modelFolder, file)));
  const written: string[] = [];
  for (const [index, file] of files.entries()) {
    const target = join(targetFolder, file);
    await writeFileAtomically(target, licensed(file, contents[index]!, card, licence));
    written.push(target);
  }
  return written;
}

function licensed(file: ModelFile, content: Uint8Array, card: ModelCard, licence: string): Uint8Array {
  if (licence === '') return content;
  if (file !== 'model.json') return card.imported ? content : withMetadata(content, { licence });
  return Buffer.from(`${JSON.stringify({ ...card, licence }, null, 2)}\n`);
}

/** @throws MorphospaceError `no-model-files` */
export async function readModelFile(folder: string, file: ModelFile): Promise<Uint8Array> {
  try {
    return await readFile(join(folder, file));
  } catch (error) {
    throw new MorphospaceError(
      'no-model-files',
      `This model has no ${file} yet.`,
      'Train it for at least one epoch, or resume its training.',
      { cause: error },
    );
  }
}
