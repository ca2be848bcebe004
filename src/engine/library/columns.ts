/** Columns (src/shared/columns.ts): one value per image, put together from wherever they are kept. */
import type { ColumnRecord } from '../../shared/columns.ts';
import { MorphospaceError } from '../../shared/errors.ts';
import { readAnalysis } from './analyses.ts';
import { type AnalysisColumn, analysisColumns } from './analysis-columns.ts';
import { readStoredCodes } from './codes.ts';
import type { ImageNumber } from './datasets.ts';
import type { Library } from './library.ts';

/** Whose columns: those of a dataset, and those of a model's codes and analyses when one is named. */
export interface ColumnScope {
  datasetId: string;
  modelId?: string;
}

const NO_YES = ['No', 'Yes'];

export async function listColumns(library: Library, scope: ColumnScope): Promise<ColumnRecord[]> {
  const { datasetId } = scope;
  const { datasets, metadata } = library;
  const { labels, images } = datasets.get(datasetId);
  const label: ColumnRecord[] =
    labels.length > 0
      ? [{ id: 'label', title: 'Label', group: 'image', kind: 'category', categories: labels }]
      : [];
  return [
    ...label,
    ...Object.entries(IMAGE_NUMBERS).map(([id, title]) => numberColumn(id, title, 'image')),
    ...metadata.list(datasetId).map(({ name, kind, categories }): ColumnRecord => {
      return { id: `metadata:${name}`, title: name, group: 'metadata', kind, categories };
    }),
    ...curationColumns(library, datasetId, images),
    ...(await listAnalysisColumns(library, scope)),
    ...latentColumns(library, scope),
  ];
}

/**
 * `[images]`, with NaN or -1 for images that the column knows nothing of, such as those that were added after an analysis.
 *
 * @throws MorphospaceError `no-such-column`
 */
export async function readColumn(
  library: Library,
  scope: ColumnScope,
  column: string,
): Promise<Float32Array> {
  const { datasetId, modelId } = scope;
  const images = library.datasets.count(datasetId);
  const [source, rest] = split(column);
  if (column === 'label') return Float32Array.from(library.datasets.labelIndices(datasetId));
  if (Object.hasOwn(IMAGE_NUMBERS, column)) return library.datasets.numbers(datasetId, column as ImageNumber);
  if (column === 'excluded') return flags(images, library.curation.excludedImages(datasetId));
  if (source === 'tag') return flags(images, library.curation.taggedImages(datasetId, rest));
  if (source === 'metadata') {
    const stored = await library.metadata.read(datasetId, rest);
    if (stored) return padded(stored.values, images, stored.kind === 'category' ? -1 : NaN);
  }
  if (source === 'z' && /^\d+$/.test(rest)) return readDimension(library, scope, Number(rest), images);
  const known = library.analyses.list(datasetId, modelId).find(({ id }) => id === source);
  const found =
    known && (await columnsOfAnalysis(library, known.id)).find(({ field: name }) => name === rest);
  if (found) return padded(found.values, images, found.categories ? -1 : NaN);
  throw noSuchColumn(column);
}

const IMAGE_NUMBERS: Record<ImageNumber, string> = {
  width: 'Width',
  height: 'Height',
  aspect: 'Width by height',
  bytes: 'Size of the file',
};

/** Tags that there are, and the exclusions when there are any: `No` is 0, `Yes` is 1. */
function curationColumns({ curation }: Library, datasetId: string, images: number): ColumnRecord[] {
  const { tags, excluded } = curation.summary(datasetId);
  const column = (id: string, title: string, yes: number): ColumnRecord => {
    const categories = NO_YES.map((name) => ({ name, images: name === 'Yes' ? yes : images - yes }));
    return { id, title, group: 'curation', kind: 'category', categories };
  };
  return [
    ...tags.map(({ name, images: tagged }) => column(`tag:${name}`, name, tagged)),
    ...(excluded > 0 ? [column('excluded', 'Left out of training', excluded)] : []),
  ];
}

async function listAnalysisColumns(
  library: Library,
  { datasetId, modelId }: ColumnScope,
): Promise<ColumnRecord[]> {
  const analyses = library.analyses.list(datasetId, modelId);
  const columns = await Promise.all(
    analyses.map(async ({ id }) =>
      (await columnsOfAnalysis(library, id)).map(({ field, title, values, categories }): ColumnRecord => {
        if (!categories) return numberColumn(`${id}:${field}`, title, 'analysis');
        const counts = new Int32Array(categories.length);
        for (const place of values) if (place >= 0) counts[place]!++;
        const counted = categories.map((name, place) => ({ name, images: counts[place]! }));
        return { id: `${id}:${field}`, title, group: 'analysis', kind: 'category', categories: counted };
      }),
    ),
  );
  return columns.flat();
}

async function columnsOfAnalysis(library: Library, id: string): Promise<AnalysisColumn[]> {
  const result = await readAnalysis(library.analysisFolder(id));
  return analysisColumns(library.analyses.get(id), result, (modelId) => library.models.get(modelId).name);
}

/** None for a dataset that the model does not belong to, although its analyses may be about that. */
function latentColumns({ models }: Library, { datasetId, modelId }: ColumnScope): ColumnRecord[] {
  if (modelId === undefined) return [];
  const { embedded, plan, datasetId: own } = models.get(modelId);
  if (!embedded || own !== datasetId) return [];
  return Array.from({ length: plan.latent }, (_, dimension) =>
    numberColumn(`z:${dimension}`, `z${dimension}`, 'latent'),
  );
}

async function readDimension(
  library: Library,
  { datasetId, modelId }: ColumnScope,
  dimension: number,
  images: number,
): Promise<Float32Array> {
  const isOwn = modelId !== undefined && library.models.get(modelId).datasetId === datasetId;
  const codes = isOwn ? await readStoredCodes(library, modelId) : null;
  if (!codes || dimension >= codes.dimensions) throw noSuchColumn(`z:${dimension}`);
  const { rows, dimensions, values } = codes;
  const column = new Float32Array(images).fill(NaN);
  for (let row = 0; row < Math.min(rows, images); row++) column[row] = values[row * dimensions + dimension]!;
  return column;
}

function numberColumn(id: string, title: string, group: ColumnRecord['group']): ColumnRecord {
  return { id, title, group, kind: 'number', categories: [] };
}

/** `source:rest`; the rest, a person's own name, may have colons. */
function split(column: string): [source: string, rest: string] {
  const colon = column.indexOf(':');
  return colon < 0 ? [column, ''] : [column.slice(0, colon), column.slice(colon + 1)];
}

function flags(images: number, positions: readonly number[]): Float32Array {
  const column = new Float32Array(images);
  for (const position of positions) column[position] = 1;
  return column;
}

function padded(values: Float32Array, images: number, nothing: number): Float32Array {
  if (values.length >= images) return values.subarray(0, images);
  const column = new Float32Array(images).fill(nothing);
  column.set(values);
  return column;
}

function noSuchColumn(column: string): MorphospaceError {
  return new MorphospaceError(
    'no-such-column',
    `There is no column "${column}".`,
    'Choose one of those that are listed; it may have been removed.',
  );
}
