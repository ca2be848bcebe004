/** From what a person says about images, a label or a range of values, to the images. */
import { MorphospaceError } from '../../shared/errors.ts';
import type { AttributeDefinition, ImageGroup } from '../../shared/steering.ts';
import { type ColumnScope, listColumns, readColumn } from './columns.ts';
import type { Library } from './library.ts';

/** Positions ascending; those without the attribute are the rest where nothing is said of them. */
export async function imagesOfDefinition(
  library: Library,
  scope: ColumnScope,
  { positive, negative }: AttributeDefinition,
): Promise<{ positive: number[]; negative: number[] }> {
  const having = await imagesOfGroup(library, scope, positive);
  if (negative) return { positive: having, negative: await imagesOfGroup(library, scope, negative) };
  const known = await knownImages(library, scope, positive);
  const present = new Set(having);
  return { positive: having, negative: known.filter((image) => !present.has(image)) };
}

/** @throws MorphospaceError `no-such-image`, `no-such-column` */
export async function imagesOfGroup(
  library: Library,
  scope: ColumnScope,
  group: ImageGroup,
): Promise<number[]> {
  if ('images' in group) return requireImages(library, scope.datasetId, group.images);
  if ('label' in group) {
    const { labels } = library.datasets.get(scope.datasetId);
    const place = labels.findIndex(({ name }) => name === group.label);
    return positions(
      library.datasets.labelIndices(scope.datasetId),
      (label) => label === place && place >= 0,
    );
  }
  const values = await readColumn(library, scope, group.column);
  if ('values' in group) {
    const column = (await listColumns(library, scope)).find(({ id }) => id === group.column);
    const wanted = new Set(group.values.map((name) => column?.categories.findIndex((c) => c.name === name)));
    return positions(values, (value) => value >= 0 && wanted.has(value));
  }
  const { from = -Infinity, to = Infinity } = group;
  return positions(values, (value) => value >= from && value <= to);
}

/** All images; of a column, those that it has a value of. */
async function knownImages(library: Library, scope: ColumnScope, group: ImageGroup): Promise<number[]> {
  const images = Array.from({ length: library.datasets.count(scope.datasetId) }, (_, image) => image);
  if (!('column' in group)) return images;
  const values = await readColumn(library, scope, group.column);
  return images.filter((image) => ('values' in group ? values[image]! >= 0 : !Number.isNaN(values[image]!)));
}

function requireImages({ datasets }: Library, datasetId: string, images: readonly number[]): number[] {
  const count = datasets.count(datasetId);
  const outside = images.find((image) => image >= count);
  if (outside === undefined) return [...new Set(images)].sort((a, b) => a - b);
  throw new MorphospaceError('no-such-image', `There is no image ${outside}.`, 'Choose other images.');
}

function positions(values: ArrayLike<number>, belongs: (value: number) => boolean): number[] {
  const found: number[] = [];
  for (let image = 0; image < values.length; image++) if (belongs(values[image]!)) found.push(image);
  return found;
}
