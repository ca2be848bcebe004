/** What kind of model one is, in words: its family, or that it was made elsewhere. */
import { FAMILIES } from '../../../shared/families.ts';
import type { ModelRecord } from '../../../shared/models.ts';

type Kind = Pick<ModelRecord, 'plan' | 'imported'>;

export function kindTitle({ plan, imported }: Kind): string {
  if (imported === null) return FAMILIES[plan.family].title;
  return imported.decoder === null ? 'Imported encoder' : 'Imported model';
}

/** For narrow places. */
export function kindShort({ plan, imported }: Kind): string {
  return imported === null ? FAMILIES[plan.family].short : 'Imported';
}
