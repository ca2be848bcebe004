/** The images of an attribute as a person chooses them: the selected ones, or those with a value in a column. */
import type { ColumnRecord } from '../../../shared/columns.ts';
import type { ImageGroup } from '../../../shared/steering.ts';

/** Where a group comes from: `column:<id>` for a column. `held` are images that were selected before. */
export type GroupSource = 'rest' | 'selection' | 'held' | 'next' | `column:${string}`;

export interface GroupChoice {
  readonly source: GroupSource;
  /** The value of a column of categories. */
  readonly value: string;
  /** The range of a column of numbers, null for an open end. */
  readonly from: number | null;
  readonly to: number | null;
}

/** Images that were selected, now and before. */
export interface Selections {
  readonly selection: Uint32Array;
  readonly held: Uint32Array | null;
}

export const columnOf = (source: GroupSource): string | null =>
  source.startsWith('column:') ? source.slice('column:'.length) : null;

export function choiceOf(source: GroupSource): GroupChoice {
  return { source, value: '', from: null, to: null };
}

/** An attribute made of a dimension of the codes would only lead along that dimension. */
export function isOffered({ group, kind, categories }: ColumnRecord): boolean {
  return group !== 'latent' && (kind === 'number' || categories.length > 0);
}

/** As the engine takes it; null where something is still to be chosen, or for all other images. */
export function groupOf(choice: GroupChoice, { selection, held }: Selections): ImageGroup | null {
  const column = columnOf(choice.source);
  if (column !== null) {
    if (choice.value !== '') return { column, values: [choice.value] };
    if (choice.from === null && choice.to === null) return null;
    return { column, from: choice.from ?? undefined, to: choice.to ?? undefined };
  }
  const images = choice.source === 'held' ? held : choice.source === 'selection' ? selection : null;
  return images === null || images.length === 0 ? null : { images: [...images] };
}

/** The images of a group, ascending; `values` are those of its column. */
export function imagesOf(
  group: ImageGroup,
  values: Float32Array | null,
  column: ColumnRecord | null,
): number[] {
  if ('images' in group) return group.images;
  if (values === null || column === null || 'label' in group) return [];
  const wanted =
    'values' in group
      ? new Set(group.values.map((name) => column.categories.findIndex((category) => category.name === name)))
      : null;
  const { from = -Infinity, to = Infinity } = 'values' in group ? {} : group;
  const found: number[] = [];
  values.forEach((value, image) => {
    if (wanted === null ? value >= from && value <= to : wanted.has(value)) found.push(image);
  });
  return found;
}

/** Some of many, evenly spread over them. */
export function someOf(images: readonly number[], count: number): number[] {
  if (images.length <= count) return [...images];
  return Array.from({ length: count }, (_, i) => images[Math.floor((i * images.length) / count)]!);
}
