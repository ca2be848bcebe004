/** Filters by columns, and the masks that they make: 1 for an image that is shown, 0 for one that is not. */
import { z } from 'zod';

/** Which images of a column are shown. An image that the column has no value for is category -1, and in no range of numbers. */
export const columnFilterSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('category'), hidden: z.array(z.number().int().min(-1)) }),
  /** Ends are included; null leaves an end open. */
  z.object({
    kind: z.literal('number'),
    from: z.number().nullable(),
    to: z.number().nullable(),
  }),
]);
export type ColumnFilter = z.infer<typeof columnFilterSchema>;
export type CategoryFilter = Extract<ColumnFilter, { kind: 'category' }>;
export type NumberFilter = Extract<ColumnFilter, { kind: 'number' }>;

/** Whether a filter lets everything through, and so is none. */
export function isOpen(filter: ColumnFilter): boolean {
  return filter.kind === 'category' ? filter.hidden.length === 0 : filter.from === null && filter.to === null;
}

/** Takes images that the filter hides out of a mask. */
export function applyFilter(mask: Uint8Array, values: Float32Array, filter: ColumnFilter): void {
  const count = Math.min(mask.length, values.length);
  if (filter.kind === 'number') {
    const from = filter.from ?? -Infinity;
    const to = filter.to ?? Infinity;
    // Written so that NaN is hidden too.
    for (let i = 0; i < count; i++) if (!(values[i]! >= from && values[i]! <= to)) mask[i] = 0;
    return;
  }
  const hidden = new Set(filter.hidden);
  const hidesNone = hidden.has(-1);
  for (let i = 0; i < count; i++) {
    const value = values[i]!;
    if (value >= 0 ? hidden.has(value) : hidesNone) mask[i] = 0;
  }
}

/** The filter that shows one category alone; what is shown alone already is shown among all again. */
export function isolated(
  filter: CategoryFilter | null,
  category: number,
  categories: number,
): CategoryFilter {
  const others = Array.from({ length: categories + 1 }, (_, k) => k - 1).filter((k) => k !== category);
  const alone = filter !== null && onlyShown(filter, categories) === category;
  return { kind: 'category', hidden: alone ? [] : others };
}

/** The one category that is shown, or null where there are more or none. Images without a value do not count. */
export function onlyShown({ hidden }: CategoryFilter, categories: number): number | null {
  const gone = new Set(hidden);
  if (categories - [...gone].filter((k) => k >= 0).length !== 1) return null;
  for (let category = 0; category < categories; category++) if (!gone.has(category)) return category;
  return null;
}

export function toggled(filter: CategoryFilter | null, category: number): CategoryFilter {
  const hidden = new Set(filter?.hidden ?? []);
  if (!hidden.delete(category)) hidden.add(category);
  return { kind: 'category', hidden: [...hidden] };
}
