/** Labels of images: from the names of folders, or from a table `file,label`. */
import { MorphospaceError } from '../../shared/errors.ts';
import type { LabelSource } from '../../shared/datasets.ts';
import type { FoundFile } from './scan.ts';
import { fileColumnOf, LinesByFile, normaliseFile, parseTable, readTable } from './table.ts';

export interface Labeller {
  labelOf(found: FoundFile): string | null;
  /** Lines of the table that no image has asked for so far. */
  unmatchedLines(): number;
}

const noLabels: Labeller = { labelOf: () => null, unmatchedLines: () => 0 };
const folderLabels: Labeller = { labelOf: ({ group }) => group, unmatchedLines: () => 0 };

/**
 * Decides where labels come from. `auto` takes the folders when at least two of them hold images.
 *
 * @throws MorphospaceError `unreadable-labels`
 */
export async function openLabels(source: LabelSource, files: readonly FoundFile[]): Promise<Labeller> {
  if (source === 'none') return noLabels;
  if (source === 'folders') return folderLabels;
  if (source === 'auto') {
    const groups = new Set<string>();
    for (const { group } of files) {
      if (group !== null) groups.add(group);
      if (groups.size === 2) return folderLabels;
    }
    return noLabels;
  }
  return new TableLabels(parseLabelTable(await readLabels(source), source));
}

class TableLabels implements Labeller {
  readonly #labels: Map<string, string>;
  readonly #lines: LinesByFile<string>;
  readonly #unmatched: Set<string>;

  constructor(labels: Map<string, string>) {
    this.#labels = labels;
    this.#lines = new LinesByFile(labels);
    this.#unmatched = new Set(labels.keys());
  }

  labelOf({ file }: FoundFile): string | null {
    const line = this.#lines.fileFor(file);
    if (line === null) return null;
    this.#unmatched.delete(line);
    return this.#labels.get(line) || null;
  }

  unmatchedLines(): number {
    return this.#unmatched.size;
  }
}

/**
 * Reads lines `file,label`: separated by commas, semicolons or tabs (whichever the first line has), quoted where needed, with or
 * without a heading, further columns ignored. A file that comes twice has the last label.
 *
 * @returns labels by normalised file
 * @throws MorphospaceError `unreadable-labels`
 */
export function parseLabelTable(text: string, name = 'The table'): Map<string, string> {
  const { rows } = parseTable(text);
  const heading = rows[0] ?? [];
  const fileColumn = fileColumnOf(heading);
  const labelColumn = heading.findIndex((field) =>
    /^(label|labels|class|category|target)$/.test(field.trim().toLowerCase()),
  );
  const hasHeading = fileColumn >= 0 && labelColumn >= 0;
  const [file, label] = hasHeading ? [fileColumn, labelColumn] : [0, 1];

  const labels = new Map<string, string>();
  for (const row of hasHeading ? rows.slice(1) : rows) {
    if (row[file] && row[label] !== undefined) labels.set(normaliseFile(row[file].trim()), row[label].trim());
  }
  if (labels.size === 0) {
    throw new MorphospaceError(
      'unreadable-labels',
      `${name} has no lines of the form file,label.`,
      'Write one line for each image: its file, a comma, its label.',
    );
  }
  return labels;
}

async function readLabels(path: string): Promise<string> {
  try {
    return await readTable(path);
  } catch (error) {
    throw new MorphospaceError(
      'unreadable-labels',
      `The table of labels ${path} cannot be read.`,
      'Check its path, or import without labels.',
      { cause: error },
    );
  }
}
