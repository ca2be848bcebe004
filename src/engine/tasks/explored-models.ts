/**
 * What the explorer keeps in memory of the models that are being looked at: sessions, codes, the neighbour search and the
 * mixture for sampling, each made when first asked for. A model whose files have changed is opened anew.
 */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { MorphospaceError } from '../../shared/errors.ts';
import type { Codes } from '../../shared/latent.ts';
import { fitMixture, type Mixture } from '../analysis/mixture.ts';
import { NeighbourSearch } from '../analysis/neighbours.ts';
import { CODES_FILE } from '../library/codes.ts';
import type { Library } from '../library/library.ts';
import { openModel, type OpenModel } from '../runtime/model.ts';
import { readCodes } from './codes.ts';

/** Two, so that a person can go to and fro between two models. */
const KEPT = 2;

export class ExploredModel {
  readonly model: OpenModel;
  readonly version: string;
  readonly #library: Library;
  readonly #id: string;
  #codes: Promise<Codes> | undefined;
  #search: Promise<NeighbourSearch> | undefined;
  #mixture: Promise<Mixture> | undefined;

  constructor(library: Library, id: string, version: string, model: OpenModel) {
    this.#library = library;
    this.#id = id;
    this.version = version;
    this.model = model;
  }

  /** @throws MorphospaceError `not-embedded` */
  codes(): Promise<Codes> {
    return (this.#codes ??= readCodes(this.#library, this.#id).then((codes) => {
      if (codes) return codes;
      throw new MorphospaceError(
        'not-embedded',
        'The images of this dataset have not all been encoded by this model yet.',
        'Lay the images out in Explore, or run `morphospace embed`.',
      );
    }));
  }

  /** The codes, or null while the images are not all encoded. */
  async codesIfAny(): Promise<Codes | null> {
    try {
      return await this.codes();
    } catch (error) {
      if (error instanceof MorphospaceError && error.code === 'not-embedded') return null;
      throw error;
    }
  }

  search(): Promise<NeighbourSearch> {
    return (this.#search ??= this.codes().then((codes) => NeighbourSearch.open(codes)));
  }

  mixture(): Promise<Mixture> {
    return (this.#mixture ??= this.codes().then((codes) => fitMixture(codes)));
  }

  async close(): Promise<void> {
    await this.model.dispose();
    await (await this.#search?.catch(() => undefined))?.close();
  }
}

const kept = new Map<string, Promise<ExploredModel>>();

/** Opens a model for exploring, or finds it open. */
export async function exploredModel(library: Library, id: string): Promise<ExploredModel> {
  const version = await versionOf(library, id);
  const open = await kept.get(id)?.catch(() => undefined);
  if (open?.version === version) {
    // To the end: the first one is the least recently used.
    const entry = kept.get(id)!;
    kept.delete(id);
    kept.set(id, entry);
    return open;
  }
  const opening = openModel(library.modelFolder(id)).then(
    (model) => new ExploredModel(library, id, version, model),
  );
  kept.delete(id);
  kept.set(id, opening);
  await open?.close();
  while (kept.size > KEPT) {
    const [oldest, entry] = kept.entries().next().value!;
    kept.delete(oldest);
    void entry.then(
      (old) => old.close(),
      () => undefined, // It never opened, and whoever asked was told.
    );
  }
  return opening;
}

/** Changes when the model was trained further or its images were encoded anew. */
async function versionOf(library: Library, id: string): Promise<string> {
  const folder = library.modelFolder(library.models.get(id).id);
  const times = await Promise.all(
    ['decoder.onnx', CODES_FILE].map((file) =>
      stat(join(folder, file)).then(
        ({ mtimeMs }) => mtimeMs,
        () => 0,
      ),
    ),
  );
  return `${times.join(' ')} ${library.datasets.count(library.models.get(id).datasetId)}`;
}
