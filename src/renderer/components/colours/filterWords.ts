/** What a filter shows, in a few words. */
import type { ColumnRecord } from '../../../shared/columns.ts';
import { type ColumnFilter, onlyShown } from '../../stores/columnFilter.ts';
import { formatNumber } from '../../words.ts';

const NAMED = 2;

export function filterWords(column: ColumnRecord, filter: ColumnFilter): string {
  if (filter.kind === 'number') {
    const { from, to } = filter;
    if (from === null) return `${column.title} up to ${formatNumber(to!)}`;
    if (to === null) return `${column.title} from ${formatNumber(from)}`;
    return `${column.title} ${formatNumber(from)} to ${formatNumber(to)}`;
  }
  const { categories } = column;
  const only = onlyShown(filter, categories.length);
  if (only !== null) return `${column.title}: ${categories[only]!.name}`;
  const hidden = new Set(filter.hidden);
  const gone = categories.filter((_, k) => hidden.has(k)).map(({ name }) => name);
  if (hidden.has(-1)) gone.push('none');
  const words = gone.slice(0, NAMED).join(', ');
  return `${column.title}: without ${words}${gone.length > NAMED ? ` and ${gone.length - NAMED} more` : ''}`;
}
