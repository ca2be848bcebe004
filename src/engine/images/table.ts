/** Tables that say something about images, line by line: comma-separated text as people's programs write it, and whom a line means. */
import { readFile } from 'node:fs/promises';

export interface Table {
  /** Lines that are not empty, the heading among them. */
  rows: string[][];
  separator: string;
}

/** Names of the column that says which image a line is about. */
const FILE_HEADING = /^(file|filename|file_name|image|image_id|path|name)$/;

/** Separated by commas, semicolons or tabs, whichever the first line has; quoted where needed. */
export function parseTable(text: string): Table {
  const content = text.replace(/^\ufeff/, '');
  const firstLine = content.slice(0, content.search(/\r|\n|$/));
  const separator = [';', '\t'].find((mark) => firstLine.includes(mark) && !firstLine.includes(',')) ?? ',';
  const rows = parseRows(content, separator).filter((row) => row.some((field) => field !== ''));
  return { rows, separator };
}

/** The place of the column that names images, -1 when the heading has none. */
export function fileColumnOf(heading: readonly string[]): number {
  return heading.findIndex((field) => FILE_HEADING.test(field.trim().toLowerCase()));
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

/** Finds the line of an image: by its relative path, by ever shorter ends of it, and at last by the mere name of the table's files. */
export class LinesByFile<T> {
  readonly #lines: ReadonlyMap<string, T>;
  /** The one file of the table that has this name; null where several have. */
  readonly #byName = new Map<string, string | null>();

  /** @param lines by normalised file */
  constructor(lines: ReadonlyMap<string, T>) {
    this.#lines = lines;
    for (const file of lines.keys()) {
      const name = file.slice(file.lastIndexOf('/') + 1);
      this.#byName.set(name, this.#byName.has(name) ? null : file);
    }
  }

  /** The table's name for the image, or null when no line is about it. */
  fileFor(image: string): string | null {
    let end = normaliseFile(image);
    while (!this.#lines.has(end)) {
      const slash = end.indexOf('/');
      if (slash < 0) return this.#byName.get(end) ?? null;
      end = end.slice(slash + 1);
    }
    return end;
  }
}

/** Windows writes back-slashes, macOS decomposed letters. */
export function normaliseFile(file: string): string {
  return file.replaceAll('\\', '/').replace(/^\.\//, '').normalize('NFC');
}

/** UTF-8, or what Excel writes instead: UTF-16 with a byte order mark, or the code page of western Windows. */
export async function readTable(path: string): Promise<string> {
  const bytes = await readFile(path);
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}
