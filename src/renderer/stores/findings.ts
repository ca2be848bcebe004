/** Which page of the findings is open beside map, and whether any is. */
import { defineStore } from 'pinia';
import { ref } from 'vue';
import type { AnalysisKind } from '../../shared/analyses.ts';

export const findingPages = [
  'overview',
  'outliers',
  'duplicates',
  'quality',
  'clusters',
  'labels',
  'compression',
  'similar',
] as const;
export type FindingPage = (typeof findingPages)[number];
/** Analyses that have a page; two models are compared on a screen of their own. */
export type FindingKind = Exclude<AnalysisKind, 'agreement'>;
export const isFindingKind = (kind: AnalysisKind): kind is FindingKind => kind !== 'agreement';

export const useFindings = defineStore('findings', () => {
  const page = ref<FindingPage | null>(null);
  return {
    page,
    open: (wanted: FindingPage) => void (page.value = wanted),
    close: () => void (page.value = null),
  };
});
