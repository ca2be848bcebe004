/** Which images of a dataset a command is about: named in a list, by label, tag or part of the name, or by the values of columns. */
import { readFile } from 'node:fs/promises';
import { basename, isAbsolute, relative, sep } from 'node:path';
import { text } from 'node:stream/consumers';
import type { ColumnRecord } from '../shared/columns.ts';
import type { Transport } from '../shared/contract.ts';
import type { DatasetRecord, ImageRecord } from '../shared/datasets.ts';
import { MorphospaceError } from '../shared/errors.ts';
import { type Arguments, type OptionSpecs, UsageError } from './arguments.ts';
import { requireModel } from './lookup.ts';

export const SELECTION_OPTIONS: OptionSpecs = {
  images: {
    value: 'FILE',
    summary: 'the images whose files are listed there, one a line; - reads the list from stdin',
  },
  label: { value: 'LABEL', summary: 'those with this label' },
  tag: { value: 'TAG', summary: 'those with this tag' },
  search: { value: 'TEXT', summary: 'those with this in the name of their file' },
  where: { value: 'CONDITION', summary: 'those whose columns have values: "age > 30 and place = Bern"' },
  model: { value: 'MODEL', summary: 'the model whose columns are meant: codes, analyses' },
};

/** The word `and` where it is not within quotes. */
const BETWEEN_CONDITIONS = /\s+and\s+(?=(?:[^"]*"[^"]*")*[^"]*$)/i;

/** Images asked for at once. */
const PAGE = 5000;

interface Column {
  record: ColumnRecord;
  values: Float32Array;
}

/** Keeps an image or not, by its position. */
type Test = (image: number) => boolean;

/**
 * The positions of the images that all given options choose, ascending; every image when none is given.
 *
 * @throws MorphospaceError `no-such-image`, `no-such-column`, `unreadable`; UsageError for a condition that cannot be read.
 */
export async function selectImages(
  engine: Transport,
  dataset: DatasetRecord,
  args: Arguments,
): Promise<number[]> {
  const { id: datasetId } = dataset;
  const model = args.text('model');
  const modelId = model === undefined ? undefined : (await requireModel(engine, model)).id;
  const scope = { datasetId, modelId };
  const conditions = args.text('where')?.split(BETWEEN_CONDITIONS) ?? [];
  const tests: Test[] = [];
  for (const condition of conditions) tests.push(await conditionTest(engine, scope, condition));

  const tag = args.text('tag');
  if (tag !== undefined) {
    const { values } = await engine.call('columns.values', { ...scope, column: `tag:${tag}` });
    tests.push((image) => values[image] === 1);
  }
  const label = args.text('label');
  const search = args.text('search');
  const list = args.text('images');
  const images = await allImages(engine, { datasetId, label, search });
  const named = list === undefined ? null : await namedImages(engine, dataset, await readList(list));
  return images
    .map(({ index }) => index)
    .filter((image) => (named?.has(image) ?? true) && tests.every((test) => test(image)));
}

/** Positions of the images whose columns have values, ascending: "age > 30 and place = Bern". @throws as `selectImages` */
export async function imagesWhere(
  engine: Transport,
  scope: { datasetId: string; modelId?: string },
  where: string,
): Promise<number[]> {
  const tests: Test[] = [];
  for (const condition of where.split(BETWEEN_CONDITIONS))
    tests.push(await conditionTest(engine, scope, condition));
  const images = await allImages(engine, { datasetId: scope.datasetId });
  return images.map(({ index }) => index).filter((image) => tests.every((test) => test(image)));
}

/** Positions of the images whose files are listed in a file, one a line, ascending. @throws as `selectImages` */
export async function imagesListed(
  engine: Transport,
  dataset: DatasetRecord,
  list: string,
): Promise<number[]> {
  return [...(await namedImages(engine, dataset, await readList(list)))].sort((a, b) => a - b);
}

/** Whether an option chooses anything: what changes images does not change all of them unasked. */
export function choosesImages(args: Arguments): boolean {
  return ['images', 'label', 'tag', 'search', 'where'].some((option) => args.text(option) !== undefined);
}

async function allImages(
  engine: Transport,
  filter: { datasetId: string; label?: string; search?: string },
): Promise<ImageRecord[]> {
  const images: ImageRecord[] = [];
  for (;;) {
    const page = await engine.call('datasets.images', { ...filter, offset: images.length, limit: PAGE });
    images.push(...page.images);
    if (page.images.length === 0 || images.length >= page.total) return images;
  }
}

const OPERATORS: Record<string, (value: number, than: number) => boolean> = {
  '>=': (value, than) => value >= than,
  '<=': (value, than) => value <= than,
  '!=': (value, than) => value !== than,
  '>': (value, than) => value > than,
  '<': (value, than) => value < than,
  '=': (value, than) => value === than,
};

/** `column operator value`; the column by its title or its identifier, which may have blanks; the value in quotes or not. */
async function conditionTest(
  engine: Transport,
  scope: { datasetId: string; modelId?: string },
  condition: string,
): Promise<Test> {
  const [, name, operator, value] = /^\s*(.+?)\s*(>=|<=|!=|>|<|=)\s*"?(.*?)"?\s*$/.exec(condition) ?? [];
  if (name === undefined || value === undefined || value === '')
    throw new UsageError(`--where takes a column, a comparison and a value, not "${condition.trim()}"`);
  const { record, values } = await findColumn(engine, scope, name);
  const compare = OPERATORS[operator!]!;
  if (record.kind === 'category') {
    if (operator !== '=' && operator !== '!=')
      throw new UsageError(`"${name}" is no number: it can be compared by = and != only`);
    const place = record.categories.findIndex((category) => category.name === value);
    return (image) => compare(values[image]!, place);
  }
  const than = Number(value);
  if (Number.isNaN(than)) throw new UsageError(`"${name}" is a number, which "${value}" is not`);
  // Compared as they are kept, so that = finds what a table shows.
  const rounded = Math.fround(than);
  return (image) => !Number.isNaN(values[image]!) && compare(values[image]!, rounded);
}

async function findColumn(
  engine: Transport,
  scope: { datasetId: string; modelId?: string },
  name: string,
): Promise<Column> {
  const columns = await engine.call('columns.list', scope);
  const record =
    columns.find(({ id, title }) => id === name || title === name) ??
    columns.findLast(
      ({ id, title }) => title.toLowerCase() === name.toLowerCase() || id === `metadata:${name}`,
    );
  if (!record) {
    throw new MorphospaceError(
      'no-such-column',
      `There is no column "${name}".`,
      scope.modelId === undefined
        ? 'List them with `morphospace columns`; those of codes and analyses need --model.'
        : 'List them with `morphospace columns`.',
    );
  }
  const { values } = await engine.call('columns.values', { ...scope, column: record.id });
  return { record, values };
}

async function readList(file: string): Promise<string[]> {
  const content =
    file === '-' ? await text(process.stdin) : await readFile(file, 'utf8').catch(unreadable(file));
  return content.split(/\r?\n/).filter((line) => line.trim() !== '');
}

function unreadable(file: string) {
  return (cause: unknown): never => {
    throw new MorphospaceError('unreadable', `${file} could not be read.`, 'Check the path of the list.', {
      cause,
    });
  };
}

/** Finds images by their path in the dataset, by the path of their file, or by the name of their file where only one has it. */
async function namedImages(engine: Transport, dataset: DatasetRecord, lines: string[]): Promise<Set<number>> {
  const { id: datasetId, sources } = dataset;
  const byFile = new Map<string, number>();
  const byName = new Map<string, number | null>();
  for (const { file, index } of await allImages(engine, { datasetId })) {
    byFile.set(file, index);
    const name = basename(file);
    byName.set(name, byName.has(name) ? null : index);
  }
  const find = (line: string): number | null => {
    const inside = isAbsolute(line) ? sources.map((source) => relative(source, line)) : [line];
    for (const file of inside) {
      const index = byFile.get(file.split(sep).join('/').normalize('NFC')) ?? byFile.get(file);
      if (index !== undefined) return index;
    }
    return byName.get(basename(line)) ?? null;
  };
  const found = lines.map(find);
  const missing = lines.filter((_, i) => found[i] === null);
  if (missing.length > 0) {
    throw new MorphospaceError(
      'no-such-image',
      `${missing.length} of ${lines.length} lines name no image of ${dataset.name}, the first "${missing[0]!}".`,
      'Write the path of each image relative to the imported folder.',
    );
  }
  return new Set(found as number[]);
}
