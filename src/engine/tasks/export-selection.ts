/** Writes images of a dataset, or what is known of them, to where a person wants them (docs/curation.md). */
import { extname } from 'node:path';
import { MorphospaceError } from '../../shared/errors.ts';
import type { SelectionResult } from '../../shared/job-results.ts';
import type { Codes } from '../../shared/latent.ts';
import { writeImageFiles } from '../export/image-files.ts';
import { isTablePath, type TableColumn, writeTable } from '../export/table.ts';
import type { TaskContext } from '../jobs/task.ts';
import { type ColumnScope, listColumns, readColumn } from '../library/columns.ts';
import type { StoredImage } from '../library/datasets.ts';
import { writeNpy } from '../library/npy.ts';
import { ensureCodes } from './codes.ts';

export interface ExportSelectionInput {
  datasetId: string;
  /** Positions in the dataset; rows are written in this order. */
  images: number[];
  modelId?: string;
  form: 'copy' | 'link' | 'table' | 'codes';
  out: string;
}

export async function exportSelection(
  { images, form, out, ...scope }: ExportSelectionInput,
  context: TaskContext,
): Promise<SelectionResult> {
  const { library, progress, signal } = context;
  const chosen = [...new Set(images)];
  const records = chosen.map((image) => library.datasets.image(scope.datasetId, image));
  if (form === 'copy' || form === 'link') {
    const { written, skipped } = await writeImageFiles(records, out, form, { progress, signal });
    return { images: written, out, skipped };
  }
  if (form === 'codes') await writeCodes(records, scope, out, context);
  else await writeAllThatIsKnown(records, scope, out, context);
  return { images: chosen.length, out, skipped: [] };
}

/** `[images, latent]`, and beside it a table that says which image each row is. */
async function writeCodes(
  records: readonly StoredImage[],
  { modelId }: ColumnScope,
  out: string,
  context: TaskContext,
): Promise<void> {
  if (modelId === undefined) {
    throw new MorphospaceError('needs-model', 'Codes need a trained model.', 'Name the model.');
  }
  if (extname(out).toLowerCase() !== '.npy') {
    throw new MorphospaceError(
      'unknown-format',
      'Codes alone are written as .npy.',
      'Name a file that ends in .npy, or write a table.',
    );
  }
  const { dimensions, values } = await ensureCodes(modelId, context);
  const rows = new Float32Array(records.length * dimensions);
  for (const [row, { index }] of records.entries())
    rows.set(values.subarray(index * dimensions, (index + 1) * dimensions), row * dimensions);
  await writeNpy(out, { shape: [records.length, dimensions], values: rows });
  await writeTable(imageColumns(records), `${out.slice(0, -'.npy'.length)}.images.csv`);
}

/** A row for each image: what it is, what was said of it, every column, and its code when a model is named. */
async function writeAllThatIsKnown(
  records: readonly StoredImage[],
  scope: ColumnScope,
  out: string,
  context: TaskContext,
): Promise<void> {
  const { library, progress, signal } = context;
  if (!isTablePath(out)) {
    throw new MorphospaceError(
      'unknown-format',
      `A table cannot be written as ${extname(out) || 'a file without an ending'}.`,
      'Name a file that ends in .csv or .parquet.',
    );
  }
  const codes = scope.modelId === undefined ? null : await ensureCodes(scope.modelId, context);
  progress({ title: 'Writing the table', value: null });
  const columns = [...imageColumns(records), ...curationColumns(records, scope, context)];
  for (const { id, title, kind, categories, group } of await listColumns(library, scope)) {
    if (id === 'label' || group === 'curation' || group === 'latent') continue; // They are there already, or come below.
    signal.throwIfAborted();
    const values = await readColumn(library, scope, id);
    columns.push(
      kind === 'number'
        ? { name: id.includes(':') ? title : id, type: 'number', values: at(values, records) }
        : {
            ...{ name: title, type: 'text' },
            values: records.map(({ index }) => categories[values[index]!]?.name ?? null),
          },
    );
  }
  await writeTable([...columns, ...(codes ? codeColumns(records, codes) : [])], out);
}

function imageColumns(records: readonly StoredImage[]): TableColumn[] {
  const text = (name: 'file' | 'id' | 'path' | 'label'): TableColumn => {
    return { name, type: 'text', values: records.map((record) => record[name]) };
  };
  return [text('file'), text('label'), text('id'), text('path')];
}

function curationColumns(
  records: readonly StoredImage[],
  { datasetId }: ColumnScope,
  { library: { curation } }: TaskContext,
): TableColumn[] {
  const tags = new Map<number, string[]>();
  for (const { name } of curation.tags(datasetId)) {
    for (const image of curation.taggedImages(datasetId, name)) {
      const present = tags.get(image);
      if (present) present.push(name);
      else tags.set(image, [name]);
    }
  }
  const notes = new Map(curation.notes(datasetId).map(({ image, text }) => [image, text]));
  const excluded = new Set(curation.excludedImages(datasetId));
  return [
    { name: 'tags', type: 'text', values: records.map(({ index }) => tags.get(index)?.join('; ') ?? null) },
    { name: 'note', type: 'text', values: records.map(({ index }) => notes.get(index) ?? null) },
    { name: 'excluded', type: 'flag', values: records.map(({ index }) => excluded.has(index)) },
  ];
}

function codeColumns(records: readonly StoredImage[], { dimensions, values }: Codes): TableColumn[] {
  return Array.from({ length: dimensions }, (_, dimension) => ({
    ...{ name: `z${dimension}`, type: 'number' as const },
    values: Float32Array.from(records, ({ index }) => values[index * dimensions + dimension]!),
  }));
}

function at(values: Float32Array, records: readonly StoredImage[]): Float32Array {
  return Float32Array.from(records, ({ index }) => values[index]!);
}
