/**
 * The library: one folder with a SQLite database for what is small and open files for what is bulky.
 *
 *     library.sqlite                     datasets, images, models, projections
 *     datasets/<id>/                     thumbnail pages, pixel caches, imported columns
 *     models/<id>/                       encoder.onnx, decoder.onnx, model.json, checkpoints, history, codes
 *     projections/<id>/                  coordinates
 *     analyses/<id>/                     what an analysis found: result.json, and .npy files of one value per image
 *     uploads/<id>/                      images that a browser sent; originals of their dataset
 *
 * The engine opens it exclusively; its worker processes open the same files beside it.
 */
import { rm } from 'node:fs/promises';
import { isAbsolute, join, relative, sep } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { AnalysisStore } from './analyses.ts';
import { asStorageError, makeFolder } from './atomic.ts';
import { AttributeStore } from './attributes.ts';
import { CurationStore } from './curation.ts';
import { DatasetStore } from './datasets.ts';
import { lockLibrary } from './lock.ts';
import { MetadataStore } from './metadata.ts';
import { ModelStore } from './models.ts';
import { ProjectionStore } from './projections.ts';
import { migrate } from './schema.ts';
import { ScreenStateStore } from './screen-state.ts';

export interface Library {
  readonly folder: string;
  readonly datasets: DatasetStore;
  readonly models: ModelStore;
  readonly projections: ProjectionStore;
  readonly analyses: AnalysisStore;
  readonly attributes: AttributeStore;
  readonly curation: CurationStore;
  readonly metadata: MetadataStore;
  readonly screenState: ScreenStateStore;
  /** Where the open files of one thing lie. */
  datasetFolder(id: string): string;
  modelFolder(id: string): string;
  projectionFolder(id: string): string;
  analysisFolder(id: string): string;
  uploadFolder(id: string): string;
  /** Deletes the rows of a dataset, its models and its projections, and then their files. Originals are not touched. */
  removeDataset(id: string): Promise<void>;
  removeModel(id: string): Promise<void>;
  removeProjection(id: string): Promise<void>;
  removeAnalysis(id: string): Promise<void>;
  /** Deletes the upload that a file lies in; files from elsewhere are left alone. */
  removeUpload(file: string): Promise<void>;
  close(): void;
}

/**
 * Opens a library, which is made when it does not exist.
 *
 * @param options.exclusive takes the lock of the library (the engine); workers of that engine leave it out.
 * @throws MorphospaceError `library-locked`, `library-newer`, or a storage error.
 */
export function openLibrary(folder: string, options: { exclusive: boolean }): Library {
  let unlock = () => {};
  let database: DatabaseSync;
  try {
    makeFolder(folder);
    if (options.exclusive) unlock = lockLibrary(folder);
    database = new DatabaseSync(join(folder, 'library.sqlite'), { timeout: 10_000 });
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON;');
    migrate(database);
    // Whoever holds the lock knows that nothing is training: what says so was cut off.
    if (options.exclusive) new ModelStore(database).markInterrupted();
  } catch (error) {
    unlock();
    throw asStorageError(error, join(folder, 'library.sqlite'));
  }

  const datasets = new DatasetStore(database);
  const models = new ModelStore(database);
  const projections = new ProjectionStore(database);
  const analyses = new AnalysisStore(database);

  const inside = (room: string) => (id: string) => join(folder, room, id);
  const library: Library = {
    folder,
    datasets,
    models,
    projections,
    analyses,
    attributes: new AttributeStore(database, inside('models')),
    curation: new CurationStore(database),
    metadata: new MetadataStore(database, inside('datasets')),
    screenState: new ScreenStateStore(database),
    datasetFolder: inside('datasets'),
    modelFolder: inside('models'),
    projectionFolder: inside('projections'),
    analysisFolder: inside('analyses'),
    uploadFolder: inside('uploads'),

    async removeDataset(id) {
      const { sources } = datasets.get(id);
      for (const model of models.list(id)) await library.removeModel(model.id);
      for (const analysis of analyses.all(id)) await library.removeAnalysis(analysis.id);
      datasets.remove(id);
      await removeFolder(library.datasetFolder(id));
      const uploads = join(folder, 'uploads');
      for (const source of sources) if (source.startsWith(uploads)) await removeFolder(source);
    },

    async removeModel(id) {
      for (const projection of projections.list(id)) await library.removeProjection(projection.id);
      for (const analysis of analyses.ofModel(id)) await library.removeAnalysis(analysis.id);
      models.remove(id);
      await removeFolder(library.modelFolder(id));
    },

    async removeProjection(id) {
      projections.remove(id);
      await removeFolder(library.projectionFolder(id));
    },

    async removeAnalysis(id) {
      analyses.remove(id);
      await removeFolder(library.analysisFolder(id));
    },

    async removeUpload(file) {
      const [upload, ...rest] = relative(join(folder, 'uploads'), file).split(sep);
      if (rest.length > 0 && upload !== '..' && !isAbsolute(upload!))
        await removeFolder(library.uploadFolder(upload!));
    },

    close() {
      if (database.isOpen) database.close();
      unlock();
    },
  };
  return library;
}

function removeFolder(folder: string): Promise<void> {
  return rm(folder, { recursive: true, force: true });
}
