/** What analyses found, as CSV. */
import type { AnalysisResult, ResultOf } from '../../shared/analyses.ts';
import { MorphospaceError } from '../../shared/errors.ts';
import { csvFloat32, csvText } from './csv.ts';

/** Values beside the name of each image. */
interface Table {
  columns: string[];
  /** Of an image by its position, in the order of the columns; null for an image that has no row. */
  cells(image: number): string[] | null;
}

/**
 * Column `file`, then those of the analysis (docs/analyses.md), in the order of the dataset. Images that were added later have no row.
 *
 * @throws MorphospaceError `no-table` for an analysis that says nothing of single images.
 */
export function analysisCsv(
  images: Iterable<{ file: string }>,
  rows: number,
  result: AnalysisResult,
): { rows: number; text: string } {
  const { columns, cells } = tableOf(result);
  const lines = [['file', ...columns].join(',')];
  let image = 0;
  for (const { file } of images) {
    if (image >= rows) break;
    const values = cells(image++);
    if (values) lines.push([csvText(file), ...values].join(','));
  }
  return { rows: lines.length - 1, text: `${lines.join('\n')}\n` };
}

function tableOf(result: AnalysisResult): Table {
  switch (result.kind) {
    case 'outliers': {
      const { score, reconstruction, mahalanobis } = result;
      return numbers({ score, reconstruction, mahalanobis });
    }
    case 'agreement':
      return numbers({ overlap: result.overlap });
    case 'quality':
      return qualityTable(result);
    case 'clusters':
      return clustersTable(result);
    case 'labels':
      return labelsTable(result);
    case 'duplicates':
      return duplicatesTable(result);
    case 'compression':
      throw new MorphospaceError(
        'no-table',
        'Compression is measured over all images together.',
        'Export another analysis.',
      );
  }
}

/** One number for each image in every column; empty where it has none. */
function numbers(byName: Record<string, Float32Array>): Table {
  const values = Object.values(byName);
  return {
    columns: Object.keys(byName),
    cells: (image) =>
      values.map((column) => (Number.isNaN(column[image]!) ? '' : csvFloat32(column[image]!))),
  };
}

function qualityTable({ measures, scores }: ResultOf<'quality'>): Table {
  const rows = scores.length / Math.max(1, measures.length);
  return numbers(
    Object.fromEntries(measures.map(({ id }, i) => [id, scores.subarray(i * rows, (i + 1) * rows)])),
  );
}

/** Clusters without a name are numbered from 1, the largest first. */
function clustersTable({ assignments, clusters }: ResultOf<'clusters'>): Table {
  const names = clusters.map(({ name }, i) => csvText(name ?? String(i + 1)));
  return { columns: ['cluster'], cells: (image) => [names[assignments[image]!] ?? ''] };
}

/** Images whose label is suspect have another one suggested; the rest of the column is empty. */
function labelsTable({ classes, confidence, suspects }: ResultOf<'labels'>): Table {
  const suggestions = new Map(suspects.map(({ index, suggested }) => [index, csvText(classes[suggested]!)]));
  const { cells } = numbers({ confidence });
  return {
    columns: ['confidence', 'suggested'],
    cells: (image) => [...cells(image)!, suggestions.get(image) ?? ''],
  };
}

function duplicatesTable({ groups }: ResultOf<'duplicates'>): Table {
  const rows = new Map<number, string[]>();
  groups.forEach(({ kind, images, best }, i) => {
    for (const image of images) rows.set(image, [String(i + 1), kind, image === best ? '1' : '0']);
  });
  return { columns: ['group', 'kind', 'best'], cells: (image) => rows.get(image) ?? null };
}
