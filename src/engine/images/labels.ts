/** Labels of images: from the names of folders, or from a table `file,label`. */
import { readFile } from 'node:fs/promises';
import { MorphospaceError } from '../../shared/errors.ts';
import type { LabelSource } from '../../shared/datasets.ts';
import type { FoundFile } from './scan.ts';

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
  return new TableLabels(parseLabelTable(await readTable(source), source));
}

/** Looks an image up by its relative path, by ever shorter ends of it, and at last by the mere name of the table's files. */
class TableLabels implements Labeller {
  readonly #labels: Map<string, string>;
  readonly #unmatched: Set<string>;
  /** The one line of the table whose file has this name; null where several have. */
  readonly #byName = new Map<string, string | null>();

  constructor(labels: Map<string, string>) {
    this.#labels = labels;
    this.#unmatched = new Set(labels.keys());
    for (const file of labels.keys()) {
      const name = baseName(file);
      this.#byName.set(name, this.#byName.has(name) ? null : file);
    }
  }

  labelOf({ file }: FoundFile): string | null {
    const line = this.#lineFor(normalise(file));
    if (line === null) return null;
    this.#unmatched.delete(line);
    return this.#labels.get(line) || null;
  }

  unmatchedLines(): number {
    return this.#unmatched.size;
  }

  #lineFor(file: string): string | null {
    let end = file;
    while (!this.#labels.has(end)) {
      const slash = end.indexOf('/');
      if (slash < 0) return this.#byName.get(end) ?? null;
      end = end.slice(slash + 1);
    }
    return end;
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
  const content = text.replace(/^\ufeff/, '');
  const firstLine = content.slice(0, content.search(/\r|\n|$/));
  const separator = [';', '\t'].find((mark) => firstLine.includes(mark) && !firstLine.includes(',')) ?? ',';
  const rows = parseRows(content, separator).filter((row) => row.some((field) => field !== ''));
  const heading = rows[0]?.map((field) => field.trim().toLowerCase()) ?? [];
  const fileColumn = heading.findIndex((field) =>
    /^(file|filename|file_name|image|image_id|path|name)$/.test(field),
  );
  const labelColumn = heading.findIndex((field) => /^(label|labels|class|category|target)$/.test(field));
  const hasHeading = fileColumn >= 0 && labelColumn >= 0;
  const [file, label] = hasHeading ? [fileColumn, labelColumn] : [0, 1];

  const labels = new Map<string, string>();
  for (const row of hasHeading ? rows.slice(1) : rows) {
    if (row[file] && row[label] !== undefined) labels.set(normalise(row[file].trim()), row[label].trim());
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

/** RFC 4180, with any of the three kinds of line ends. */
function parseRows(text: string, separator: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let field = '';
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const mark = text[i]!;
    if (quoted) {
      if (mark !== '"') field += mark;
      else if (text[i + 1] === '"') field += text[++i]!;
      else quoted = false;
    } else if (mark === '"' && field === '') quoted = true;
    else if (mark === separator) {
      row.push(field);
      field = '';
    } else if (mark === '\n' || mark === '\r') {
      if (mark === '\r' && text[i + 1] === '\n') i++;
      rows.push([...row, field]);
      row = [];
      field = '';
    } else field += mark;
  }
  if (field !== '' || row.length > 0) rows.push([...row, field]);
  return rows;
}

function baseName(file: string): string {
  return file.slice(file.lastIndexOf('/') + 1);
}

/** Windows writes back-slashes, macOS decomposed letters. */
function normalise(file: string): string {
  return file.replaceAll('\\', '/').replace(/^\.\//, '').normalize('NFC');
}

async function readTable(path: string): Promise<string> {
  try {
    return decodeText(await readFile(path));
  } catch (error) {
    throw new MorphospaceError(
      'unreadable-labels',
      `The table of labels ${path} cannot be read.`,
      'Check its path, or import without labels.',
      { cause: error },
    );
  }
}

/** UTF-8, or what Excel writes instead: UTF-16 with a byte order mark, or the code page of western Windows. */
function decodeText(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}
