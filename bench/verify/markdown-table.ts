/** Tables of a document that commands keep up to date, row by row: what a run did not measure stays as it was. */
import { readFileSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';

export interface MarkdownTable {
  /** Between `<!-- begin NAME -->` and `<!-- end NAME -->`. */
  name: string;
  columns: readonly string[];
  /** Keys of all rows that there may be, in order. The key is the first cell. */
  order: readonly string[];
}

/** @param rows cells after the key. @throws Error when the document has no place for the table. */
export async function updateTable(
  file: string,
  { name, columns, order }: MarkdownTable,
  rows: ReadonlyMap<string, readonly string[]>,
): Promise<void> {
  const text = readFileSync(file, 'utf8');
  const [begin, end] = [`<!-- begin ${name} -->`, `<!-- end ${name} -->`];
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${file} has no ${begin} … ${end}`);

  const cellsOf = new Map(parseRows(text.slice(from, to)).map(([key, ...cells]) => [key!, cells]));
  for (const [key, cells] of rows) cellsOf.set(key, [...cells]);
  const lines = order
    .filter((key) => cellsOf.has(key))
    .map((key) => `| ${[key, ...cellsOf.get(key)!].join(' | ')} |`);
  const table = [`| ${columns.join(' | ')} |`, `|${columns.map(() => ' --- ').join('|')}|`, ...lines].join(
    '\n',
  );
  const updated = `${text.slice(0, from)}${begin}\n\n${table}\n\n${text.slice(to)}`;
  const options = await resolveConfig(file);
  writeFileSync(file, await format(updated, { ...options, filepath: file }));
}

/** The cells of the rows below the heading. */
function parseRows(markdown: string): string[][] {
  const lines = markdown.split('\n').filter((line) => line.startsWith('|'));
  return lines.slice(2).map((line) =>
    line
      .slice(1, line.lastIndexOf('|'))
      .split('|')
      .map((cell) => cell.trim()),
  );
}
