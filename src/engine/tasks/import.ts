/** Imports folders and files into a dataset of the library. */
import type { ImportResult } from '../../shared/job-results.ts';
import type { LabelSource, SkippedFile } from '../../shared/datasets.ts';
import { importImages, type KnownImages } from '../images/import.ts';
import { openLabels } from '../images/labels.ts';
import type { TaskContext } from '../jobs/task.ts';
import type { Library } from '../library/library.ts';

export interface ImportInput {
  datasetId: string;
  /** Absolute paths of folders and files. */
  paths: string[];
  labels: LabelSource;
}

export async function importFolders(
  { datasetId, paths, labels }: ImportInput,
  { library, progress, signal, emit }: TaskContext,
): Promise<ImportResult> {
  const { datasets } = library;
  datasets.addSources(datasetId, paths);
  const skipped: SkippedFile[] = [];
  const summary = await importImages({
    sources: paths,
    labels,
    folder: library.datasetFolder(datasetId),
    dataset: datasets.get(datasetId),
    known: knownImages(library, datasetId),
    onBatch(images, thumbnails) {
      datasets.addImages(datasetId, images);
      datasets.setThumbnails(datasetId, thumbnails);
      datasets.summarise(datasetId);
      emit('library', { changed: 'datasets', id: datasetId });
    },
    onSkipped(files) {
      skipped.push(...files);
      datasets.addSkipped(datasetId, files);
    },
    progress,
    signal,
  });
  if (labels.endsWith('.csv')) await relabel(library, datasetId, labels);
  const { images, labels: found } = datasets.summarise(datasetId);
  return { datasetId, images, added: summary.added, known: summary.known, skipped, labels: found };
}

/** What the dataset holds before this import. Equal files within one import are all kept: they are for the person to find. */
function knownImages({ datasets }: Library, datasetId: string): KnownImages {
  const files = new Map<string, { bytes: number; modified: number }>();
  const contents = new Set<string>();
  const names = new Set<string>();
  for (const { path, bytes, modified, id, file } of datasets.eachImage(datasetId)) {
    files.set(path, { bytes, modified });
    contents.add(id);
    names.add(file);
  }
  return {
    hasFile(path, bytes, modified) {
      const known = files.get(path);
      return known !== undefined && known.bytes === bytes && known.modified === modified;
    },
    hasContent: (id) => contents.has(id),
    hasName: (file) => names.has(file),
  };
}

/** A table of labels also speaks of the images that were there before. */
async function relabel({ datasets }: Library, datasetId: string, table: LabelSource): Promise<void> {
  const labeller = await openLabels(table, []);
  const changes: { index: number; label: string }[] = [];
  for (const { index, path, file, bytes, modified, label } of datasets.eachImage(datasetId)) {
    const told = labeller.labelOf({ path, file, bytes, modified, group: null });
    if (told !== null && told !== label) changes.push({ index, label: told });
  }
  datasets.setLabels(datasetId, changes);
}
