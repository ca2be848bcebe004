/** Columns of a table that a person has about the images: of each, one value for every image. */
import { MorphospaceError } from '../../shared/errors.ts';
import { fileColumnOf, LinesByFile, normaliseFile, parseTable } from './table.ts';

export interface MetadataColumn {
  name: string;
  kind: 'number' | 'category';
  /** Of a category, by name; empty for numbers. */
  categories: { name: string; images: number }[];
  /** `[images]`: numbers, NaN where there is none, or positions in `categories`, -1 for none. */
  values: Float32Array;
}

export interface Metadata {
  /** Those in which at least one image has a value. */
  columns: MetadataColumn[];
  /** Images that the table speaks of. */
  matched: number;
  /** Lines that speak of none. */
  unmatched: number;
}

/** What programs write for "no number here". */
const NO_NUMBER = /^(|nan|na|n\/a|null|none)$/i;
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
/** As it is written where the comma is not what separates columns. */
const NUMBER_WITH_COMMA = /^[+-]?(\d+,?\d*|,\d+)(e[+-]?\d+)?$/i;

/**
 * Reads a table whose heading names a column `file` and any others. A line is about the image with that path, or about the only
 * one whose path ends so or that has that name; of two lines about one image the last counts. A column is one of numbers when all
 * that images have there are numbers.
 *
 * @param images paths relative to the imported folder, in the dataset's order
 * @throws MorphospaceError `unreadable-table` without such a heading, or when it speaks of no image.
 */
export function readMetadata(text: string, images: readonly string[], name = 'The table'): Metadata {
  const { rows, separator } = parseTable(text);
  const heading = rows[0]?.map((field) => field.trim()) ?? [];
  const fileColumn = fileColumnOf(heading);
  if (fileColumn < 0 || heading.length < 2) {
    throw new MorphospaceError(
      'unreadable-table',
      `${name} has no column "file" beside others.`,
      'Give its first line the names of the columns: file, and those to add.',
    );
  }
  const { rowOf, matched, unmatched } = matchRows(rows, fileColumn, images);
  if (matched === 0) {
    throw new MorphospaceError(
      'unreadable-table',
      `No line of ${name} names an image of this dataset.`,
      'Write the path of each image relative to the imported folder, or its file name, into the column "file".',
    );
  }
  const names = uniqueNames(heading);
  const columns = names.flatMap((columnName, place) => {
    if (place === fileColumn) return [];
    const texts = rowOf.map((row) => (row === null ? '' : (row[place] ?? '').trim()));
    return texts.every((value) => value === '') ? [] : [toColumn(columnName, texts, separator)];
  });
  return { columns, matched, unmatched };
}

/** The line of every image, null where there is none. */
function matchRows(rows: readonly string[][], fileColumn: number, images: readonly string[]) {
  const byFile = new Map<string, string[]>();
  let lines = 0;
  for (const row of rows.slice(1)) {
    const file = row[fileColumn]?.trim();
    if (!file) continue;
    byFile.set(normaliseFile(file), row);
    lines++;
  }
  const found = new LinesByFile(byFile);
  const fileOf = images.map((image) => found.fileFor(image));
  // A mere name that several images have says nothing of any of them, unless it is the whole path of one.
  const claims = new Map<string, number>();
  for (const file of fileOf) if (file !== null) claims.set(file, (claims.get(file) ?? 0) + 1);
  const used = new Set<string>();
  const rowOf = fileOf.map((file, image) => {
    if (file === null) return null;
    if (claims.get(file)! > 1 && normaliseFile(images[image]!) !== file) return null;
    used.add(file);
    return byFile.get(file)!;
  });
  return { rowOf, matched: rowOf.filter((row) => row !== null).length, unmatched: lines - used.size };
}

function toColumn(name: string, texts: readonly string[], separator: string): MetadataColumn {
  const withComma = separator !== ',';
  const isNumber = (value: string) =>
    NO_NUMBER.test(value) || NUMBER.test(value) || (withComma && NUMBER_WITH_COMMA.test(value));
  if (texts.every(isNumber) && !texts.every((value) => NO_NUMBER.test(value))) {
    const values = Float32Array.from(texts, (value) =>
      NO_NUMBER.test(value) ? NaN : Number(value.replace(',', '.')),
    );
    return { name, kind: 'number', categories: [], values };
  }
  const counts = new Map<string, number>();
  for (const value of texts) if (value !== '') counts.set(value, (counts.get(value) ?? 0) + 1);
  const natural = new Intl.Collator('en', { numeric: true });
  const categories = [...counts].map(([category, count]) => ({ name: category, images: count }));
  categories.sort((a, b) => natural.compare(a.name, b.name));
  const places = new Map(categories.map((category, place) => [category.name, place]));
  const values = Float32Array.from(texts, (value) => places.get(value) ?? -1);
  return { name, kind: 'category', categories, values };
}

/** Columns without a name get their number; of equal names the second becomes "name (2)". */
function uniqueNames(heading: readonly string[]): string[] {
  const taken = new Set<string>();
  return heading.map((field, place) => {
    const base = field || `column ${place + 1}`;
    let name = base;
    for (let number = 2; taken.has(name); number++) name = `${base} (${number})`;
    taken.add(name);
    return name;
  });
}
