/** Which families can be chosen, in the order and groups in which people are shown them. */
import type { DatasetRecord } from '../../../shared/datasets.ts';
import { FAMILIES, FAMILY_NAMES, type Family } from '../../../shared/families.ts';
import { formatCount } from '../../words.ts';

export interface FamilyGroup {
  title: string;
  about: string;
  families: readonly Family[];
}

export const familyGroups: readonly FamilyGroup[] = [
  {
    title: 'Codes are distributions',
    about:
      'Kept close together, so that the places between images are images too: for maps, morphs and new images.',
    families: FAMILY_NAMES.filter((family) => FAMILIES[family].variational),
  },
  {
    title: 'Codes are points',
    about: 'Nothing holds them together: sharper pictures, and gaps between them.',
    families: FAMILY_NAMES.filter((family) => !FAMILIES[family].variational),
  },
];

/** What these images lack for the family, in words; null where they lack nothing. */
export function whatIsMissing(family: Family, { labels }: Pick<DatasetRecord, 'labels'>): string | null {
  if (!FAMILIES[family].conditional || labels.length >= 2) return null;
  const found = labels.length === 0 ? 'no labels' : `only one label, “${labels[0]!.name}”`;
  return `These images have ${found}. Import them sorted into a folder per label, or with a CSV file of labels.`;
}

/** What a family that is told labels would be told here; empty for others. */
export function labelWords(family: Family, { labels }: Pick<DatasetRecord, 'labels'>): string {
  if (!FAMILIES[family].conditional) return '';
  const named = labels.slice(0, 4).map(({ name }) => name);
  return `Here: ${formatCount(labels.length)} labels, ${named.join(', ')}${labels.length > named.length ? ', …' : '.'}`;
}
